"""What the screens of buildings and dwellings ask."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.areas.places import Place
from wangge.interfaces.desk.archive.forms import ANY, AreaChosen, KeyedForm, ListFilter
from wangge.interfaces.desk.case.choosers import PlaceField
from wangge.interfaces.shared.cases.choosing import SEARCH, Choice, Chooser, number_in
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import DWELLING
from wangge.registers.basis.queries import collectable
from wangge.registers.buildings.actions import BuildingFacts, DwellingFacts, Plan
from wangge.registers.buildings.address import NONE
from wangge.registers.buildings.models import Building, Dwelling, Use
from wangge.registers.buildings.queries import DwellingFilters, buildings_seen_by, geocode, read_here

MOST_BUILDINGS = 20
HELP = _("例如：文一路1号文锦苑5幢。区、街道和社区不用写。")


class BuildingFilter(ListFilter):
    """Which buildings the list shows."""

    field_order = ("q", "area")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        self.fields["q"].label = _("地址")


class DwellingFilter(ListFilter):
    """Which dwellings the list shows."""

    use = forms.ChoiceField(label=_("用途"), required=False, choices=[*ANY, *Use.choices])
    field_order = ("q", "use", "area")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        self.fields["q"].label = _("地址")

    def filters(self) -> DwellingFilters:
        """The value that the query applies; what is wrong narrows nothing."""
        said = self.said()
        return DwellingFilters(text=said.get("q", ""), area=self.area_code, use=said.get("use", ""))


class BuildingForm(AreaChosen):
    """One building."""

    address = forms.CharField(label=_("地址"), max_length=200, help_text=HELP)
    floors = forms.IntegerField(label=_("层数"), min_value=1, max_value=200, required=False)
    units = forms.IntegerField(label=_("单元数"), min_value=1, max_value=99, required=False)
    position = PlaceField(label=_("地图位置"))
    field_order = ("key", "address", "area", "position", "floors", "units", "why")

    @classmethod
    def of(cls, building: Building, posted: Any, *, actor: Actor) -> "BuildingForm":
        """Filled with what is known."""
        place = None if building.lon is None or building.lat is None else (building.lon, building.lat)
        known = {"address": building.address, "floors": building.floors, "units": building.units}
        return cls(posted, actor=actor, initial={**known, "position": place, "area": building.area_id})

    def facts(self, known: Building | None = None) -> BuildingFacts:
        """What the act is told; an outline that was measured stays."""
        given = self.cleaned_data
        lon, lat = given["position"] or (None, None)
        footprint = bytes(known.footprint) if known and known.footprint else None
        address = read_here(given["address"], self.actor).of_building
        return BuildingFacts(address, given["floors"], given["units"], lon, lat, footprint)

    def grid(self) -> Place:
        """The grid that was chosen, or the one of the point; refused where neither is known."""
        chosen = self.place()
        if chosen is None and (position := self.cleaned_data["position"]):
            path = areas.locate(*position)
            chosen = path.deepest if path else None
        if chosen is None:
            raise Refused(str(_("请选择网格，或在地图上选点。")), field="area")
        return chosen


class DwellingForm(KeyedForm):
    """One dwelling."""

    unit = forms.CharField(label=_("单元"), max_length=20, required=False, help_text=_("例如 2；没有单元则留空。"))
    room = forms.CharField(label=_("户室"), max_length=30, required=False, help_text=_("例如 301。"))
    floor = forms.CharField(label=_("楼层"), max_length=20, required=False, help_text=_("户室号看得出楼层的不用填。"))
    use = forms.ChoiceField(label=_("用途"), choices=Use.choices)
    area_m2 = forms.FloatField(label=_("面积（平方米）"), min_value=0, max_value=100000, required=False)
    owner_name = forms.CharField(label=_("房主"), max_length=60, required=False)
    owner_phone = forms.CharField(label=_("房主电话"), max_length=30, required=False)
    field_order = ("key", "unit", "room", "floor", "use", "area_m2", "owner_name", "owner_phone", "why")

    def __init__(self, *args: Any, known: Dwelling | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = known
        may_ask = collectable(DWELLING, clock.today())
        for name in ("owner_name", "owner_phone"):
            if name not in may_ask:
                del self.fields[name]
        if known and "owner_phone" in self.fields and known.owner_phone_sealed:
            self.fields["owner_phone"].help_text = _("留空则保持原号码不变。")
        if known and "owner_name" in self.fields and known.owner_name:
            self.fields["owner_name"].help_text = _("留空则保持原房主不变。")

    @classmethod
    def of(cls, dwelling: Dwelling, posted: Any = None) -> "DwellingForm":
        """Filled with what is known and may be shown."""
        levels = {
            name: "" if (value := getattr(dwelling, name)) == NONE else value for name in ("unit", "floor", "room")
        }
        known = {"use": dwelling.use, "area_m2": dwelling.area_m2}
        return cls(posted, known=dwelling, initial={**levels, **known})

    def facts(self) -> DwellingFacts:
        """What the act is told; what was left empty of the owner stays as it is."""
        given, known = self.cleaned_data, self.known
        name, phone = given.get("owner_name", ""), given.get("owner_phone", "")
        if known and "owner_name" in self.fields:
            phone = phone or ("" if name and name != known.owner_name else known.owner_phone)
            name = name or known.owner_name
        return DwellingFacts(given["unit"], given["floor"], given["room"], given["use"], given["area_m2"], name, phone)


class PlanForm(KeyedForm):
    """All doors of a building at once."""

    units = forms.IntegerField(label=_("单元数"), min_value=0, max_value=99, help_text=_("0 表示不分单元。"))
    first_floor = forms.IntegerField(label=_("从第几层"), min_value=0, max_value=120)
    last_floor = forms.IntegerField(label=_("到第几层"), min_value=0, max_value=120)
    rooms_per_floor = forms.IntegerField(label=_("每单元每层几户"), min_value=1, max_value=99)
    skipped = forms.CharField(label=_("没有的楼层"), max_length=60, required=False, help_text=_("例如：4、14。"))
    runs_on = forms.BooleanField(
        label=_("各单元连续编号"), required=False, help_text=_("1 单元 101、102，2 单元 103、104。")
    )
    use = forms.ChoiceField(label=_("用途"), choices=Use.choices)
    field_order = ("key", "units", "first_floor", "last_floor", "rooms_per_floor", "skipped", "runs_on", "use", "why")

    @classmethod
    def of(cls, building: Building, posted: Any = None) -> "PlanForm":
        """As most buildings are."""
        size = {"units": building.units or 1, "last_floor": building.floors or 6}
        return cls(posted, initial={**size, "first_floor": 1, "rooms_per_floor": 2, "use": Use.OWN})

    def plan(self) -> Plan:
        """What the act is told."""
        given = {name: self.cleaned_data[name] for name in _PLAN}
        return Plan(**given, skipped_floors=frozenset(map(int, re.findall("[0-9]+", self.cleaned_data["skipped"]))))


class MoveForm(KeyedForm):
    """To which building all dwellings of another one go."""

    to: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("搬到哪栋楼"),
        empty_label=None,
        widget=Chooser("desk:choose_building", _("按习惯写法输入，如：文锦苑6幢")),
        help_text=_("住户和单位随房屋一起搬；户室有重复的，一户也不搬。"),
    )
    field_order = ("to", "why")

    def __init__(self, data: Any, *, actor: Actor) -> None:
        is_search = bool(data) and SEARCH in data
        super().__init__(None if is_search else data)
        field: Any = self.fields["to"]
        given = data or {}
        field.queryset = buildings_seen_by(actor)
        field.widget.words = given.get("to_words", "")
        field.widget.lines = building_lines(field.widget.words, given.get("to"), actor)


class UndoForm(KeyedForm):
    """Which move is undone."""

    move = forms.UUIDField(widget=forms.HiddenInput)


def building_lines(words: str, chosen: object, actor: Actor) -> list[Choice]:
    """The buildings that an address may mean, and always the chosen one."""
    found = [each.building for each in geocode(words, actor)[:MOST_BUILDINGS]] if words.strip() else []
    if (key := number_in(chosen)) and key not in [one.pk for one in found]:
        found = [*buildings_seen_by(actor).filter(pk=key), *found]
    return [Choice(str(one.pk), one.address, below=one.area.name) for one in found]


_PLAN = ("units", "first_floor", "last_floor", "rooms_per_floor", "runs_on", "use")


class WhereForm(ListFilter):
    """Whose plates are to be changed: the buildings of a road or a compound."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        self.fields["q"].label = _("街巷或小区")


class RenumberForm(KeyedForm):
    """New roads and plates, a pair of fields for each building."""

    def __init__(self, *args: Any, buildings: list[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        self.buildings = buildings
        for each in buildings:
            for name, known in (("road", each.road), ("plate", each.plate)):
                self.fields[f"{name}-{each.pk}"] = forms.CharField(
                    label=_("街巷") if name == "road" else _("门牌"),
                    max_length=60,
                    required=False,
                    initial="" if known == NONE else known,
                )

    def rows(self) -> list[tuple[Building, Any, Any]]:
        """Each building with its two fields."""
        return [(each, self[f"road-{each.pk}"], self[f"plate-{each.pk}"]) for each in self.buildings]
