"""Opaque cursors: where a page ended, in a form that says nothing to its reader."""

import base64
import binascii
import json
from typing import Any

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused


def written(*values: Any) -> str:
    """A cursor of these plain values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read(cursor: str, *types: type) -> list[Any]:
    """The values of a cursor, of these types; Refused where it is none of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        values = None
    fits = isinstance(values, list) and len(values) == len(types)
    if not fits or any(type(value) is not kind for value, kind in zip(values, types, strict=True)):
        raise Refused(_("游标不对，请从上一次的回答里原样取用。"), field="cursor")
    return list(values)
