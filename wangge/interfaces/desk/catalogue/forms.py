"""What the screens of the catalogue ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts import queries as account_queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.cases.deadlines import Limit
from wangge.cases.models import DeskLevel, Part
from wangge.cases.models.catalogue import CatalogueVersion, Category, HandlerKind, StageClock
from wangge.interfaces.desk.people.forms import AreaField, DepartmentField
from wangge.interfaces.shared.asking import OnceForm
from wangge.kernel import clock
from wangge.kernel.refused import Refused

LIMIT_HELP = _("数字加单位，如：2紧急工作时、4工作时、1工作日、2紧急工作日、30分钟。")
LARGEST = 20 * 1024 * 1024


class LimitField(forms.CharField):
    """A limit as people write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, help_text=LIMIT_HELP, **options)

    def clean(self, value: str) -> Limit | None:
        """The limit, or the sentence that says why not."""
        words = super().clean(value)
        try:
            return Limit.parse(words) if words else None
        except Refused as refused:
            raise forms.ValidationError(refused.whole) from refused


class DatedForm(OnceForm):
    """A change that holds from a day on."""

    on = forms.DateField(label=_("自何日起"), initial=clock.today, help_text=_("此前的案件仍按原来的规定。"))


class ConditionForm(DatedForm):
    """A filing condition: when, how long, until when."""

    text = forms.CharField(label=_("立案条件"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    limit = LimitField(label=_("处置时限"))
    closing = forms.CharField(label=_("结案条件"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    field_order: tuple[str, ...] = ("text", "limit", "closing", "on")


class NewConditionForm(ConditionForm):
    """One more condition of a class."""

    handler_kind = forms.ChoiceField(label=_("处置单位类型"), choices=[("", "—"), *HandlerKind.choices], required=False)
    wants_photo_before = forms.BooleanField(label=_("须处置前照片"), required=False)
    wants_photo_after = forms.BooleanField(label=_("须处置后照片"), required=False)

    field_order = ("text", "limit", "closing", "handler_kind", "wants_photo_before", "wants_photo_after", "on")


class RouteForm(DatedForm):
    """Who handles what, where. Every matter is narrowed by at most one of class and kind of handler."""

    handler_kind = forms.ChoiceField(
        label=_("处置单位类型"),
        choices=[("", _("不限")), *HandlerKind.choices],
        required=False,
        help_text=_("立案条件写明的处置单位类型。"),
    )
    category = forms.ModelChoiceField(
        label=_("小类"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("不限"),
        help_text=_("写了小类就只管这个小类，优先于单位类型。"),
    )
    area = AreaField(
        label=_("区域"),
        required=False,
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
        help_text=_("留空为全区；越小的区域越优先。"),
    )
    department = DepartmentField(label=_("部门"), queryset=Department.objects.none())
    part = forms.ChoiceField(label=_("分工"), choices=Part.choices, initial=Part.LEAD)
    priority = forms.IntegerField(label=_("优先级"), initial=0, min_value=-100, max_value=100)

    field_order = ("handler_kind", "category", "area", "department", "part", "priority", "on")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        category, area, department = self.fields["category"], self.fields["area"], self.fields["department"]
        assert isinstance(category, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(area, AreaField)  # noqa: S101
        assert isinstance(department, DepartmentField)  # noqa: S101
        current = CatalogueVersion.objects.in_force(clock.today())
        offered = Category.objects.filter(version__in=current, maps_to=None, to_on=None)
        category.queryset = offered.order_by("version_id", "-kind", "major_code", "minor_code")
        area.choices_within = actor.area_code
        department.queryset = account_queries.departments_seen_by(actor).filter(is_retired=False).order_by("path")


class FirstDeskForm(DatedForm):
    """Which desk takes such a matter first."""

    level = forms.ChoiceField(label=_("首办层级"), choices=DeskLevel.choices)


class StageLimitForm(DatedForm):
    """How long a stage may take."""

    stage = forms.ChoiceField(label=_("环节"), choices=StageClock.choices)
    level = forms.ChoiceField(label=_("层级"), choices=[("", _("各级")), *DeskLevel.choices], required=False)
    limit = LimitField(label=_("时限"))

    field_order = ("stage", "level", "limit", "on")


class SheetForm(OnceForm):
    """A sheet of filing conditions, and into which version it goes."""

    file = forms.FileField(
        label=_("表格文件"), help_text=_("xlsx、xls、ods 或 csv；表头要有小类名称、立案条件、处置时限、结案条件。")
    )
    code = forms.CharField(
        label=_("目录版本"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "versions", "autocomplete": "off"}),
        help_text=_("写已有的版本代码，或写一个新代码，如 local-2027。"),
    )
    name = forms.CharField(label=_("新版本名称"), max_length=100, required=False)
    on = forms.DateField(label=_("自何日起"), initial=clock.today)

    def clean_file(self) -> Any:
        """No more than we can read in one go."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件太大，请不要超过 20 MB。"))
        return file
