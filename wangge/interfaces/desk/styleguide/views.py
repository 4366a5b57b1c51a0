"""The style guide: every component with made-up content, to be looked at."""

import json
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from wangge.cases.workflow import SEVEN_STAGES, Stage
from wangge.kernel import clock


class Sample(forms.Form):
    """One field of each kind."""

    reason = forms.CharField(
        label=_("原因"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("写给下一位经办人看。")
    )
    category = forms.ChoiceField(
        label=_("类别"), choices=[("", "—"), ("a", _("井盖缺损")), ("b", _("占道经营"))], required=False
    )
    until = forms.DateTimeField(label=_("延至"), widget=forms.DateTimeInput, required=False)
    level = forms.ChoiceField(
        label=_("满意度"), widget=forms.RadioSelect, choices=[("1", _("满意")), ("0", _("不满意"))]
    )
    urgent = forms.BooleanField(label=_("紧急，昼夜计时"), required=False)
    photo = forms.FileField(label=_("照片"), required=False)


@dataclass(frozen=True)
class Row:
    """A case as far as the components look at it."""

    stage: Stage
    title: str
    number: str = "33010620261124000" + "12"


def show(request: HttpRequest) -> TemplateResponse:
    """All components on one page."""
    if not settings.DEBUG:
        raise Http404
    now = clock.now()
    messages.success(request, _("已派遣给城管中队。"))
    messages.error(request, _("王敏刚刚签收了这件案件，请刷新后再处理。"))
    dates = {stage.value: now - timedelta(hours=30 - 8 * index) for index, stage in enumerate(SEVEN_STAGES[:4])}
    return TemplateResponse(
        request,
        "desk/styleguide/show.html",
        {
            "row": Row(Stage.HANDLE, "文三路与学院路口雨水井盖破损"),
            "ended": Row(Stage.ENDED, "占道经营"),
            "declined": Row(Stage.DECLINED, "不在本辖区"),
            "rows": [Row(stage, "雨水井盖破损") for stage in Stage],
            "dates": dates,
            "due_ok": now + timedelta(hours=20),
            "due_soon": now + timedelta(minutes=40),
            "due_late": now - timedelta(hours=3),
            "started": now - timedelta(hours=4),
            "form": Sample(request.GET) if request.GET else Sample({}),
            "chart_json": json.dumps(
                {
                    "kind": "stacked",
                    "names": ["西溪街道", "北山街道", "灵隐街道", "古荡街道", "翠苑街道"],
                    "series": [
                        {"name": "在期", "values": [12, 9, 14, 22, 8], "meaning": "ok"},
                        {"name": "将到期", "values": [3, 2, 4, 1, 2], "meaning": "soon"},
                        {"name": "超时", "values": [1, 0, 2, 3, 0], "meaning": "late"},
                    ],
                }
            ),
        },
    )
