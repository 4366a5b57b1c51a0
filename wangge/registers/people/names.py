"""Names as they are searched: pinyin in one word, and its initials."""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

LONGEST = 200
REMEMBERED = 1 << 16
CHINESE = re.compile("[一-鿿]+")
_SIGN = "[㐀-鿿\U00020000-\U0003ffff]"
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BLANK = re.compile(rf"(?<={_SIGN})\s+(?={_SIGN})")
_DOT = re.compile(rf"(?<={_SIGN})\s*[·•‧●⋅・･．.]\s*(?={_SIGN})")


def told_name(said: str) -> str:
    """One spelling of a name: 张　三 → 张三, 买买提.艾力 → 买买提·艾力; nothing unseen, one blank between words."""
    if said.isalpha():
        return said
    return " ".join(_DOT.sub("·", _BLANK.sub("", _UNSEEN.sub("", said))).split())


@lru_cache(REMEMBERED)
def pinyin_of(name: str) -> str:
    """王小明 → wangxiaoming; a Latin name in small letters without spaces."""
    return "".join(_syllables(name)).replace(" ", "")[:LONGEST]


@lru_cache(REMEMBERED)
def initials_of(name: str) -> str:
    """王小明 → wxm"""
    return "".join(syllable[:1] for syllable in _syllables(name)).replace(" ", "")[:50]


@lru_cache(REMEMBERED)
def _syllables(name: str) -> tuple[str, ...]:
    """Sign by sign where no two of them make a word of their own: that is what most names are, and much faster."""
    if CHINESE.fullmatch(name) and not _holds_a_phrase(name):
        return tuple(map(_syllable, name))
    return tuple(lazy_pinyin(name, errors=str.lower))


@lru_cache(REMEMBERED)
def _syllable(sign: str) -> str:
    return "".join(lazy_pinyin(sign, errors=str.lower))


def _holds_a_phrase(name: str) -> bool:
    size = len(name)
    return any(name[start:end] in PHRASES_DICT for start in range(size - 1) for end in range(start + 2, size + 1))
