"""The demo town: whole, sound, true to life, the same for the same seed, and only on an empty database."""

import json
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import shapely
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import transaction

from tests.world import World, moment
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate, User
from wangge.areas.models import Boundary
from wangge.cases.access import CASE_ROLES
from wangge.cases.models import OPEN, Appeal, Assignment, Case, Entry, Named, Source
from wangge.cases.queries import CLOCKS, assigned_to_me, count_of_queue, waits_for_me
from wangge.cases.workflow import SEVEN_STAGES, STEPS, Stage, State
from wangge.exchange.models import Delivery, Subscription, Token
from wangge.interfaces.towns.demo import Town, make_town
from wangge.interfaces.towns.demo_flow import PAST_DAYS
from wangge.interfaces.towns.demo_people import Demo
from wangge.interfaces.towns.management.commands.demo import SEED
from wangge.kernel import clock
from wangge.kernel.kept import expire_all
from wangge.kernel.scope import machine, open_scope
from wangge.registers.people.models import Consent, Person, Reminder


@pytest.mark.django_db
def test_the_town_is_whole_and_its_journal_sound(settings: LazySettings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_ACCOUNTS = tmp_path / "secrets" / "demo-accounts.json"
    settings.MADE_STATIC = tmp_path / "made"
    call_command("demo", "--cases", "30")
    with open_scope(machine("worker")):
        shapes: dict[str, list[Any]] = {row.area.level: [] for row in Boundary.objects.select_related("area")}
        for row in Boundary.objects.select_related("area"):
            shapes[row.area.level].append(row.polygon)
        assert {level: len(found) for level, found in shapes.items()} == {
            "district": 1, "street": 5, "community": 20, "grid": 80
        }  # fmt: skip
        (district,) = shapes["district"]
        for found in shapes.values():
            assert sum(shape.area for shape in found) == pytest.approx(district.area, rel=1e-6)
            assert all(shape.geom_type == "Polygon" for shape in found)
            assert shapely.union_all(found).symmetric_difference(district).area < 1e-9
        assert Case.objects.count() == 30
        assert all(entry.hash == entry.computed_hash() for entry in Entry.objects.all())
        subscription = Subscription.objects.get()
        assert subscription.approved_at and not subscription.is_sending, "nobody is called"
        assert set(Delivery.objects.values_list("state", flat=True)) >= {"delivered", "dead"}
        assert Named.objects.exclude(person=None).exists() and Named.objects.exclude(organisation=None).exists()
    with open_scope(machine("import")):
        assert Token.objects.get().is_good(clock.now())
    with open_scope(machine("timer")):
        assert set(Reminder.objects.values_list("department_path", flat=True)) == {"cg.", "mz.", "wj."}
    accounts = json.loads(settings.DEMO_ACCOUNTS.read_text())
    assert len({account["role"] for account in accounts}) == 13
    assert stat.S_IMODE(settings.DEMO_ACCOUNTS.stat().st_mode) == 0o600
    lived, noted = _lived_and_noted()
    call_command("demo", "--people", str(lived))
    assert _lived_and_noted() == (lived, noted), "made already"
    call_command("demo", "--people", str(lived + 100))
    more, still_noted = _lived_and_noted(lived)
    assert (more >= lived + 100, still_noted) == (True, noted), "a greater archive doubles nothing of the smaller"


def _lived_and_noted(among: int | None = None) -> tuple[int, list[tuple[object, ...]]]:
    """How many live there; cases and who is named on them, reminders, and consents (of the first so many people)."""
    with open_scope(machine("timer")):
        noted: list[tuple[object, ...]] = list(
            Reminder.objects.order_by("pk").values_list("person_id", "kind", "to_on")
        )
        people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
        agreed = Consent.objects.filter(person_id__in=people[:among]).order_by("pk")
        noted += agreed.values_list("person_id", "item_id", "given_at")
    with open_scope(machine("worker")):
        noted += Case.objects.order_by("pk").values_list("pk", "entry_count")
        noted += Named.objects.order_by("pk").values_list("case_id", "person_id", "organisation_id")
    return len(people), noted


def test_a_database_with_people_is_refused(world: World) -> None:
    with pytest.raises(CommandError, match="已经有用户"):
        call_command("demo")


NOW = moment("2026-11-24 16:30")
CALLED = 440


def _made(now: datetime, cases: int) -> Town:
    with clock.played_at(now):
        return make_town(SEED, cases, now=now, tell=lambda: None)


def _told(now: datetime, cases: int) -> list[tuple[object, ...]]:
    """A town in words: every case and every step with what was said, without ids; then it is taken back."""
    with transaction.atomic():
        _made(now, cases)
        rows = Entry.objects.select_related("case").order_by("at", "case__number", "position")
        first = min(Case.objects.values_list("number", flat=True), key=lambda number: number[-5:])
        names = {user.pk: user.name for user in User.objects.all()}
        told = [_in_words(entry, int(first[-5:]), names) for entry in rows.prefetch_related("words")]
        transaction.set_rollback(True)
    expire_all()
    return told


def _in_words(entry: Entry, first: int, names: dict[int, str]) -> tuple[object, ...]:
    case = entry.case
    number = (case.number[:-5], int(case.number[-5:]) - first)
    words = sorted((word.name, word.text) for word in entry.words.all())
    who = names.get(entry.by_user_id or 0, entry.by_machine)
    return (
        *number,
        case.title,
        case.place,
        case.lon,
        entry.step,
        entry.at,
        entry.recorded_at,
        who,
        entry.area_code,
        words,
    )


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_town() -> None:
    with open_scope(machine("replay"), acts=True):
        assert _told(NOW, 40) == _told(NOW, 40)


@pytest.mark.django_db
@pytest.mark.slow
def test_the_town_is_true_to_life() -> None:
    with open_scope(machine("replay"), acts=True):
        town = _made(NOW, CALLED)
        assert set(Entry.objects.values_list("step", flat=True)) == set(STEPS), "every step of the table"
        assert set(Case.objects.values_list("stage", flat=True)) == set(Stage), "every stage"
        assert set(Case.objects.values_list("source", flat=True)) == set(Source), "every source"
        open_cases = Case.objects.filter(OPEN)
        assert 0.05 < open_cases.filter(CLOCKS["late"](NOW)).count() / open_cases.count() < 0.16
        per_day = Counter(clock.day_of(moment) for moment in Case.objects.values_list("collected_at", flat=True))
        days = [clock.day_of(NOW) - timedelta(days=back) for back in range(PAST_DAYS)]
        busiest = sorted(per_day[day] for day in days)[-5]
        assert per_day[days[0]] <= busiest + 2, "today is a day like others"
        assert mean(per_day[day] for day in days if day.weekday() < 5) > 1.5 * mean(
            per_day[day] for day in days if day.weekday() > 4
        )
        answered = Assignment.objects.exclude(done_at=None)
        assert 0.86 < answered.filter(late_at=None).count() / answered.count() < 0.95
        assert Assignment.objects.filter(state=State.SUSPENDED).count() >= 3
        assert set(Assignment.objects.values_list("appeal", flat=True)) >= {
            Appeal.ASKED,
            Appeal.REVIEWED,
            Appeal.GRANTED,
        }
        of_cases = [demo for demo in town.people.demos if _is_of_cases(demo)]
        empty = [demo.username for demo in of_cases if not count_of_queue(_actor(demo))]
        assert empty == [], "nobody comes to an empty desk"
        assert set(_waiting_at_stages(town)) == set(SEVEN_STAGES), "and somebody has work in each of the seven"


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["2026-11-22 03:00", "2026-10-08 08:10"])
def test_the_town_can_be_made_at_any_hour(now: str) -> None:
    with open_scope(machine("replay"), acts=True):
        assert len(_made(moment(now), 60).plans) == 60


def test_only_the_demo_town_shows_the_clock_other_moments() -> None:
    callers = {file.parent.name for file in Path("wangge").rglob("*.py") if "played_at(" in file.read_text()}
    assert callers == {"towns", "kernel"}


def _actor(demo: Demo) -> Actor:
    rows = Mandate.objects.select_related("area", "department", "user")
    return Actor.of_mandate(rows.get(user__username=demo.username))


def _is_of_cases(demo: Demo) -> bool:
    return _actor(demo).role in CASE_ROLES


def _waiting_at_stages(town: Town) -> Iterator[str]:
    for demo in town.people.demos:
        actor = _actor(demo)
        yield from waits_for_me(actor).values_list("stage", flat=True)
        yield from assigned_to_me(actor).values_list("case__stage", flat=True)
