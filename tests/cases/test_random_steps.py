"""A thousand random steps by random people: the journal always explains the stage, and nothing forbidden happens."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import MONDAY_NINE, As, World
from wangge.accounts.actors import Actor
from wangge.cases.access import steps_open_to
from wangge.cases.models import Assignment, Case, Entry
from wangge.cases.sealing import verify
from wangge.cases.stages import anytime, close, collect, dispatch, evaluate, feedback, file, handle
from wangge.cases.visit import Subject, Visit
from wangge.cases.workflow import STEPS, Step
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope

WORDS = {"reason": "理由", "answer": "答复", "opinion": "意见", "note": "备注"}
ROOMS = (anytime, close, collect, dispatch, evaluate, feedback, file, handle)
ACTS: dict[str, Callable[..., Entry]] = {
    name: getattr(room, name) for name in STEPS if name != "collect" for room in ROOMS if hasattr(room, name)
}


def test_every_act_is_tried() -> None:
    assert set(ACTS) == set(STEPS) - {"collect"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_journal_always_explains_the_stage(world: World, seed: int) -> None:
    chance = random.Random(seed)
    cases = _begin(world)
    taken = sum(_try_one(world, chance, cases, moment) for moment in _moments(600))
    assert taken > 100, "the walk must get somewhere"
    with open_scope(machine("timer")):
        assert [str(fault) for fault in verify()] == []
        for case in Case.objects.all():
            _explain(case)


def _begin(world: World) -> list[Case]:
    cases = []
    reports = (("worker", "worker"), ("operator", "hotline"), ("street", "desk"), ("worker2", "worker"))
    for who, source in reports * 3:
        with As(world.people[who]):
            cases.append(world.collect(who, source=source).case)
    return cases


def _moments(count: int) -> list[datetime]:
    return [MONDAY_NINE + timedelta(minutes=17 * number) for number in range(count)]


def _try_one(world: World, chance: random.Random, cases: list[Case], at: datetime) -> bool:
    """One person tries one step; now and then late, now and then twice. Answers whether it was taken."""
    who = chance.choice(sorted(world.people))
    actor = world.people[who]
    with As(actor):
        case = Case.objects.filter(pk=chance.choice(cases).pk).first()
        if case is None:
            return False
        subject, step = _choose(chance, case, actor)
        late = at - timedelta(hours=chance.choice((0, 0, 0, 30)))
        visit = Visit(actor, late, new_id(), WORDS)
        try:
            entry = ACTS[step.name](subject, visit, **_arguments(world, chance, step.name, cases, case, at))
        except Refused:
            return False
        if chance.random() < 0.2:
            again = ACTS[step.name](subject, visit, **_arguments(world, chance, step.name, cases, case, at))
            assert again.pk == entry.pk
    return True


def _choose(chance: random.Random, case: Case, actor: Actor) -> tuple[Subject, Step]:
    """Mostly what the page would offer; else anything, forbidden or not."""
    assignments = list(Assignment.objects.filter(case=case))
    offers = steps_open_to(case, actor, assignments)
    if offers and chance.random() < 0.7:
        offer = chance.choice(offers)
        return offer.assignment or case, offer.step
    step = STEPS[chance.choice(sorted(ACTS))]
    subject = chance.choice(assignments) if step.is_of_assignment and assignments else case
    return subject, step


def _arguments(
    world: World, chance: random.Random, step: str, cases: list[Case], case: Case, at: datetime
) -> dict[str, Any]:
    works = [world.departments[name] for name in ("urban", "works", "street1_office", "community1_office")]
    lead = chance.choice(works)
    condition = chance.choice(list(world.conditions.values()))
    known: dict[str, dict[str, Any]] = {
        "answer_verify": {"is_true": chance.random() < 0.8},
        "locate": {"area": world.place(chance.choice(("grid1", "grid2", "grid3"))), "place": "新地点"},
        "self_handle": {"condition": condition},
        "file": {"condition": condition},
        "merge": {"into": chance.choice(cases)},
        "dispatch": {"lead": lead, "co": [world.departments["police"]] if chance.random() < 0.3 else []},
        "whistle": {"lead": lead if case.stage == "file" else None, "co": [world.departments["police"]]},
        "answer_check": {"is_passed": chance.random() < 0.7},
        "check": {"is_passed": chance.random() < 0.7},
        "follow_up": {"is_reached": True, "is_solved": True, "satisfaction": 4},
        "rate": {"is_solved": True, "satisfaction": 4},
        "evaluate": {"quality": 4},
        "contact": {"is_reached": True},
        "ask_extension": {"amount": 1},
        "ask_suspension": {"until": at + timedelta(days=chance.randint(-1, 20))},
        "review_appeal": {"is_supported": True},
        "decide_appeal": {"is_granted": chance.random() < 0.5},
    }
    return known.get(step, {})


def _explain(case: Case) -> None:
    """Every entry follows from the one before by a row of the tables, and the last one is where the case stands."""
    stage = ""
    for entry in Entry.objects.filter(case=case).order_by("position"):
        step = STEPS[entry.step]
        assert entry.stage_before == stage
        if stage:
            assert stage in step.stages
        assert entry.stage_after == stage or entry.stage_after in step.to
        stage = entry.stage_after
    assert case.stage == stage
    busy_leads = Assignment.objects.filter(case=case, part="lead", state__in=("sent", "accepted", "suspended"))
    assert busy_leads.count() <= 1
