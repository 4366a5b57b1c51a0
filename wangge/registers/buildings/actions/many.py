"""Many at once: all dwellings of a building, new plates for a road or a compound."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused
from wangge.registers.buildings.actions.place import address_of, follow_address, refuse_known
from wangge.registers.buildings.address import NONE, Address
from wangge.registers.buildings.models import Building, Dwelling, Use
from wangge.registers.writing import Hand, put_down, take_up

MOST_DOORS, MOST_FLOOR = 2000, 120


@dataclass(frozen=True)
class Plan:
    """How the doors of a building are numbered: 101, 102 … on the first floor, in each unit anew or running on."""

    units: int = 1
    first_floor: int = 1
    last_floor: int = 6
    rooms_per_floor: int = 2
    runs_on: bool = False
    skipped_floors: frozenset[int] = frozenset()
    use: str = Use.OWN

    def refuse_nonsense(self) -> None:
        """Refused where there is nothing to number, or more than stands in one building."""
        if not 0 <= self.first_floor <= self.last_floor <= MOST_FLOOR:
            raise Refused(_("楼层从低到高填写，最高 %(most)s 层。") % {"most": MOST_FLOOR}, field="last_floor")
        if self.units < 0 or not 1 <= self.rooms_per_floor <= 99:
            raise Refused(_("每层户数为 1 到 99。"), field="rooms_per_floor")
        if max(self.units, 1) * self.rooms_per_floor * (self.last_floor - self.first_floor + 1) > MOST_DOORS:
            raise Refused(
                _("一次最多生成 %(most)s 户。") % {"most": MOST_DOORS}, mend=_("请检查单元数、层数和每层户数。")
            )

    def doors(self) -> Iterator[tuple[str, str]]:
        """Unit and room of every door; without units where there is none."""
        for unit in range(1, max(self.units, 1) + 1):
            name = f"{unit}单元" if self.units else NONE
            first = (unit - 1) * self.rooms_per_floor if self.runs_on else 0
            for floor in range(self.first_floor, self.last_floor + 1):
                if floor not in self.skipped_floors:
                    numbers = range(first + 1, first + self.rooms_per_floor + 1)
                    yield from ((name, f"{floor}{number:02d}室") for number in numbers)


@transaction.atomic
def make_dwellings(building: Building, plan: Plan, hand: Hand) -> int:
    """All doors of a building after a plan; those in the archive stay as they are. How many are new."""
    if done := take_up(hand, building.area_code):
        return int(str(done.facts["made"]))
    plan.refuse_nonsense()
    held = set(building.dwellings.filter(is_gone=False).values_list("unit", "room"))
    new = [_door(building, unit, room, plan.use) for unit, room in plan.doors() if (unit, room) not in held]
    if not new:
        raise Refused(_("这些户室都已在档。"), mend=_("请检查单元数、层数和每层户数。"))
    Dwelling.objects.bulk_create(new, batch_size=1000)
    put_down(hand, "dwellings_made", building, building.area_code, made=len(new))
    return len(new)


@dataclass(frozen=True)
class Plate:
    """The road and the plate that a building has from now on."""

    building: Building
    road: str
    plate: str


@transaction.atomic
def renumber(plates: Sequence[Plate], hand: Hand, area_code: str) -> int:
    """New roads and plates for many buildings at once, all or none; their dwellings follow. How many have changed."""
    if done := take_up(hand, area_code):
        return int(str(done.facts["changed"]))
    changed = [new for each in plates if (new := _read(each)) and (new.road, new.plate) != _held(each.building)]
    if not changed:
        raise Refused(_("没有改动。"), mend=_("请填写新的街巷或门牌。"))
    _refuse_twins(changed)
    _make_way(changed)
    for each in changed:
        building = each.building
        building.road, building.plate = each.road, each.plate
        building.address = building.told()
        refuse_known(building)
        building.save(update_fields=["road", "plate", "address"])
        follow_address(building)
    put_down(hand, "buildings_renumbered", changed[0].building, area_code, changed=len(changed))
    return len(changed)


def _door(building: Building, unit: str, room: str, use: str) -> Dwelling:
    door = Dwelling(building=building, area_code=building.area_code, unit=unit, room=room, use=use)
    door.address = address_of(building, door)
    return door


def _held(building: Building) -> tuple[str, str]:
    return building.road, building.plate


def _read(plate: Plate) -> Plate:
    """Road and plate in the spelling of the archive."""
    number = plate.plate.strip()
    told = Address.read(f"{plate.road.strip()}{number}{'' if number.endswith('号') or not number else '号'}")
    if told != replace(Address(), road=told.road, plate=told.plate):
        words = {"address": plate.building.address, "typed": plate.road + plate.plate}
        raise Refused(_("“%(address)s”的新门牌“%(typed)s”看不懂。") % words, mend=_("例如街巷“文一路”，门牌“12号”。"))
    return replace(plate, road=told.road, plate=told.plate)


def _key(each: Plate) -> tuple[object, ...]:
    building = each.building
    return building.community_id, building.compound_id, each.road, each.plate, building.name


def _refuse_twins(changed: Sequence[Plate]) -> None:
    twins = [key for key, times in Counter(map(_key, changed)).items() if times > 1]
    if twins:
        raise Refused(_("两栋楼的新地址相同：%(plate)s。") % {"plate": f"{twins[0][2]}{twins[0][3]}"})


def _make_way(changed: Sequence[Plate]) -> None:
    """Where plates are exchanged, the old ones go first: no two buildings have one address, not even for a moment."""
    new = {_key(each) for each in changed}
    for each in changed:
        building = each.building
        if (building.community_id, building.compound_id, *_held(building), building.name) in new:
            Building.objects.filter(pk=building.pk).update(plate=f"{building.plate}…{building.pk}"[-40:])
