"""The filters of the list of cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.cases.models import Source
from wangge.cases.queries import Filters
from wangge.cases.workflow import Stage

ANY = [("", _("不限"))]
CLOCKS = [("late", _("已超时")), ("soon", _("4 小时内到期")), ("ok", _("时限充裕")), ("was_late", _("曾超时"))]
MARKS = [
    ("urgent", _("紧急")),
    ("joint", _("联办")),
    ("supervised", pgettext_lazy("state", "督办")),
    ("urged", _("被催办")),
    ("reworked", _("返工过")),
    ("reopened", _("重新办理过")),
]
DATED = [
    ("file", pgettext_lazy("date", "立案")),
    ("dispatch", pgettext_lazy("date", "派遣")),
    ("handle", pgettext_lazy("date", "签收")),
    ("feedback", _("反馈")),
    ("evaluate", pgettext_lazy("date", "结案")),
    ("ended", _("归档")),
]


class FilterForm(forms.Form):
    """What a person narrows the list by; everything travels in the address, of a full phone number its blind index."""

    q = forms.CharField(label=_("编号、事由或地点"), required=False, max_length=60)
    stage = forms.ChoiceField(label=_("阶段"), required=False)
    clock = forms.ChoiceField(label=_("时限"), required=False, choices=ANY + CLOCKS)
    source = forms.ChoiceField(label=_("来源"), required=False, choices=[*ANY, *Source.choices])
    mark = forms.ChoiceField(label=_("标记"), required=False, choices=ANY + MARKS)
    area = forms.CharField(label=_("区域"), required=False, max_length=40)
    handler = forms.CharField(label=_("主办单位"), required=False, max_length=40)
    department = forms.CharField(label=_("主办单位代码"), required=False, max_length=80, widget=forms.HiddenInput)
    major = forms.CharField(label=_("大类"), required=False, max_length=50)
    dated = forms.ChoiceField(label=_("日期按"), required=False, choices=[("", _("采集")), *DATED])
    since = forms.DateField(label=_("自"), required=False)
    until = forms.DateField(label=_("至"), required=False)
    mine = forms.BooleanField(label=_("我办过的"), required=False)
    reporter = forms.RegexField(r"[0-9a-f]{64}", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.area_code = ""
        stage = self.fields["stage"]
        assert isinstance(stage, forms.ChoiceField)  # noqa: S101 - tells the type
        stage.choices = [*ANY, ("open", _("在办")), *Stage.choices]

    def clean_area(self) -> str:
        """An area inside one's own ground, by name or code; the chip shows its name, the filter takes its code."""
        words = str(self.cleaned_data["area"]).strip()
        self.area_code = ""
        if not words:
            return ""
        area = areas.search(words, within=self.actor.area_code).first()
        if area is None:
            raise forms.ValidationError(_("您的辖区内没有这个区域，请写名称或代码。"))
        self.area_code = area.code
        return area.name

    def filters(self) -> Filters:
        """The value that the query applies; what is wrong narrows nothing."""
        self.full_clean()
        given = self.cleaned_data
        return Filters(
            text=given.get("q", ""),
            area=self.area_code,
            stage=given.get("stage", ""),
            clock=given.get("clock", ""),
            source=given.get("source", ""),
            mark=given.get("mark", ""),
            handler=given.get("handler", ""),
            dated=given.get("dated", ""),
            worked_by=self.actor.user_id if given.get("mine") else None,
            major=given.get("major", ""),
            department=given.get("department", ""),
            since=given.get("since"),
            until=given.get("until"),
            reporter=given.get("reporter", ""),
        )
