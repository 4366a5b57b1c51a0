"""Every step that a person can take has its form at the desk, and each of them works through HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.desk.lives import Life, browser
from tests.world import As, World
from wangge.cases.models import Entry, Source
from wangge.cases.stages import close, collect, dispatch, evaluate, file, handle
from wangge.cases.workflow import STEPS, Relation
from wangge.interfaces.desk.case.steps import STEPS as ROWS
from wangge.kernel import clock
from wangge.kernel.ids import new_id

MACHINE_ONLY = {name for name, step in STEPS.items() if step.by == {Relation.TIMER}}


def test_every_human_step_has_its_form() -> None:
    assert set(ROWS) == set(STEPS) - MACHINE_ONLY - {"collect"}
    assert set(CASES) == set(ROWS)


@dataclass(frozen=True)
class Way:
    """How a case comes to where a step is open, who takes it, and what he fills in."""

    who: str
    live: Callable[[Life], Any]
    data: dict[str, Any] = field(default_factory=dict)
    on: str = ""  # "": the case; "lead" or "co": that assignment


def _late(life: Life) -> None:
    """Answered after the limit: two days of the heap's one working day are long past."""
    life.now = clock.now() - timedelta(days=9)
    life.accepted()
    life.now = clock.now() - timedelta(minutes=9)
    life.do("works_handler", lambda visit: _feedback(life, visit), answer="晚了")
    life.do("operator", lambda visit: close.check(life.case, visit, is_passed=True))
    life.did("duty", close.close)


def _feedback(life: Life, visit: Any) -> Any:
    from wangge.cases.stages import feedback

    return feedback.feedback(life.assignment, visit)


def appealed(life: Life) -> None:
    _late(life)
    life.did("works_handler", evaluate.appeal, on_assignment=True, reason="大雪封路")


def _reviewed(life: Life) -> None:
    appealed(life)
    life.do(
        "dispatcher", lambda visit: evaluate.review_appeal(life.assignment, visit, is_supported=True), reason="属实"
    )


def _asked(act: Any, **arguments: Any) -> Callable[[Life], Any]:
    def live(life: Life) -> None:
        life.accepted()
        life.do("works_handler", lambda visit: act(life.assignment, visit, **arguments), reason="等材料")

    return live


def _suspension(life: Life) -> None:
    _asked(handle.ask_suspension, until=clock.now() + timedelta(days=3))(life)


def _suspended(life: Life) -> None:
    _suspension(life)
    life.did("dispatcher", handle.grant_suspension, on_assignment=True)


def _whistled(life: Life) -> None:
    life.filed()
    lead = life.world.departments["works"]
    life.do("dispatcher", lambda visit: dispatch.whistle(life.case, visit, lead=lead))


def _by_worker(life: Life) -> None:
    with As(life.world.worker):
        life.__dict__["case"] = life.world.collect("worker", life.now).case


def _duplicate(life: Life) -> None:
    with As(life.world.operator):
        other = life.world.collect("operator", life.now, source=Source.HOTLINE).case
    life.__dict__["other"] = other


TOMORROW = (timezone.localdate(clock.now()) + timedelta(days=2)).isoformat()
JUDGED = {"is_reached": "yes", "is_solved": "yes", "satisfaction": "4"}
CASES: dict[str, Way] = {
    "self_handle": Way("worker", _by_worker, {"condition": "heap", "answer": "当场劝离"}),
    "order_verify": Way("operator", lambda life: life.case, {"opinion": "看看在不在"}),
    "answer_verify": Way("worker", lambda life: life.did("operator", collect.order_verify), {"is_true": "yes"}),
    "contact": Way("operator", lambda life: life.case, {"is_reached": "no", "said": "无人接听"}),
    "locate": Way("operator", lambda life: life.case, {"place": "文二路 3 号", "area": "grid3"}),
    "file": Way("operator", lambda life: life.case, {"condition": "cover", "is_urgent": "on"}),
    "decline": Way("operator", lambda life: life.case, {"reason": "不在受理范围"}),
    "merge": Way("operator", _duplicate, {"into": "other"}),
    "ask_void": Way("dispatcher", lambda life: life.filed(), {"reason": "误报"}),
    "void": Way("duty", lambda life: life.filed().did("dispatcher", file.ask_void, reason="误报")),
    "refuse_void": Way(
        "duty", lambda life: life.filed().did("dispatcher", file.ask_void, reason="误"), {"reason": "要办"}
    ),
    "escalate": Way("community", _by_worker, {"opinion": "社区办不了"}),
    "delegate": Way("operator", lambda life: life.case),
    "dispatch": Way("dispatcher", lambda life: life.filed(), {"lead": "works", "co": ["urban"]}),
    "whistle": Way("dispatcher", lambda life: life.dispatched(), {"co": ["police"]}),
    "order_check": Way("operator", lambda life: life.answered()),
    "answer_check": Way(
        "worker", lambda life: life.answered().did("operator", close.order_check), {"is_passed": "yes"}
    ),
    "check": Way("operator", lambda life: life.answered(), {"is_passed": "no", "reason": "还有垃圾"}),
    "close": Way("duty", lambda life: life.checked()),
    "follow_up": Way("operator", lambda life: life.closed(), JUDGED),
    "rate": Way("operator", lambda life: life.closed(), {"is_solved": "yes", "satisfaction": "5"}),
    "evaluate": Way("assessor", lambda life: life.closed(), {"quality": "5"}),
    "reopen": Way("duty", lambda life: life.closed(), {"reason": "又堆起来了"}),
    "urge": Way("operator", lambda life: life.dispatched()),
    "supervise": Way("leader", lambda life: life.dispatched(), {"opinion": "限今日办结"}),
    "note": Way("dispatcher", lambda life: life.filed(), {"note": "现场有车"}),
    "accept": Way("works_handler", lambda life: life.dispatched(), on="lead"),
    "arrive": Way("works_handler", _whistled, on="lead"),
    "ask_return": Way("works_handler", lambda life: life.dispatched(), {"reason": "归城管"}, "lead"),
    "grant_return": Way("dispatcher", _asked(handle.ask_return), on="lead"),
    "refuse_return": Way("dispatcher", _asked(handle.ask_return), {"reason": "归你们"}, "lead"),
    "ask_extension": Way("works_handler", lambda life: life.accepted(), {"amount": "1", "reason": "缺料"}, "lead"),
    "grant_extension": Way("dispatcher", _asked(handle.ask_extension, amount=1), on="lead"),
    "refuse_extension": Way("dispatcher", _asked(handle.ask_extension, amount=1), {"reason": "来得及"}, "lead"),
    "ask_suspension": Way("works_handler", lambda life: life.accepted(), {"until": TOMORROW, "reason": "等料"}, "lead"),
    "grant_suspension": Way("dispatcher", _suspension, on="lead"),
    "refuse_suspension": Way("dispatcher", _suspension, {"reason": "不等"}, "lead"),
    "resume": Way("works_handler", _suspended, on="lead"),
    "feedback": Way("works_handler", lambda life: life.accepted(), {"answer": "清走了"}, "lead"),
    "release": Way("dispatcher", lambda life: life.dispatched("urban"), on="co"),
    "rework": Way("operator", lambda life: life.answered(), {"reason": "没清干净"}, "lead"),
    "appeal": Way("works_handler", _late, {"reason": "大雪封路"}, "lead"),
    "review_appeal": Way("dispatcher", appealed, {"is_supported": "yes", "reason": "属实"}, "lead"),
    "decide_appeal": Way("assessor", _reviewed, {"is_granted": "yes", "reason": "属实"}, "lead"),
}


@pytest.mark.parametrize("step", sorted(CASES))
def test_a_step_is_taken_by_its_form(world: World, step: str) -> None:
    way, life = CASES[step], Life.of(world)
    way.live(life)
    assert life.case
    assignment = {"lead": lambda: life.assignment, "co": life.co}.get(way.on, lambda: None)()
    url, client = life.url(step, assignment), browser(way.who)
    before = _entries(life)

    shown = client.get(f"/desk/cases/{life.case.number}/")
    form = client.get(url, headers={"HX-Request": "true"})
    data = _filled(way.data, life)
    taken = client.post(url, data)
    again = client.post(url, data)

    assert shown.status_code == 200
    assert url.replace("&", "&amp;") in shown.content.decode()
    assert form.status_code == 200
    assert "csrfmiddlewaretoken" in form.content.decode()
    assert taken.status_code == 302, taken.content.decode()
    assert again.status_code == 302
    assert _entries(life) == [*before, step]
    assert client.get(taken["Location"]).status_code == 200


def _entries(life: Life) -> list[str]:
    with As(life.world.duty):
        return list(Entry.objects.filter(case=life.case).order_by("position").values_list("step", flat=True))


def _filled(data: dict[str, Any], life: Life) -> dict[str, Any]:
    """The short names of the town as what the form sends for them."""
    world, filled = life.world, {"key": str(new_id()), **data}
    known: dict[str, Callable[[Any], Any]] = {
        "condition": lambda name: world.conditions[name].pk,
        "lead": lambda name: world.departments[name].pk,
        "co": lambda names: [world.departments[name].pk for name in names],
        "area": lambda name: world.areas[name].pk,
        "into": lambda _: life.__dict__["other"].number,
    }
    return {name: known[name](value) if name in known else value for name, value in filled.items()}
