"""How much is reported in the demo town on which day and at which hour; the same seed gives each day the same lot."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wangge.kernel.workdays import Calendar

PAST_DAYS = 92
HOURS = (0, 0, 0, 0, 0, 1, 3, 8, 14, 16, 14, 9, 5, 7, 12, 13, 11, 8, 7, 6, 4, 2, 1, 1)
# Monday brings what the weekend has left; a holiday is like a Sunday, a day of make-up work like a Friday.
WEEK = (6.6, 5.8, 5.4, 5.2, 5.0, 2.6, 1.8)
MAKE_UP_DAY, HOLIDAY = WEEK[4], WEEK[6]
VARIANCE = (0.75, 1.3)
STORM_EVERY, STORM = 30, 2.2
SETTLING = timedelta(minutes=30)


@dataclass(frozen=True)
class Flow:
    """The rhythm of one town up to a moment."""

    seed: int
    calendar: Calendar
    now: datetime

    @property
    def today(self) -> date:
        """The day of the present moment, at the place."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """The day of a moment, at the place."""
        return moment.astimezone(self.calendar.zone).date()

    def usual(self, day: date) -> float:
        """How many matters a whole day brings."""
        is_workday, is_weekend = self.calendar.is_workday(day), day.weekday() > 4
        known = WEEK[day.weekday()] if is_workday != is_weekend else MAKE_UP_DAY if is_workday else HOLIDAY
        return known * self._lot(day).uniform(*VARIANCE) * (STORM if self.is_stormy(day) else 1)

    def is_stormy(self, day: date) -> bool:
        """One day of wind and rain in every thirty."""
        month, place = divmod(day.toordinal(), STORM_EVERY)
        return random.Random(f"{self.seed} storm {month}").randrange(STORM_EVERY) == place  # noqa: S311

    def past(self, count: int, known: Iterable[datetime], rng: random.Random) -> list[date]:
        """The days of so many matters more, beside those that are known, in the order of chance."""
        days = [self.today - timedelta(days=back) for back in range(PAST_DAYS)]
        weights = {day: self.usual(day) * self._share_of(day) for day in days}
        taken = Counter(self.day_of(moment) for moment in known)
        whole = (count + taken.total()) / sum(weights.values())
        free = {day: weight * whole - taken[day] for day, weight in weights.items() if weight * whole > taken[day]}
        scale = count / (sum(free.values()) or 1)
        chosen = [day for day, owed in free.items() for _each in range(_about(owed * scale, rng))]
        chosen += rng.choices(days[1:], [weights[day] for day in days[1:]], k=max(0, count - len(chosen)))
        rng.shuffle(chosen)
        return chosen

    def of_day(self, day: date) -> list[datetime]:
        """The moments of one whole day, in order; the same whenever they are asked for."""
        rng = self._lot(day)
        count = _about(self.usual(day), rng)
        return sorted(self._at(day, rng.choices(range(24), HOURS)[0], rng) for _each in range(count))

    def moment(self, day: date, rng: random.Random) -> datetime:
        """A moment of a day by the rhythm of its hours; today, one that has settled."""
        latest = self.now - SETTLING
        hours = list(HOURS) if day < self.day_of(latest) else _until(latest.astimezone(self.calendar.zone).hour)
        if not any(hours):
            return self.moment(day - timedelta(days=1), rng)
        return min(self._at(day, rng.choices(range(24), hours)[0], rng), latest)

    def _share_of(self, day: date) -> float:
        """How much of a day has passed: all, but for today."""
        if day < self.today:
            return 1
        local = self.now.astimezone(self.calendar.zone)
        return (sum(HOURS[: local.hour]) + HOURS[local.hour] * local.minute / 60) / sum(HOURS)

    def _at(self, day: date, hour: int, rng: random.Random) -> datetime:
        return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), self.calendar.zone)

    def _lot(self, day: date) -> random.Random:
        return random.Random(f"{self.seed} {day.isoformat()}")  # noqa: S311


def _about(amount: float, rng: random.Random) -> int:
    """A whole number near it, whose mean it is."""
    return int(amount) + (rng.random() < amount % 1)


def _until(hour: int) -> list[int]:
    return [weight if number <= hour else 0 for number, weight in enumerate(HOURS)]
