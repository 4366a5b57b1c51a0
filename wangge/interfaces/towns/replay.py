"""Drive real matters through the loop at their own dates, by the acts that the desks call.

The file tells days and outcomes, no hours, limits or closing times. The replay makes them, so that our own
clock finds the recorded outcome: it proves the path and the counting, not the real clocks. One matter is one
transaction under the scope "replay", which leaves no notices and no webhooks. Every key is made of the matter's
number, so that a run that was killed goes on where it stopped.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from multiprocessing import get_context, parent_process
from threading import Thread
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connections

from wangge.accounts.actors import Actor
from wangge.areas.places import Place
from wangge.cases.models import Assignment, Case, Entry
from wangge.cases.outcomes import By, OnTime, on_time_by
from wangge.cases.stages import close, collect, dispatch, evaluate, feedback, file, handle
from wangge.cases.visit import Visit
from wangge.interfaces.towns.pingshan import NOBODY, VERSION, Matter, Town
from wangge.kernel.scope import machine, open_scope

KEYS = UUID("0f0a5c1e-6a44-5b4b-8d1c-8f6f2f9b7a31")
PORTION = 50
TIMER = Actor.machine_named("timer")
OPENS = time(8, 30)
MINUTES_OF_DAY = 540


@dataclass(frozen=True)
class Difference:
    """One group in which the product counts otherwise than the file."""

    by: By
    group: str
    product: OnTime | None
    file: OnTime | None


def remaining(matters: list[Matter]) -> list[Matter]:
    """Those that no earlier run has finished."""
    with open_scope(machine("replay")):
        done = set(Entry.objects.filter(step="end", by_machine="timer").values_list("key", flat=True))
    return [matter for matter in matters if _key(matter, "end") not in done]


def replay(matter: Matter, town: Town) -> None:
    """Drive one matter through the seven stages, in one transaction."""
    with open_scope(machine("replay"), acts=True):
        _drive(matter, town)


def replay_all(matters: list[Matter], town: Town) -> Iterator[int]:
    """Drive many matters in as many processes as the machine has cores; tells after each portion how many are done."""
    portions = [matters[start : start + PORTION] for start in range(0, len(matters), PORTION)]
    connections.close_all()  # a forked process must not share its parent's
    pool = ProcessPoolExecutor(os.cpu_count(), get_context("fork"), initializer=_end_with_parent)
    return _finished(pool, [pool.submit(_replay_portion, portion, town) for portion in portions])


def _finished(pool: ProcessPoolExecutor, futures: list[Future[int]]) -> Iterator[int]:
    with pool:
        for future in as_completed(futures):
            yield future.result()


def _end_with_parent() -> None:
    """A command that is killed leaves nobody behind who still writes, or waits for ever."""
    Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _replay_portion(portion: list[Matter], town: Town) -> int:
    for matter in portion:
        replay(matter, town)
    return len(portion)


def differences(matters: list[Matter], town: Town) -> Iterator[Difference]:
    """Where the on-time answers by kind, street and unit, read from the journal, differ from a group-by of the file."""
    for by, group_of in _groups(town).items():
        told = _grouped(matters, group_of)
        with open_scope(machine("replay")):
            counted = on_time_by(by, area_code=town.district.code or "", catalogue_version=VERSION)
        for group in sorted(told.keys() | counted.keys()):
            if counted.get(group) != told.get(group):
                yield Difference(by, group, counted.get(group), told.get(group))


def overall(town: Town) -> OnTime:
    """All answers of the district, from the journal."""
    with open_scope(machine("replay")):
        groups = on_time_by(By.KIND, area_code=town.district.code or "", catalogue_version=VERSION).values()
    return OnTime(sum(group.on_time for group in groups), sum(group.total for group in groups))


def _groups(town: Town) -> dict[By, Callable[[Matter], str]]:
    codes = {name: code for code, name in town.street_names.items()}
    return {
        By.KIND: lambda matter: matter.kind,
        By.STREET: lambda matter: codes.get(matter.street, town.district.code or ""),
        By.DEPARTMENT: lambda matter: town.units[matter.unit].name,
    }


def _grouped(matters: list[Matter], group_of: Callable[[Matter], str]) -> dict[str, OnTime]:
    total = Counter(group_of(matter) for matter in matters)
    on_time = Counter(group_of(matter) for matter in matters if matter.is_on_time)
    return {group: OnTime(on_time[group], count) for group, count in total.items()}


def _drive(matter: Matter, town: Town) -> None:
    at = _begin(matter)
    case = _collect(matter, town, at)
    filed = _visit(matter, "file", town.operator, at + timedelta(minutes=10))
    file.file(case, filed, condition=town.conditions[(matter.kind, matter.main, matter.sub)])
    sent = _visit(matter, "dispatch", town.dispatcher, at + timedelta(minutes=20))
    dispatch.dispatch(case, sent, lead=town.units[matter.unit])
    answered = _handle(matter, town, Assignment.objects.get(case=case))
    close.check(case, _visit(matter, "check", town.operator, answered + timedelta(minutes=30)), is_passed=True)
    close.close(case, _visit(matter, "close", town.duty, answered + timedelta(minutes=40)))
    ends_at = Case.objects.values_list("evaluation_ends_at", flat=True).get(pk=case.pk)
    evaluate.end(case, Visit(TIMER, ends_at or answered, _key(matter, "end")))


def _collect(matter: Matter, town: Town, at: datetime) -> Case:
    report = collect.Report(
        source=matter.source,
        area=_place(matter, town),
        place=f"{matter.street}{matter.community}",
        category=town.conditions[(matter.kind, matter.main, matter.sub)].category,
    )
    return collect.collect(report, _visit(matter, "collect", town.operator, at)).case


def _place(matter: Matter, town: Town) -> Place:
    """The community; where it is not named, or in no list, its street; else the district."""
    known = [(matter.street, matter.community), (matter.street, NOBODY), (NOBODY, NOBODY)]
    return next(town.places[name] for name in known if name in town.places)


def _handle(matter: Matter, town: Town, assignment: Assignment) -> datetime:
    """Accept, and answer before or after the limit, as the file says; answers when."""
    handler, sent_at = town.handlers[matter.unit], assignment.sent_at
    handle.accept(assignment, _visit(matter, "accept", handler, sent_at + timedelta(minutes=30)))
    before = sent_at + (assignment.due_at - sent_at) * 0.8
    answered = before if matter.is_on_time else assignment.due_at + timedelta(hours=5)
    feedback.feedback(assignment, _visit(matter, "feedback", handler, answered, answer=matter.sub))
    return answered


def _visit(matter: Matter, step: str, by: Actor | None, at: datetime, **words: str) -> Visit:
    if by is None:
        raise TypeError("the town has not been made")
    return Visit(by, at, _key(matter, step), words)


def _begin(matter: Matter) -> datetime:
    """A moment of the recorded day: the file has no hours, so the matter's number spreads them."""
    minute = int(matter.number) * 7 % MINUTES_OF_DAY
    return datetime.combine(matter.on, OPENS, ZoneInfo(settings.TIME_ZONE)) + timedelta(minutes=minute)


def _key(matter: Matter, step: str) -> UUID:
    return uuid5(KEYS, f"{matter.number} {step}")
