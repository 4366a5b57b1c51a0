"""Standard addresses as people type them: 街巷 → 门楼牌 → 小区 → 楼栋 → 单元 → 楼层 → 户室.

A level that is not there is NONE, never empty, so that an address can be a key. The levels are those of 一标三实.
A floor that the number of the room tells already (301 is on the third) is left out: one door has one address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from wangge.registers.buildings.spelling import spelled, without_areas

NONE = "无"
LEVELS = ("road", "plate", "compound", "building", "unit", "floor", "room")

_PLATE = re.compile(
    r"(?P<number>(?:[0-9]+弄(?:[0-9]+支弄)?)?[甲乙丙丁临特附]?[0-9]+(?:[-、][0-9]+)*[A-Z甲乙丙丁]?号)"
    r"(?:大?院(?![一-鿿]*[路街巷](?=[0-9])))?(?![楼幢栋座路街桥线门仓码馆-])"
    r"|(?P<lane>[0-9]+弄(?:[0-9]+支弄)?)(?![0-9])"
)
_MARK = re.compile(r"(?:[0-9]|[A-Z])(?:号楼|幢|栋|座|单元)")
_WAY = "(?:大道|公路|大街|路|街|巷|胡同|弄)"
_ROAD = re.compile(
    rf"(?!铁路|公路|马路市|大街坊)[一-鿿A-Z0-9]{{1,12}}?{_WAY}(?:[东西南北中][一二三四五六七八九]?[段路街巷])?"
    r"(?![一-鿿]{0,4}(?:路|街|巷)(?=[0-9]))(?!小区|新村|社区|花园|公寓|大厦|宿舍|商场|市场|广场|家属|口|局|站|北|南)"
)
_ENDS_AS_ROAD = re.compile(rf"(?:{_WAY}|段|道|里|村|组|队|屯|庄|坊|埂子?|湾|桥|岭|坡|[0-9]社)$")
_COMPOUND_WORD = "(?:小区|花园|公寓|家园|佳苑|嘉园|名苑|苑|园|大院|宿舍|家属[区院楼]|广场|中心|大厦|府|庭|市场)"
_ENDS_AS_COMPOUND = re.compile(f"{_COMPOUND_WORD}$")
_COMPOUND_THEN_ROAD = re.compile(rf"(?P<compound>.+?{_COMPOUND_WORD})(?P<road>[一-鿿]{{2,8}}{_WAY})$")
_NUMBER_BEHIND_ROAD = re.compile(r"(?P<number>[0-9]+(?:-[0-9]{1,2})?)(?:-(?P<room>[0-9]{3,4}))?$")

_HOUSE = r"""
    ^(?P<compound>.*?)
    (?:(?P<building>[0-9]+(?:-[0-9]+)?|[A-Z]-[0-9]+(?=[幢栋座])|[0-9]*[A-Z][0-9]*|[甲乙丙丁东西南北])(?:号楼|[幢栋座])
      |(?P<storeyed>[0-9]+)楼(?=[0-9A-Z]+(?:单元|门|[层楼]))
      |(?P<numbered>[0-9]+)号(?=$|[0-9A-Z]+(?:单元|[层楼室])|[0-9]{3,4}|[0-9]+-)
      |(?P<dashed>[0-9]{1,3}|[A-Z])-(?=[0-9]{1,2}(?:-|单元|门|$)|[0-9]{3,5}[A-Z]?(?:室|户|房)?$)
      |(?<=[一-鿿])(?P<bare>[0-9]{1,2})(?=$))?
    (?:(?P<unit>[0-9]{1,3}(?=单元|门(?:[0-9A-Z]|$))|(?:[A-Z]|[甲乙丙丁东西南北中左右])(?=单元))(?:单元|门))?
    (?:(?P<short>[0-9]{1,2})(?:-(?=[0-9]{2,5}|[A-Z])|$))?
    (?:(?P<floor>-?[0-9]{1,3})[层楼])?
    (?:(?P<room>(?:商铺|门面房?|底商|车库|车位|店面|门店|铺|储藏室)?-?[A-Z]?-?[0-9]{1,5}[A-Z]?(?:-[0-9]{1,3})?
                |[0-9]{1,3}[A-Z][0-9]{1,2}|[东西南北中左右]边?(?=[户室]))(?:室|户|房|号房?)?
      |(?P<words>(?<=[幢栋座元门层楼])[一-鿿A-Z0-9-]{1,20}))?$
"""
_TAIL = re.compile(_HOUSE, re.VERBOSE)
_PREMISES = re.compile(
    "(?:沿街)?(?:商铺|门面房?|底商|店[面铺]|门店|铺面|车[库棚]|半?地下室|储藏室|传达室|阁楼|顶[楼层])"
)
_ROOM_ON_FLOOR = re.compile(r"(?P<floor>[0-9]{1,2})[0-9]{2}[A-Z]?(?:室)?$")


@dataclass(frozen=True)
class Address:
    """The levels of one address below its area; a level that is not there is NONE."""

    road: str = NONE
    plate: str = NONE
    compound: str = NONE
    building: str = NONE
    unit: str = NONE
    floor: str = NONE
    room: str = NONE

    @classmethod
    def read(cls, text: str, *, areas: frozenset[str] = frozenset()) -> "Address":
        """The levels of an address as somebody typed it; what is not understood stays in the compound's name.

        `areas` are names that may stand in front and are not part of the address.
        """
        rest, last_area = without_areas(spelled(text), areas)
        found = _Reader(rest).address()
        if last_area and (found.road, found.compound) == (NONE, NONE):
            return replace(found, compound=last_area)
        return found

    def __str__(self) -> str:
        """As it is written on an envelope: levels that are not there are left out."""
        return "".join(level for name in LEVELS if (level := getattr(self, name)) != NONE)

    @property
    def of_building(self) -> Self:
        """The same without unit, floor and room."""
        return replace(self, unit=NONE, floor=NONE, room=NONE)

    @property
    def has_door(self) -> bool:
        """Whether it names more than a building."""
        return (self.unit, self.floor, self.room) != (NONE, NONE, NONE)

    def runs(self) -> Iterator[str]:
        """The levels of the building that stand side by side in every address that has them, written together."""
        run = ""
        for name in LEVELS[:4]:
            level = getattr(self, name)
            if level == NONE:
                if run:
                    yield run
                run = ""
            else:
                run += level
        if run:
            yield run

    def other_readings(self) -> Iterator["Address"]:
        """What else may be meant: 12号 of a compound as its building, 小区 in front of or behind the name, no road."""
        if self.plate != NONE and self.building == NONE and re.fullmatch("[0-9]+号", self.plate):
            yield replace(self, plate=NONE, road=NONE, compound=self.road, building=self.plate[:-1] + "幢")
        if self.compound.endswith("小区") and len(self.compound) > 3:
            yield replace(self, compound=self.compound.removesuffix("小区"))
        if self.road != NONE and self.compound != NONE:
            yield replace(self, road=NONE, plate=NONE)
            yield replace(self, compound=NONE)


def storey_of(floor: str, room: str) -> int | None:
    """The floor of a door, by its floor or by the number of its room; None where neither tells."""
    if told := re.fullmatch(r"(-?[0-9]+)层", floor):
        return int(told[1])
    by_room = _ROOM_ON_FLOOR.match(room)
    return int(by_room["floor"]) if by_room and int(by_room["floor"]) else None


def door(unit: str, floor: str, room: str) -> tuple[str, str, str]:
    """The three levels of a door as somebody typed them one by one, in the spelling of `Address.read`."""
    told = Address.read(f"甲苑1幢{_marked(unit, '单元')}{_marked(floor, '层')}{_marked(room, '室')}")
    if (told.compound, told.building) != ("甲苑", "1幢"):
        unit, floor, room = (spelled(level) or NONE for level in (unit, floor, room))
        return unit, floor, room
    return told.unit, told.floor, told.room


def _marked(level: str, mark: str) -> str:
    """A bare number with the word of its level."""
    level = "" if level.strip() in ("", NONE, "-") else level.strip()
    return (
        level + mark
        if re.fullmatch(r"-?[0-9A-Za-z０-９]+|[甲乙丙丁东西南北中左右一二三四五六七八九十]+", level)
        else level
    )


class _Reader:
    """Takes road and plate off the front of a spelled text, then reads the rest from behind."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.found: dict[str, str] = {}

    def address(self) -> Address:
        self._take_head()
        self._take_tail()
        return Address(**self.found)

    def _take_head(self) -> None:
        plate, mark = _PLATE.search(self.rest), _MARK.search(self.rest)
        if plate and not (mark and mark.start() < plate.start()):
            before, self.rest = self.rest[: plate.start()], self.rest[plate.end() :]
            self._take_plate(before, plate["number"] or plate["lane"])
        elif road := _ROAD.match(self.rest):
            self.found["road"], self.rest = road[0], self.rest[road.end() :]
            self._take_number_behind_road()

    def _take_plate(self, before: str, plate: str) -> None:
        """Where a plate hangs: on a road, in a village, or in a compound, where it is a building's number."""
        plate = re.sub(r"(?<![0-9])0+(?=[0-9])", "", plate)
        if both := _COMPOUND_THEN_ROAD.match(before):
            self.found |= {"road": both["road"], "plate": plate, "compound": both["compound"]}
        elif not _ENDS_AS_ROAD.search(before) and self._is_in_compound(before, plate):
            self.found["building"] = plate[:-1] + "幢"
        else:
            self.found |= {"plate": plate} | ({"road": before} if before else {})

    def _is_in_compound(self, before: str, plate: str) -> bool:
        road = _ROAD.match(before)
        compound = before[road.end() :] if road else before
        if not compound or not re.fullmatch("[0-9]+号", plate):
            return False
        if not road and not _ENDS_AS_COMPOUND.search(compound):
            return False
        self.found |= {"compound": compound} | ({"road": road[0]} if road else {})
        return True

    def _take_number_behind_road(self) -> None:
        """文一路12, 文一路12-301: a number directly behind a road is a plate."""
        if number := _NUMBER_BEHIND_ROAD.match(self.rest):
            self.found["plate"] = f"{number['number']}号"
            self.rest = number["room"] or ""

    def _take_tail(self) -> None:
        if "plate" in self.found and _PREMISES.fullmatch(self.rest):
            self.found["room"] = self.rest
            return
        told = _TAIL.match(self.rest)
        if told is None:
            self._leave(self.rest)
            return
        named = {name: value for name, value in told.groupdict().items() if value}
        if "compound" in named:
            self._leave(named["compound"])
        building = next((named[each] for each in _BUILDINGS if each in named), "")
        self._name("building", re.sub("^([A-Z])-", r"\1", building), "幢")
        self._name("unit", named.get("unit") or named.get("short", ""), "单元")
        self._name("floor", named.get("floor", ""), "层")
        self._name_room(named)

    def _leave(self, words: str) -> None:
        if words:
            self.found["compound"] = self.found.get("compound", "") + words

    def _name(self, level: str, name: str, mark: str) -> None:
        if name:
            self.found[level] = (re.sub(r"^(-?)0+(?=[0-9])", r"\1", name)) + mark

    def _name_room(self, named: dict[str, str]) -> None:
        room = named.get("room") or named.get("words", "")
        if not room:
            return
        self.found["room"] = room if "words" in named else _marked_room(room.lstrip("-"))
        by_room = storey_of(NONE, self.found["room"])
        if by_room and self.found.get("floor") == f"{by_room}层":
            del self.found["floor"]


def _marked_room(room: str) -> str:
    """301室, 东户, 商铺3号"""
    bare = re.sub("[室户房号]+$", "", room)
    return bare + ("室" if bare[0].isascii() else "号" if bare[-1].isdigit() else "户")


_BUILDINGS = ("building", "storeyed", "numbered", "dashed", "bare")
