"""What may be shown of a person before somebody has said why more is needed.

There is no national text for masks; these are the conventions of public notices (docs/standards.md §5.2).
"""

import re

HIDDEN = "*"
# As people write them among words: in one piece, or in groups.
PHONE = re.compile(r"(?<!\d)((?:00)?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?!\d)", re.ASCII)
IDENTITY = re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)", re.ASCII)
_NARROW = str.maketrans("０１２３４５６７８９－Ｘｘ", "0123456789-Xx")

# The commonest surnames of two characters; a name of three or more that begins with one keeps both.
COMPOUND_SURNAMES = (
    *(
        "欧阳",
        "上官",
        "司马",
        "司徒",
        "司空",
        "诸葛",
        "东方",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
    ),
    *(
        "宇文",
        "轩辕",
        "端木",
        "百里",
        "呼延",
        "南宫",
        "西门",
        "独孤",
        "澹台",
        "淳于",
        "太史",
        "申屠",
    ),
)


def mask_name(name: str) -> str:
    """张三丰 → 张**, 欧阳娜 → 欧阳*; a Latin name keeps its first letter; a name of one character is hidden."""
    name = name.strip()
    if len(name) == 1:
        return HIDDEN
    kept = 2 if len(name) > 2 and name.startswith(COMPOUND_SURNAMES) else 1
    return name[:kept] + HIDDEN * (len(name) - kept)


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; a short number keeps no more than its last two digits."""
    digits = only_digits(phone)
    if len(digits) >= 11:
        return digits[:3] + HIDDEN * (len(digits) - 7) + digits[-4:]
    kept = min(2, len(digits) // 3)
    return HIDDEN * (len(digits) - kept) + digits[len(digits) - kept :]


def mask_id(number: str) -> str:
    """A document number of 15 or more keeps its first six and last four characters, a shorter one its last two."""
    number = number.strip()
    if len(number) >= 15:
        return number[:6] + HIDDEN * (len(number) - 10) + number[-4:]
    kept = min(2, len(number) // 3)
    return HIDDEN * (len(number) - kept) + number[len(number) - kept :]


def mask_numbers(words: str) -> str:
    """Words that stay on record, with every phone and identity number in them masked."""
    without_ids = IDENTITY.sub(lambda found: mask_id(re.sub("[ -]", "", found[0])), words.translate(_NARROW))
    return PHONE.sub(lambda found: (found[1] or "") + mask_phone(found[2]), without_ids)


def only_digits(text: str) -> str:
    """The ASCII digits of a text, in order (full-width digits are read as digits)."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())
