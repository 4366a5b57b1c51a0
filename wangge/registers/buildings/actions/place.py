"""A compound, a building, a dwelling comes into the archive, is corrected, or goes."""

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.areas import queries as areas
from wangge.areas.places import Place
from wangge.kernel import clock, crypto
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import DWELLING
from wangge.registers.basis.queries import refuse_baseless
from wangge.registers.buildings.address import NONE, Address, door
from wangge.registers.buildings.models import Building, Compound, Dwelling, Use
from wangge.registers.buildings.models.dwelling import OWNER_PHONE
from wangge.registers.writing import Hand, put_down, refuse_long, take_up


@dataclass(frozen=True)
class BuildingFacts:
    """What is known of a building: its address, its size, and where it is (CGCS2000 degrees, footprint as WKB)."""

    address: Address
    floors: int | None = None
    units: int | None = None
    lon: float | None = None
    lat: float | None = None
    footprint: bytes | None = None


@dataclass(frozen=True)
class DwellingFacts:
    """What is known of a dwelling."""

    unit: str = NONE
    floor: str = NONE
    room: str = NONE
    use: str = Use.OWN
    area_m2: float | None = None
    owner_name: str = ""
    owner_phone: str = ""


@transaction.atomic
def add_building(facts: BuildingFacts, grid: Place, hand: Hand) -> Building:
    """A new building in a grid. Refused where its address stands in the archive already."""
    if done := take_up(hand, grid.code):
        return Building.objects.get(pk=done.subject_id)
    building = Building(area_id=grid.id, area_code=grid.code)
    _fill(building, facts)
    refuse_known(building)
    building.save(force_insert=True)
    put_down(hand, "building_added", building, grid.code)
    return building


@transaction.atomic
def change_building(building: Building, facts: BuildingFacts, hand: Hand, *, grid: Place | None = None) -> Building:
    """Correct what is known of a building, its address and its grid included; its dwellings follow."""
    if take_up(hand, building.area_code):
        return building
    building = Building.objects.select_for_update(of=("self",)).get(pk=building.pk)
    if grid:
        refuse_beyond(grid.code, hand)
        building.area_id, building.area_code = grid.id, grid.code
    _fill(building, facts)
    refuse_known(building)
    building.save()
    follow_address(building)
    put_down(hand, "building_changed", building, building.area_code)
    return building


@transaction.atomic
def remove_building(building: Building, hand: Hand) -> Building:
    """A building that no longer stands. Refused while one of its dwellings is in the archive."""
    if take_up(hand, building.area_code):
        return building
    if building.dwellings.filter(is_gone=False).exists():
        raise Refused(_("这栋楼还有房屋在档。"), mend=_("请先注销楼内房屋，或改正它们的地址。"))
    _go(building)
    put_down(hand, "building_removed", building, building.area_code)
    return building


@transaction.atomic
def restore_building(building: Building, hand: Hand) -> Building:
    """A building that was taken for gone stands: its removal is undone. Refused where its address is another's now."""
    if take_up(hand, building.area_code):
        return building
    building = Building.objects.select_for_update().get(pk=building.pk)
    if not building.is_gone:
        raise Refused(_("这栋楼在档，不用恢复。"))
    refuse_known(building)
    building.is_gone = False
    building.save(update_fields=["is_gone"])
    put_down(hand, "building_restored", building, building.area_code)
    return building


@transaction.atomic
def add_dwelling(building: Building, facts: DwellingFacts, hand: Hand) -> Dwelling:
    """A new dwelling in a building. Refused where this door stands in the archive already."""
    if done := take_up(hand, building.area_code):
        return Dwelling.objects.get(pk=done.subject_id)
    dwelling = Dwelling(building=building, area_code=building.area_code)
    _furnish(dwelling, facts, hand)
    _refuse_known_door(dwelling)
    dwelling.save(force_insert=True)
    put_down(hand, "dwelling_added", dwelling, dwelling.area_code)
    return dwelling


@transaction.atomic
def change_dwelling(dwelling: Dwelling, facts: DwellingFacts, hand: Hand) -> Dwelling:
    """Correct what is known of a dwelling."""
    if take_up(hand, dwelling.area_code):
        return dwelling
    dwelling = Dwelling.objects.select_for_update(of=("self",)).get(pk=dwelling.pk)
    _furnish(dwelling, facts, hand)
    _refuse_known_door(dwelling)
    dwelling.save()
    put_down(hand, "dwelling_changed", dwelling, dwelling.area_code)
    return dwelling


@transaction.atomic
def remove_dwelling(dwelling: Dwelling, hand: Hand) -> Dwelling:
    """A door that is no more. Refused while somebody lives or works behind it."""
    if take_up(hand, dwelling.area_code):
        return dwelling
    _go(dwelling)
    put_down(hand, "dwelling_removed", dwelling, dwelling.area_code)
    return dwelling


@transaction.atomic
def restore_dwelling(dwelling: Dwelling, hand: Hand) -> Dwelling:
    """A door that was removed by mistake is there. Refused where another one is in its place by now."""
    if take_up(hand, dwelling.area_code):
        return dwelling
    dwelling = Dwelling.objects.select_for_update(of=("self",)).get(pk=dwelling.pk)
    if not dwelling.is_gone:
        raise Refused(_("这套房屋在档，不用恢复。"))
    if dwelling.building.is_gone:
        raise Refused(_("这套房屋所在的楼栋已登记拆除。"), mend=_("请先恢复那栋楼。"))
    _refuse_known_door(dwelling)
    dwelling.is_gone, dwelling.address = False, address_of(dwelling.building, dwelling)
    dwelling.save(update_fields=["is_gone", "address"])
    put_down(hand, "dwelling_restored", dwelling, dwelling.area_code)
    return dwelling


def address_of(building: Building, facts: DwellingFacts | Dwelling) -> str:
    """The whole address of a door."""
    whole = replace(Address.read(""), unit=facts.unit, floor=facts.floor, room=facts.room)
    return building.address + str(whole)


def refuse_beyond(area_code: str, hand: Hand) -> None:
    """Nobody puts anything outside of his own ground."""
    if not area_code.startswith(hand.by.area_code):
        raise Refused(_("该区域不在您的管辖范围内。"), field="area", mend=_("请选择辖区内的网格。"))


def _go(row: Building | Dwelling) -> None:
    """No longer there; the database refuses it for whatever is lived or worked in."""
    row.is_gone = True
    try:
        with transaction.atomic():
            row.save(update_fields=["is_gone"])
    except IntegrityError:
        row.is_gone = False
        raise Refused(_("这里还有在住人员或在册单位。"), mend=_("请先登记人员迁出、单位迁走或停业。")) from None


def _fill(building: Building, facts: BuildingFacts) -> None:
    community = areas.path_of(building.area_id).community
    if community is None:
        raise Refused(_("楼栋须落在社区或网格内。"), field="area", mend=_("请选到社区或网格。"))
    address = facts.address.of_building
    if address == Address():
        raise Refused(_("请填写地址：街巷和门牌，或小区和楼栋。"), field="address")
    building.community_id = community.id
    building.compound = _compound(address.compound, community)
    building.road, building.plate, building.name = address.road, address.plate, address.building
    building.floors, building.units = facts.floors, facts.units
    building.lon, building.lat, building.footprint = facts.lon, facts.lat, facts.footprint
    building.address = building.told()
    refuse_long(building, "address")


def _compound(name: str, community: Place) -> Compound | None:
    if name == NONE:
        return None
    refuse_long(Compound(name=name), "address")
    found, _made = Compound.objects.get_or_create(
        community_id=community.id, name=name, defaults={"area_code": community.code}
    )
    return found


def refuse_known(building: Building) -> None:
    """Two buildings of one community never have the same address."""
    same = Building.objects.filter(
        community_id=building.community_id,
        compound=building.compound,
        road=building.road,
        plate=building.plate,
        name=building.name,
        is_gone=False,
    )
    if same.exclude(pk=building.pk).exists():
        raise Refused(_("这个社区已有地址相同的楼栋。"), field="address", mend=_("请在楼栋列表里找到它，直接修改。"))


def follow_address(building: Building) -> None:
    """The addresses of its doors, in one statement."""
    doors = list(building.dwellings.filter(is_gone=False))
    for dwelling in doors:
        dwelling.address = address_of(building, dwelling)
    Dwelling.objects.bulk_update(doors, ["address"], batch_size=1000)


def _furnish(dwelling: Dwelling, facts: DwellingFacts, hand: Hand) -> None:
    given = [name for name in ("owner_name", "owner_phone") if getattr(facts, name)]
    refuse_baseless(DWELLING, given, clock.day_of(hand.at))
    dwelling.unit, dwelling.floor, dwelling.room = door(facts.unit, facts.floor, facts.room)
    if (dwelling.unit, dwelling.floor, dwelling.room) == (NONE, NONE, NONE):
        raise Refused(_("请填写户室，例如 301。"), field="room")
    dwelling.address = address_of(dwelling.building, dwelling)
    dwelling.use, dwelling.area_m2 = facts.use, facts.area_m2
    dwelling.owner_name = facts.owner_name.strip()
    phone = facts.owner_phone.strip()
    dwelling.owner_phone_sealed = crypto.seal(phone, purpose=OWNER_PHONE) if phone else None
    refuse_long(dwelling, "room")


def _refuse_known_door(dwelling: Dwelling) -> None:
    same = Dwelling.objects.filter(
        building=dwelling.building, unit=dwelling.unit, floor=dwelling.floor, room=dwelling.room, is_gone=False
    )
    if same.exclude(pk=dwelling.pk).exists():
        raise Refused(_("这栋楼已有这个户室。"), field="room", mend=_("请在房屋列表里找到它，直接修改。"))
