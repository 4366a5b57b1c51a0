"""Standard addresses as people type them: 街巷 → 门楼牌 → 小区 → 楼栋 → 单元 → 楼层 → 户室.

Full-width signs, 號, 之, hyphens, 栋/座/号楼 and numerals in characters are read as one spelling. A level that is
not there is NONE, never empty, so that an address can be a key. The levels are those of 一标三实.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Self

NONE = "无"
LEVELS = ("road", "plate", "compound", "building", "unit", "floor", "room")

_SIGNS = {"號": "号", "棟": "栋", "樓": "楼", "單": "单", "門": "门", "戶": "户", "層": "层", "弄堂": "弄"}
_DASHES = re.compile(r"\s*[-‐‑–—−~_·•]\s*|(?<=[0-9])之(?=[0-9])")
_NUMERALS = "[零〇一二三四五六七八九十百]+"
_NUMERAL = re.compile(f"{_NUMERALS}(?=号|幢|栋|座|单元|门|层|楼|室|户|房|弄)|(?<=[号幢栋座元门层楼之-]){_NUMERALS}$")
_BEHIND_PLATE = re.compile(r"([0-9]+)号(?:之|-)([0-9]+)$")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100}

_PLATE = re.compile(r"(?:[0-9]+弄)?[0-9]+(?:-[0-9]+)*号(?!楼)")
_LANE = re.compile(r"[0-9]+弄(?![0-9])")
_BUILDING = re.compile(r"(?P<name>[0-9]+|[a-z])(?:号楼|幢|栋|座|楼(?=[0-9一-鿿]))")
_UNIT = re.compile(r"(?P<name>[0-9]+|[a-z]|[甲乙丙丁东南西北])(?:单元|门)")
_FLOOR = re.compile(r"(?P<name>-?[0-9]+)(?:层|楼|f)")
_ROOM = re.compile(r"(?P<name>[a-z]?-?[0-9]{1,5}[a-z]?)(?:室|户|房)?$")
_BARE = re.compile(r"^(?P<building>[0-9]+)-(?:(?P<unit>[0-9]+)-)?(?P<room>[0-9]{2,5}[a-z]?)(?:室|户|房)?$")
_ROAD = re.compile(r"^.*?(?:大道|路|街|巷|弄|里|胡同|公路|大街)(?![一-鿿]*(?:路|街|巷)(?=[0-9]))")


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
    def read(cls, text: str) -> "Address":
        """The levels of an address as somebody typed it; what is not understood stays in the compound's name."""
        return _Reader(spelled(text)).address()

    def __str__(self) -> str:
        """As it is written on an envelope: levels that are not there are left out."""
        return "".join(level for name in LEVELS if (level := getattr(self, name)) != NONE)

    @property
    def of_building(self) -> Self:
        """The same without unit, floor and room."""
        return replace(self, unit=NONE, floor=NONE, room=NONE)


def spelled(text: str) -> str:
    """One spelling for all that means the same."""
    text = unicodedata.normalize("NFKC", text).lower()
    for sign, simple in _SIGNS.items():
        text = text.replace(sign, simple)
    text = _DASHES.sub("-", re.sub(r"[\s,，、.。()（）]+", "", text.replace("#", "幢")))
    text = _NUMERAL.sub(lambda found: str(_number(found[0])), text)
    return _BEHIND_PLATE.sub(r"\1-\2号", text)


def _number(numeral: str) -> int:
    """二十三 → 23, 一百零二 → 102, 三〇一 → 301."""
    if not set(numeral) & set(_UNITS):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, digit = 0, 0
    for sign in numeral:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


class _Reader:
    """Takes one level after the other off a text, from behind where the levels are surest."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.found: dict[str, str] = {}

    def address(self) -> Address:
        self._take_road_and_plate()
        self._take_bare()
        if "room" not in self.found:
            self._take("building", _BUILDING, "{}幢")
            self._take("unit", _UNIT, "{}单元")
            self._take("floor", _FLOOR, "{}层")
            self._take("room", _ROOM, "{}室")
        if self.rest:
            self.found["compound"] = self.rest
        return Address(**self.found)

    def _take_road_and_plate(self) -> None:
        plate = _PLATE.search(self.rest) or _LANE.search(self.rest)
        if plate:
            before, self.rest = self.rest[: plate.start()], self.rest[plate.end() :]
            self.found["plate"] = plate[0]
            if before:
                self.found["road"] = before
        elif road := _ROAD.match(self.rest):
            self.found["road"], self.rest = road[0], self.rest[road.end() :]

    def _take_bare(self) -> None:
        """5-2-301 behind a compound's name: building, unit, room."""
        tail = re.search(r"[0-9]+(?:-[0-9a-z]+)+(?:室|户|房)?$", self.rest)
        bare = _BARE.match(tail[0]) if tail else None
        if tail is None or bare is None:
            return
        self.rest = self.rest[: tail.start()]
        self.found |= {"building": f"{bare['building']}幢", "room": f"{bare['room']}室"}
        if bare["unit"]:
            self.found["unit"] = f"{bare['unit']}单元"

    def _take(self, level: str, pattern: re.Pattern[str], spelling: str) -> None:
        found = pattern.search(self.rest)
        if not found:
            return
        name = found["name"].upper()
        self.found[level] = spelling.format(name.lstrip("0") or name if level != "room" else name)
        before, behind = self.rest[: found.start()], self.rest[found.end() :]
        self.rest = before + behind
