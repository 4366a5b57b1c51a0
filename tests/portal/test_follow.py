"""Following one's own matter by receipt."""

from typing import Any

import pytest

from tests.portal.conftest import Resident, the_case
from tests.world import As, World, assignment_of
from wangge.cases.models import Case, Entry
from wangge.cases.stages import close, dispatch, feedback, file, handle
from wangge.cases.workflow import Stage
from wangge.interfaces.portal import limits
from wangge.kernel import clock

PHONE, TAIL = "13800138000", "8000"


@pytest.fixture
def code(world: World, resident: Resident) -> str:
    """The receipt of a report of a hole in the road; the browser has left it behind."""
    resident.report(phone=PHONE, category=str(world.conditions["road"].category.pk))
    code = resident.receipt_code()
    resident.browser.cookies.clear()
    return code


def handled(world: World, case: Case) -> None:
    """The departments do their part, until the case is closed."""
    now = clock.now()
    with As(world.operator):
        file.file(case, world.visit("operator", now), condition=world.conditions["road"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", now), lead=world.departments["works"])
    with As(world.works_handler):
        mine = assignment_of(case.pk, world.departments["works"])
        handle.accept(mine, world.visit("works_handler", now))
        feedback.feedback(mine, world.visit("works_handler", now, answer="老张补了沥青"))
    with As(world.duty):
        close.check(case, world.visit("duty", now), is_passed=True)
        close.close(case, world.visit("duty", now))


def test_code_and_tail_open_the_matter(resident: Resident, code: str) -> None:
    assert resident.show(code.lower(), TAIL).url == "/follow/matter/"

    page = resident.matter()

    assert page.status_code == 200
    assert "收到您的上报" in page.text
    assert "道路破损" in page.text


@pytest.mark.parametrize("tail", ["", "0000", "800"])
def test_a_wrong_tail_says_as_little_as_a_wrong_code(resident: Resident, code: str, tail: str) -> None:
    wrong_tail = resident.show(code, tail)
    wrong_code = resident.show("AAAAA AAAAA", TAIL)

    sentence = "没有找到。请检查回执码和手机号后四位"
    assert sentence in wrong_tail.text
    assert sentence in wrong_code.text
    assert resident.matter().url == "/follow/"


def test_guessing_is_slowed_down(resident: Resident, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LOOK_UPS", limits.Limit("look-up", 3, 900))

    answers = [resident.show(code, f"{guess:04}").status_code for guess in range(4)]

    assert answers == [422, 422, 422, 429]


def test_a_receipt_without_phone_opens_by_its_code_alone(world: World, resident: Resident) -> None:
    resident.report()
    code = resident.receipt_code()
    resident.browser.cookies.clear()

    assert resident.show(code).url == "/follow/matter/"


def test_a_forged_pass_opens_nothing(resident: Resident, code: str) -> None:
    resident.browser.cookies["wangge_receipt"] = "AAAA:1abc:forged"

    assert resident.matter().url == "/follow/"


def test_the_story_names_departments_but_no_person_and_no_inner_words(
    world: World, resident: Resident, code: str
) -> None:
    handled(world, the_case(world))

    resident.show(code, TAIL)
    page = resident.matter().text

    assert "区市政设施中心" in page
    assert "已经办结，请您评价" in page
    for inner in ("杨帆", "何丽", "老张", "井盖翘起来了", PHONE, the_case(world).number):
        assert inner not in page


def test_a_declined_matter_says_why(world: World, resident: Resident, code: str) -> None:
    case = the_case(world)
    with As(world.operator):
        file.decline(case, world.visit("operator", clock.now(), reason="这条路由邻区养护，已替您转告"))

    resident.show(code, TAIL)

    assert "这条路由邻区养护，已替您转告" in resident.matter().text


def test_one_receipt_shows_one_matter_only(world: World, resident: Resident, code: str) -> None:
    with As(world.worker):
        other = world.collect("worker", clock.now()).case
    resident.show(code, TAIL)

    page = resident.matter()

    assert page.context["case"] == the_case_of(world, code_case_not=other)
    assert other.place not in page.text


def the_case_of(world: World, code_case_not: Case) -> Case:
    with As(world.people["duty"]):
        return Case.objects.exclude(pk=code_case_not.pk).get()


def press(resident: Resident, step: str, **answers: Any) -> Any:
    """Fill in the form of a step on the matter's page."""
    form = resident.matter().context["forms"][step]
    return resident.browser.post(f"/follow/matter/{step}/", {"key": str(form["key"].value()), **answers})


def test_a_resident_urges_once_a_day(world: World, resident: Resident, code: str) -> None:
    resident.show(code, TAIL)

    first = press(resident, "urge")
    second = press(resident, "urge")

    assert first.status_code == 302
    assert second.status_code == 422
    assert "今天已经催过一次" in second.text
    assert the_case(world).urge_count == 1


def test_a_double_press_urges_once_and_is_no_error(world: World, resident: Resident, code: str) -> None:
    resident.show(code, TAIL)
    key = str(resident.matter().context["forms"]["urge"]["key"].value())

    answers = [resident.browser.post("/follow/matter/urge/", {"key": key}).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert the_case(world).urge_count == 1


def test_rating_is_offered_when_closed_and_counts(world: World, resident: Resident, code: str) -> None:
    resident.show(code, TAIL)
    assert "rate" not in resident.matter().context["forms"]
    handled(world, the_case(world))

    answer = press(resident, "rate", is_solved="yes", satisfaction="4", comment="很快")

    case = the_case(world)
    assert answer.status_code == 302
    assert (case.is_solved, case.satisfaction) == (True, 4)
    assert "“很快”" in resident.matter().text


def test_a_rating_without_answers_says_what_is_missing(world: World, resident: Resident, code: str) -> None:
    resident.show(code, TAIL)
    handled(world, the_case(world))

    answer = press(resident, "rate")

    assert answer.status_code == 422
    assert the_case(world).satisfaction is None


def test_not_solved_is_handled_again_and_must_say_what(world: World, resident: Resident, code: str) -> None:
    resident.show(code, TAIL)
    handled(world, the_case(world))

    silent = press(resident, "reopen", reason=" ")
    spoken = press(resident, "reopen", reason="旁边还有一个坑")

    assert (silent.status_code, spoken.status_code) == (422, 302)
    assert the_case(world).stage == Stage.FILE
    with As(world.people["duty"]):
        assert Entry.objects.filter(step="reopen", by_kind="resident").count() == 1


def test_leaving_forgets_the_receipt(resident: Resident, code: str) -> None:
    resident.show(code, TAIL)

    resident.browser.post("/follow/leave/")

    assert resident.matter().url == "/follow/"


def test_a_step_without_a_receipt_asks_for_it(resident: Resident, code: str) -> None:
    answer = resident.browser.post("/follow/matter/urge/", {})

    assert answer.headers["Location"] == "/follow/"
