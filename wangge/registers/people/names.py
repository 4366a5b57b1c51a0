"""Names as they are searched: pinyin in one word, and its initials."""

from pypinyin import Style, lazy_pinyin

LONGEST = 200


def pinyin_of(name: str) -> str:
    """王小明 → wangxiaoming; a Latin name in small letters without spaces."""
    return "".join(lazy_pinyin(name, errors=str.lower)).replace(" ", "")[:LONGEST]


def initials_of(name: str) -> str:
    """王小明 → wxm"""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=lambda rest: rest.lower()[:1])
    return "".join(letters).replace(" ", "")[:50]
