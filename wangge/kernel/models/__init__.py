"""What the kernel keeps: acts of rooms other than cases, looks at personal data, the calendar, and stamps."""

from wangge.kernel.models.calendar import CalendarDay
from wangge.kernel.models.look import Look
from wangge.kernel.models.record import Record
from wangge.kernel.models.stamp import Stamp

__all__ = ["CalendarDay", "Look", "Record", "Stamp"]
