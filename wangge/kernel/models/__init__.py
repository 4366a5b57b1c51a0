"""What the kernel keeps: acts of rooms other than cases, looks and changes with their seals, the calendar, stamps."""

from wangge.kernel.models.calendar import CalendarDay
from wangge.kernel.models.change import Change, ChangeKind
from wangge.kernel.models.look import Look
from wangge.kernel.models.record import Record
from wangge.kernel.models.seal import TrailSeal
from wangge.kernel.models.stamp import Stamp

__all__ = ["CalendarDay", "Change", "ChangeKind", "Look", "Record", "Stamp", "TrailSeal"]
