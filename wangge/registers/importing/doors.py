"""The doors behind addresses: the whole address as the archive spells it, else the one door that agrees with it."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused
from wangge.registers.buildings.address import NONE, Address
from wangge.registers.buildings.models import Building, Dwelling
from wangge.registers.buildings.queries import matching
from wangge.registers.importing import lines

MOST_REMEMBERED = 20_000
MOST_BUILDINGS = 50
LEVELS = ("unit", "floor", "room")


class Doors:
    """What the importer's scope sees behind each address; asked once, remembered for the next batches."""

    def __init__(self) -> None:
        self._found: dict[str, lines.Address] = {}

    def behind(self, addresses: Iterable[str]) -> dict[str, lines.Address]:
        """Each address, in the archive's spelling, with its door or the sentence why there is none."""
        wanted = set(addresses)
        unknown = wanted - self._found.keys()
        if len(self._found) + len(unknown) > MOST_REMEMBERED:
            self._found.clear()
            unknown = wanted
        whole = _whole(unknown)
        self._found |= {address: whole.get(address) or _agreeing(address) for address in unknown}
        return {address: self._found[address] for address in wanted}


def _whole(addresses: set[str]) -> dict[str, lines.Address]:
    """Doors that bear exactly this address, where there is one only."""
    found: dict[str, lines.Address] = {}
    several: set[str] = set()
    doors = Dwelling.objects.filter(is_gone=False).extra(where=["address = ANY(%s)"], params=[list(addresses)])
    for address, pk, area_code in doors.values_list("address", "pk", "area_code"):
        if address in found:
            several.add(address)
        found[address] = lines.Address(pk, area_code)
    return found | {address: lines.Address(fault=_several()) for address in several}


def _agreeing(text: str) -> lines.Address:
    """The door that agrees with every level that was named; one only will do."""
    wanted = Address.read(text)
    buildings = list(matching(Building.objects.filter(is_gone=False), wanted.of_building)[:MOST_BUILDINGS])
    named = {level: value for level in LEVELS if (value := getattr(wanted, level)) != NONE}
    if not text or not named or not buildings:
        return lines.Address(fault=_absent(bool(buildings)))
    doors = Dwelling.objects.filter(Q(**named), building__in=buildings, is_gone=False)
    found = list(doors.values_list("pk", "area_code")[:2])
    if len(found) == 1:
        return lines.Address(*found[0])
    return lines.Address(fault=_several() if found else _absent(True))


def _absent(has_building: bool) -> str:
    if has_building:
        return Refused(_("这栋楼里没有这个户室。"), mend=_("请核对单元和室号，或先导入房屋。")).whole
    return Refused(_("您的辖区档案里没有这个地址。"), mend=_("请核对地址，或先导入房屋。")).whole


def _several() -> str:
    return Refused(_("这个地址对应多处房屋。"), mend=_("请写全街巷、门牌、楼栋、单元和室号。")).whole
