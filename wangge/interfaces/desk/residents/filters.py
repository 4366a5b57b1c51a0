"""The filters of the list of residents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.interfaces.shared.sight import sight_of
from wangge.registers.basis.datasets import CARE, PERSON, RESIDENCE
from wangge.registers.people.codes import Capacity, Care, Presence
from wangge.registers.people.queries import AGES, Filters, HouseholdFilters, Shape

ANY = [("", _("不限"))]
BANDS = {
    "0-6": _("0–6 岁"),
    "7-17": _("7–17 岁"),
    "18-59": _("18–59 岁"),
    "60-79": _("60–79 岁"),
    "80-200": _("80 岁及以上"),
}
ABOUT = {
    "age": (PERSON, "born_on"),
    "care": (CARE, "kind"),
    "capacity": (RESIDENCE, "capacity"),
    "presence": (RESIDENCE, "presence"),
}
BY_BAND = {f"{youngest}-{oldest}": (youngest, oldest) for youngest, oldest in AGES}


class GroundFilter(forms.Form):
    """Who, and where. A full number never travels in an address: its blind index does."""

    q = forms.CharField(label=_("姓名、拼音、电话、证件号码或地址"), required=False, max_length=80)
    area = forms.CharField(label=_("区域"), required=False, max_length=40)
    number = forms.RegexField(r"[0-9a-f]{64}", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.actor = actor
        self.area_code = ""

    def clean_area(self) -> str:
        """An area inside one's own ground, by name or code."""
        words = str(self.cleaned_data["area"]).strip()
        self.area_code = ""
        if not words:
            return ""
        area = areas.search(words, within=self.actor.area_code).first()
        if area is None:
            raise forms.ValidationError(_("您的辖区内没有这个区域，请写名称或代码。"))
        self.area_code = area.code or ""
        return area.name


class HouseholdFilter(GroundFilter):
    """What a person narrows the list of households by."""

    shape = forms.ChoiceField(label=_("家庭情况"), required=False, choices=[*ANY, *Shape.choices])

    def filters(self) -> HouseholdFilters:
        """The value that the query applies; what is wrong narrows nothing."""
        self.full_clean()
        given = self.cleaned_data
        return HouseholdFilters(
            text=given.get("q", ""), number=given.get("number", ""), area=self.area_code, shape=given.get("shape", "")
        )


class ResidentFilter(GroundFilter):
    """What a person narrows the list of residents by."""

    capacity = forms.ChoiceField(label=_("人口类别"), required=False, choices=[*ANY, *Capacity.choices])
    presence = forms.ChoiceField(label=_("人户情况"), required=False, choices=[*ANY, *Presence.choices])
    age = forms.ChoiceField(label=_("年龄"), required=False, choices=[*ANY, *BANDS.items()])
    care = forms.ChoiceField(label=_("关爱"), required=False, choices=[*ANY, *Care.choices])
    past = forms.BooleanField(label=_("含已迁出"), required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        sight = sight_of(actor)
        for name, about in ABOUT.items():
            if not sight.shows(*about):
                del self.fields[name]

    def filters(self) -> Filters:
        """The value that the query applies; what is wrong narrows nothing."""
        self.full_clean()
        given = self.cleaned_data
        return Filters(
            text=given.get("q", ""),
            number=given.get("number", ""),
            area=self.area_code,
            capacity=given.get("capacity", ""),
            presence=given.get("presence", ""),
            care=given.get("care", ""),
            ages=BY_BAND.get(given.get("age", "")),
            with_past=given.get("past", False),
        )
