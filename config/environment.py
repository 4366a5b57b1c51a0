"""Reads settings from the environment, or from files that it names; what is doubtful is refused with a sentence."""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from config.doubt import Doubt

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The value of NAME, or of the file that NAME_FILE names."""
    file = os.environ.get(f"{name}_FILE")
    if file is None:
        return os.environ.get(name, default)
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise Doubt(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from error


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """A whole number that is not negative."""
    value = text(name, str(default))
    if not value.isdigit():
        raise Doubt(f"{name} must be a whole number; it is “{value}”.")
    return int(value)


def numbers(name: str, default: str) -> list[int]:
    """Whole numbers, separated by commas."""
    found = words(name, default)
    if not found or not all(one.isdigit() for one in found):
        raise Doubt(f"{name} must be whole numbers separated by commas; it is “{text(name, default)}”.")
    return [int(one) for one in found]


def hours(name: str, default: str) -> tuple[int, int]:
    """Two full hours of a day such as 22-6, across midnight where the second is earlier."""
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text(name, default))
    first, last = (int(found[1]), int(found[2])) if found else (24, 24)
    if first > 23 or last > 23:
        raise Doubt(f"{name} must be two hours between 0 and 23, as in 22-6; it is “{text(name, default)}”.")
    return first, last


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks such as 10.0.0.0/8, separated by commas."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError as error:
        raise Doubt(f"{name} must list networks such as 10.0.0.0/8: {error}.") from error


def flag(name: str, default: bool) -> bool:
    """Yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise Doubt(f"{name} must be yes or no; it is “{value}”.")
    return value in YES


def choice(name: str, *values: str) -> str:
    """One of the given values; the first is the default."""
    value = text(name, values[0])
    if value not in values:
        raise Doubt(f"{name} must be one of {', '.join(values)}; it is “{value}”.")
    return value


def key(name: str, value: str) -> bytes:
    """A key of 16 or 32 bytes, written in hexadecimal."""
    try:
        secret = bytes.fromhex(value)
    except ValueError as error:
        raise Doubt(f"{name} must be written in hexadecimal digits.") from error
    if len(secret) not in (16, 32):
        raise Doubt(f"{name} must have 32 or 64 hexadecimal digits; it has {len(value)}.")
    return secret


def word(name: str, pattern: str, said: str) -> str:
    """A word of a given shape, or nothing; `said` tells the shape to whoever wrote another."""
    value = text(name)
    if value and not re.fullmatch(pattern, value):
        raise Doubt(f"{name} must be {said}.")
    return value


def numbered_keys(name: str, value: str) -> dict[int, bytes]:
    """Keys by version, written `1:hex,2:hex`: the highest seals, all of them unseal."""
    pairs = [part.strip().partition(":") for part in value.split(",")]
    if not all(version.isdigit() and 0 < int(version) < 128 for version, _, _ in pairs):
        raise Doubt(f"{name} must be written as version:key, as in 1:00112233…, with versions from 1 to 127.")
    return {int(version): key(name, digits) for version, _, digits in pairs}
