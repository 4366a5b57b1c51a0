"""What the screens of organisations ask."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.areas.places import Place
from wangge.interfaces.desk.archive.forms import ANY, AreaChosen, KeyedForm, ListFilter
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.buildings import queries as buildings
from wangge.registers.organisations.actions import HazardFacts, OrganisationFacts, Seat
from wangge.registers.organisations.models import Contact, Hazard, Kind, Organisation
from wangge.registers.organisations.queries import OrganisationFilters

SURE = 0.7
DUE = (("", _("全部")), ("over", _("已过期")), ("month", _("30 天内")))


class OrganisationFilter(ListFilter):
    """Which organisations the list shows."""

    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[*ANY, *Kind.choices])
    hazard = forms.ChoiceField(
        label=_("安全隐患"), required=False, choices=[*ANY, ("any", _("有隐患")), *Hazard.Sort.choices]
    )
    due = forms.ChoiceField(label=_("检查到期"), required=False, choices=DUE)
    closed = forms.BooleanField(label=_("含停业"), required=False)
    field_order = ("q", "kind", "hazard", "due", "area", "closed")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        self.fields["q"].label = _("名称、拼音或代码")

    def filters(self) -> OrganisationFilters:
        """The value that the query applies; what is wrong narrows nothing."""
        said = self.said()
        return OrganisationFilters(
            text=said.get("q", ""),
            area=self.area_code,
            kind=said.get("kind", ""),
            hazard=said.get("hazard", ""),
            due=said.get("due", ""),
            with_closed=said.get("closed", False),
        )


class OrganisationForm(AreaChosen):
    """One organisation and where it is."""

    name = forms.CharField(label=_("名称"), max_length=100)
    kind = forms.ChoiceField(label=_("类型"), choices=Kind.choices)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)
    address = forms.CharField(
        label=_("地址"), max_length=260, help_text=_("写清门牌或楼栋的，自动归到那栋楼所在的网格。")
    )
    staff_count = forms.IntegerField(label=_("从业人数"), min_value=0, max_value=1000000, required=False)
    opened_on = forms.DateField(label=_("开业日期"), widget=forms.DateInput, required=False)
    inspection_due_on = forms.DateField(label=_("下次检查"), widget=forms.DateInput, required=False)
    field_order = (
        *("key", "name", "kind", "uscc", "address", "area"),
        *("staff_count", "opened_on", "inspection_due_on", "why"),
    )

    @classmethod
    def of(cls, organisation: Organisation, posted: Any, *, actor: Actor) -> "OrganisationForm":
        """Filled with what is known."""
        names = ("name", "kind", "uscc", "address", "staff_count", "opened_on", "inspection_due_on")
        known = {name: getattr(organisation, name) for name in names}
        return cls(posted, actor=actor, initial={**known, "area": organisation.area_id})

    def facts(self) -> OrganisationFacts:
        """What the act is told."""
        names = ("name", "kind", "uscc", "staff_count", "opened_on", "inspection_due_on")
        return OrganisationFacts(**{name: self.cleaned_data[name] for name in names})

    def seat(self) -> Seat:
        """The door or the building that the address surely means, else the grid that was chosen with the words."""
        words = self.cleaned_data["address"]
        told = buildings.geocode(words, self.actor)
        first = told[0] if told and told[0].score >= SURE else None
        is_sure = first is not None and (len(told) == 1 or told[1].score < first.score)
        if first and is_sure:
            return Seat(self._area(first.building.area_code), first.building, first.dwelling, words)
        return Seat(self._area(""), words=words)

    def _area(self, code: str) -> Place:
        place = areas.place_of(code) if code else self.place()
        if place is None:
            raise Refused(str(_("档案里没有这个地址，请选择所属网格。")), field="area")
        return place


class DayForm(KeyedForm):
    """A day on which something ended."""

    on = forms.DateField(label=_("日期"), widget=forms.DateInput, initial=clock.today)
    field_order = ("key", "on", "why")


class InspectedForm(KeyedForm):
    """Somebody was there; when the next visit is due."""

    next_on = forms.DateField(
        label=_("下次检查"), widget=forms.DateInput, required=False, help_text=_("留空表示不再安排检查。")
    )
    field_order = ("key", "next_on", "why")

    def __init__(self, *args: Any, **options: Any) -> None:
        in_a_year = clock.today() + timedelta(days=365)
        super().__init__(*args, **{**options, "initial": {"next_on": in_a_year, **options.get("initial", {})}})


class ContactForm(KeyedForm):
    """Whom to call."""

    part = forms.ChoiceField(label=_("职责"), choices=Contact.Part.choices)
    name = forms.CharField(label=_("姓名"), max_length=50)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False, help_text=_("同一人留空则保持原号码不变。"))
    field_order = ("key", "part", "name", "phone", "why")


class HazardForm(KeyedForm):
    """What was found."""

    sort = forms.ChoiceField(label=_("隐患类型"), choices=Hazard.Sort.choices)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    found_on = forms.DateField(label=_("发现日期"), widget=forms.DateInput, initial=clock.today)
    field_order = ("key", "sort", "note", "found_on", "why")

    def facts(self) -> HazardFacts:
        """What the act is told."""
        given = self.cleaned_data
        return HazardFacts(given["sort"], given["note"], given["found_on"])
