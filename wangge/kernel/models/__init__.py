"""What the kernel keeps: acts of rooms other than cases, looks at personal data, the calendar, changes, and stamps."""

from wangge.kernel.models.calendar import CalendarDay
from wangge.kernel.models.change import Change, ChangeKind
from wangge.kernel.models.look import Look
from wangge.kernel.models.record import Record
from wangge.kernel.models.stamp import Stamp

__all__ = ["CalendarDay", "Change", "ChangeKind", "Look", "Record", "Stamp"]
