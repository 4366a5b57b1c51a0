"""What may be done to one area. Imports of whole files are in `areas.importing`."""

from wangge.areas.actions.edit import change_kind, redraw, rename
from wangge.areas.actions.life import add, recode, retire

__all__ = ["add", "change_kind", "recode", "redraw", "rename", "retire"]
