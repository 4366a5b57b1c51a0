"""Icons: read from the installed package @tabler/icons and put inline, so that they take the colour of the text."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_EMPTY_BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


class UnknownIcon(LookupError):
    """The installed package holds no icon of this name."""


@lru_cache(maxsize=512)
def drawing(name: str) -> str:
    """The inner markup of an outline icon; empty where the front-end packages are not installed."""
    folder = Path(settings.ICONS)
    if not folder.is_dir():
        return ""
    try:
        text = (folder / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnknownIcon(name) from None
    found = _DRAWING.search(text)
    return " ".join(_EMPTY_BOX.sub("", found.group(1)).split()) if found else ""


@lru_cache(maxsize=2048)
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """An inline SVG; with a label it is an image with a name, without it is hidden from screen readers."""
    meaning = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 - the drawing comes from the pinned package, the rest is escaped
        f'<svg class="icon {escape(classes)}" width="20" height="20" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        f'focusable="false" {meaning}>{drawing(name)}</svg>'
    )
