"""What the screens of departments ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts import queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.interfaces.desk.people.forms import AreaField, DepartmentField


class ChangeDepartmentForm(forms.Form):
    """What may change of a department."""

    name = forms.CharField(label=_("名称"), max_length=80)
    short_name = forms.CharField(label=_("简称"), max_length=20, required=False)
    is_enforcement = forms.BooleanField(label=_("有执法权"), required=False)


class DepartmentForm(ChangeDepartmentForm):
    """A new department, or a unit inside one."""

    parent = DepartmentField(
        label=_("上级部门"),
        queryset=Department.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("留空为一级部门。"),
    )
    area = AreaField(label=_("所属区域"), widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}))
    code = forms.CharField(
        label=_("代码"), max_length=16, required=False, help_text=_("小写字母和数字；留空自动编号，建立后不再改动。")
    )

    field_order = ("parent", "name", "short_name", "area", "code", "is_enforcement")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        parent, area = self.fields["parent"], self.fields["area"]
        assert isinstance(parent, DepartmentField)  # noqa: S101
        assert isinstance(area, AreaField)  # noqa: S101
        parent.queryset = queries.departments_seen_by(actor).filter(is_retired=False).order_by("path")
        area.choices_within = actor.area_code
