"""What the screens of users and mandates ask."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wangge.accounts import queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.accounts.roles import Role
from wangge.areas import queries as area_queries
from wangge.areas.models import Area
from wangge.kernel import clock


class DepartmentField(forms.ModelChoiceField["Department"]):
    """One of the departments seen, indented by level."""

    def label_from_instance(self, department: Department) -> str:
        """A unit stands below its department."""
        return "　" * (department.level - 1) + department.name


class AreaField(forms.CharField):
    """An area by its code, or by code and name as the list offers them, or by a name that only one area has."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, **options)
        self.choices_within = ""

    def clean(self, value: str) -> Area | None:
        """The area, or a sentence that says why not."""
        words = super().clean(value).split()
        if not words:
            return None
        within = area_queries.current().filter(code__gte=self.choices_within, code__lt=self.choices_within + "~")
        found = list(within.filter(code=words[0])[:1]) or list(within.filter(name=" ".join(words))[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("没有找到这个区域，或有多个同名区域；请从列表中选择，或填区域代码。"))
        return found[0]


class PeopleFilter(forms.Form):
    """Whose, in which role, where."""

    q = forms.CharField(label=_("姓名或登录名"), max_length=40, required=False)
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("全部")), *Role.choices], required=False)
    area = AreaField(label=_("区域"), required=False, widget=forms.TextInput(attrs={"list": "areas"}))
    department = DepartmentField(
        label=_("部门"), queryset=Department.objects.none(), required=False, empty_label=_("全部")
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, actor)

    def conditions(self, words: dict[str, Any]) -> list[Q]:
        """Role, area and department as conditions on mandates."""
        return [
            *([Q(role=words["role"])] if words.get("role") else []),
            *([queries.within(words["area"].code)] if words.get("area") else []),
            *([queries.below(words["department"].path)] if words.get("department") else []),
        ]


class UserFilter(PeopleFilter):
    """Which users the list shows."""

    STATES = (("", _("全部")), ("holding", _("有有效授权")), ("idle", _("无有效授权")), ("locked", _("已停用")))

    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)


class MandateFilter(PeopleFilter):
    """Which mandates the list shows."""

    STATES = (("", _("有效")), ("ending", _("30 天内到期")), ("future", _("尚未开始")), ("over", _("已结束")))

    state = forms.ChoiceField(label=_("期限"), choices=STATES, required=False)

    def conditions(self, words: dict[str, Any]) -> list[Q]:
        """Words in the name of the holder, too."""
        named = Q(user__name__icontains=words.get("q", "")) | Q(user__username__icontains=words.get("q", ""))
        return [*super().conditions(words), *([named] if words.get("q") else [])]


class UserForm(forms.Form):
    """A new user."""

    username = forms.CharField(
        label=_("登录名"), max_length=40, help_text=_("小写字母、数字、点、短横或下划线；建立后不再改动。")
    )
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = forms.CharField(label=_("手机号码"), max_length=20, required=False, help_text=_("加密保存。"))


class ChangeUserForm(forms.Form):
    """A user's name, and a phone number where it has changed."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = forms.CharField(label=_("新手机号码"), max_length=20, required=False, help_text=_("留空则保持原号码不变。"))


class GrantForm(forms.Form):
    """A mandate to be granted."""

    role = forms.ChoiceField(label=_("角色"), choices=[("", "—"), *Role.choices])
    area = AreaField(
        label=_("区域"),
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
        help_text=_("输入代码或名称，从列表中选择。"),
    )
    department = DepartmentField(
        label=_("部门"),
        queryset=Department.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("部门处置人员必填。"),
    )
    starts_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput, initial=clock.today)
    ends_on = forms.DateField(
        label=_("结束日期"), widget=forms.DateInput, required=False, help_text=_("含当日；留空为长期。")
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, actor)


class EndForm(forms.Form):
    """The last day of a mandate."""

    on = forms.DateField(
        label=_("最后一天"), widget=forms.DateInput, required=False, help_text=_("含当日；留空为立即结束。")
    )


def _offer(form: forms.Form, actor: Actor) -> None:
    """Only what the actor sees can be chosen."""
    department, area = form.fields["department"], form.fields["area"]
    assert isinstance(department, DepartmentField)  # noqa: S101
    assert isinstance(area, AreaField)  # noqa: S101
    department.queryset = queries.departments_seen_by(actor).filter(is_retired=False).order_by("path")
    area.choices_within = actor.area_code


def areas_offered(actor: Actor) -> QuerySet[Area]:
    """The areas that a list of suggestions offers, streets before their communities before their grids."""
    lo, hi = actor.area_code, actor.area_code + "~"
    return area_queries.current().filter(code__gte=lo, code__lt=hi).order_by("code").only("code", "name")
