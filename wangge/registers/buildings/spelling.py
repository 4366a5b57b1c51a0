"""One spelling for all the ways in which people write the same address.

Full-width signs, 號, 之, hyphens, # and numerals in characters; areas in front, brackets and “opposite” behind go away.
"""

import re
import unicodedata

_SIGNS = {"號": "号", "棟": "栋", "樓": "楼", "單": "单", "門": "门", "戶": "户", "層": "层", "弄堂": "弄", "№": ""}
_ASIDE = re.compile(r"[(（](?:近|原|靠|旁|对)[^)）]*[)）]")
_BLANKS = re.compile(r"[\s()（）.。'\"“”:：]+")
_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_DASHES = re.compile(r"\s*[-‐‑–—−~_·•]+\s*")
_LISTED = re.compile(r"\s*[,;/、]+\s*")
_STRAY = re.compile(
    r"(?<=[弄幢座栋元门层楼号])-(?![0-9]层)(?=[0-9A-Z])|、(?!(?:[0-9]+、)*[0-9]+号)|(?<![号0-9])、|^-|-$"
)
_NUMERALS = "[零〇一二三四五六七八九十百]+"
_NUMERAL = re.compile(
    f"(?:第)?(?P<before>{_NUMERALS})(?=号|幢|栋|座(?!桥)|单元|层|楼|室|组|支弄|弄|门(?=[0-9零〇一二三四五六七八九十]|$)|[房户]$)"
    f"|(?<=[号幢栋座元门层楼之-])(?P<behind>{_NUMERALS})$"
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100}

_BEHIND_PLATE = re.compile(r"([0-9]+)号(?:之|附|-(?=[0-9]{1,2}(?:号|$)))([0-9]+)(?:号(?!楼)|(?=$|[^0-9号]))")
_BEFORE_PLATE = re.compile(r"(?<=[0-9])[之附](?=[0-9])")
_STEM_BEHIND = re.compile(r"(?<=[0-9])号([甲乙丙丁](?=$|[0-9-])|[A-Z]$)")
_PLATES = re.compile(r"([0-9]+)号、?(?=[0-9]+号(?!楼))")
_PLATE_RANGE = re.compile(r"([0-9]+)号-(?=[0-9]+号(?!楼))")
_BELOW_GROUND = re.compile(r"(?:负|地下|B|-)([0-9])(?:层|楼|F)")
_FLOOR = re.compile(r"(?<=[0-9])F(?![A-Z])")
_BEHIND = re.compile(
    r"(?:对面|旁边?|附近|门口|门前|楼下|路口|交叉口|交汇处|[东西南北]侧|楼道|大堂|院内|(?<!市)(?<!境)内)+$"
)

_IN_FRONT = (
    re.compile(r"中国(?=[一-鿿]{2,3}省)"),
    re.compile(r"[一-鿿]{2,3}(?:省|自治区)"),
    re.compile(r"[一-鿿]{2,4}?市(?![场政民心区集桥])"),
    re.compile(
        r"(?!.{0,3}[小园社校厂院矿家景片]区)[一-鿿]{1,4}?[区县](?=[一-鿿]{2,}(?:街道|街办|镇|乡|社区|路|街|巷|大道))"
    ),
    re.compile(r"[一-鿿]{2,8}?(?:街道办事处|街道办|街道|街办)(?![0-9])"),
    re.compile(r"[一-鿿]{2,4}?[镇乡](?![路街巷大政村])"),
    re.compile(r"[一-鿿0-9]{2,10}?(?:社区居委会|社区居民委员会|社区|居委会|村委会)(?!卫生|服务|医院|活动|食堂)"),
)


def spelled(text: str) -> str:
    """One spelling for all that means the same."""
    text = unicodedata.normalize("NFKC", text).upper()
    for sign, simple in _SIGNS.items():
        text = text.replace(sign, simple)
    text = _LISTED.sub("、", _DASHES.sub("-", _BETWEEN_NUMBERS.sub("-", _ASIDE.sub("", text))))
    text = re.sub("#楼?", "幢", _BLANKS.sub("", text))
    return _settled(_NUMERAL.sub(_in_digits, text))


def without_areas(text: str, names: frozenset[str] = frozenset()) -> tuple[str, str]:
    """A text without the areas in front (those of `names`, or whatever looks like one), and the last of them."""
    last = ""
    while found := _area_in_front(text, names):
        last, text = text[:found], text[found:]
    return text, last


def _area_in_front(text: str, names: frozenset[str]) -> int:
    """How long the area is that the text begins with; a village stays, for its houses are numbered by it."""
    for length in range(min(len(text), 20), 1, -1):
        if text[:length] in names and not text[:length].endswith("村"):
            office = re.match("办事处|居委会|居民委员会|村委会", text[length:])
            return length + (office.end() if office else 0)
    return next((found.end() for each in _IN_FRONT if (found := each.match(text))), 0)


def _settled(text: str) -> str:
    """Plates, floors below the ground and what stands behind an address, in one form."""
    text = _BEFORE_PLATE.sub("-", text)
    text = _STEM_BEHIND.sub(r"\1号", _BEHIND_PLATE.sub(r"\1-\2号", text))
    text = _PLATES.sub(r"\1、", _PLATE_RANGE.sub(r"\1-", _same_road_once(text)))
    text = _FLOOR.sub("层", _BELOW_GROUND.sub(r"-\1层", text))
    text = re.sub("底[层楼]", "1层", text)
    return _STRAY.sub("", _BEHIND.sub("", text))


def _same_road_once(text: str) -> str:
    """长虹路61号、长虹路67号 → 长虹路61号、67号"""
    twice = re.match(r"(?P<road>[一-鿿]{2,10})[0-9-]+号、?(?P=road)(?=[0-9])", text)
    return text if twice is None else text[: twice.end()].removesuffix(twice["road"]) + text[twice.end() :]


def _in_digits(found: re.Match[str]) -> str:
    return str(_number(found["before"] or found["behind"]))


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
