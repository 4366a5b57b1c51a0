"""A case on the phone: answer what a desk asks, solve it, call, remark, urge; the neighbour sees nothing of it."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.field.conftest import Phone, photo
from tests.world import As, World, fresh
from wangge.cases.models import Attachment, Case, Entry, Words
from wangge.cases.stages import close, collect, dispatch, file
from wangge.cases.workflow import Stage
from wangge.kernel import clock
from wangge.kernel.models import Look


@dataclass
class Life:
    """One case of grid one."""

    world: World
    case: Case

    @property
    def url(self) -> str:
        """Its page on the phone."""
        return f"/field/cases/{self.case.pk}/"

    def act(self, who: str, act: Any, **more: Any) -> None:
        """Somebody takes a step."""
        with As(self.world.people[who]):
            act(self.case, self.world.visit(who, clock.now()), **more)

    def now(self) -> Case:
        """As it stands."""
        with As(self.world.worker):
            return fresh(self.case)


@pytest.fixture
def life(world: World) -> Life:
    """Reported by the colleague of the same grid, with a phone number."""
    with As(world.worker):
        given = {"reporter_name": "李红", "reporter_phone": "13800138000", "lon": 120.11, "lat": 30.28}
        return Life(world, world.collect("worker2", at=clock.now(), **given).case)


def handled(life: Life) -> Life:
    """Solved on the spot by the colleague, and waiting for a check."""
    life.act("worker2", collect.self_handle, condition=life.world.conditions["cover"])
    life.act("community", close.order_check)
    return life


@pytest.mark.parametrize(
    "path", ["", "verify/", "check/", "handle/", "note/", "urge/", "locate/", "contact/", "reveal/", "join/"]
)
def test_the_neighbour_finds_nothing(life: Life, neighbour: Phone, path: str) -> None:
    assert neighbour.client.post(life.url + path).status_code in (404, 405)
    assert neighbour.client.get(life.url + path).status_code in (404, 405)
    assert life.url not in neighbour.page("/field/")
    assert str(life.case.pk) not in neighbour.page("/field/map/points.json")


def test_yes_it_is_so_in_two_taps(life: Life, worker: Phone) -> None:
    life.act("community", collect.order_verify)
    assert f'{life.url}#ask"' in worker.page("/field/")

    page = worker.page(life.url)
    for _time in range(2):
        answer = worker.send(page, f"{life.url}verify/", verdict="yes", photos=[photo()])
        assert (answer.status_code, answer.url) == (302, "/field/")

    assert life.now().is_true is True
    with As(life.world.worker):
        assert Entry.objects.filter(step="answer_verify").count() == 1
        assert Attachment.objects.get().kind == "check"


def test_no_wants_a_reason_beside_the_field(life: Life, worker: Phone) -> None:
    life.act("community", collect.order_verify)
    page = worker.page(life.url)

    silent = worker.send(page, f"{life.url}verify/", verdict="no", photos=[photo()])
    assert silent.status_code == 422
    assert "请写明为什么不属实" in silent.content.decode()
    assert "已收到 1 张照片" in silent.content.decode()

    assert worker.send(page, f"{life.url}verify/", verdict="no", words="没有这回事").status_code == 302
    assert life.now().is_true is False


def test_a_check_is_answered_by_who_did_not_handle_it(life: Life, worker: Phone) -> None:
    handled(life)
    page = worker.page(life.url)
    assert "处理好了吗" in page

    assert worker.send(page, f"{life.url}check/", verdict="no").status_code == 422
    assert worker.send(page, f"{life.url}check/", verdict="yes").status_code == 302
    assert life.now().is_check_passed is True


def test_who_handled_it_reads_why_he_may_not_judge(life: Life, worker: Phone) -> None:
    life.act("worker", collect.self_handle, condition=life.world.conditions["cover"])
    life.act("community", close.order_check)

    page = worker.page(life.url)

    assert "办理过此事的人不能自己定论" in page
    assert "处理好了吗" not in page


def test_the_second_answer_reads_who_was_first_and_keeps_the_words(life: Life, worker: Phone) -> None:
    life.act("community", collect.order_verify)
    page = worker.page(life.url)
    life.act("worker2", collect.answer_verify, is_true=True)

    late = worker.send(page, f"{life.url}verify/", verdict="no", words="我没看到")

    assert late.status_code == 409
    assert "可能已经有人答复" in late.content.decode()
    assert "我没看到" in late.content.decode()
    assert life.now().is_true is True


def test_solve_what_came_to_the_grid(life: Life, worker: Phone) -> None:
    assert f"{life.url}handle/" in worker.page("/field/")
    page = worker.page(f"{life.url}handle/")
    sent = {"condition": str(life.world.conditions["cover"].pk), "done-answer": "盖好了"}

    for _time in range(2):
        shots = {"photos": [photo()], "done-photos": [photo()]}
        assert worker.send(page, f"{life.url}handle/", **sent, **shots).status_code == 302

    assert life.now().stage == Stage.FEEDBACK
    with As(life.world.worker):
        assert sorted(Attachment.objects.values_list("kind", flat=True)) == ["after", "before"]
        assert Words.objects.get(name="answer").text == "盖好了"
        assert Entry.objects.filter(step="self_handle").count() == 1


@pytest.mark.parametrize(("name", "sentence"), [(None, "请选一个立案条件"), ("stall", "须由执法部门处置")])
def test_what_may_not_be_solved_by_a_worker_is_said(life: Life, worker: Phone, name: str | None, sentence: str) -> None:
    page = worker.page(f"{life.url}handle/")
    chosen = str(life.world.conditions[name].pk) if name else ""

    answer = worker.send(page, f"{life.url}handle/", condition=chosen)

    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors["condition"])
    assert life.now().stage == Stage.COLLECT


def test_what_is_filed_already_is_no_more_to_be_solved(life: Life, worker: Phone) -> None:
    page = worker.page(f"{life.url}handle/")
    life.act("community", file.file, condition=life.world.conditions["cover"])

    answer = worker.send(page, f"{life.url}handle/", condition=str(life.world.conditions["cover"].pk))

    assert answer.status_code == 422
    assert "现在不能登记自行处置" in worker.page(f"{life.url}handle/")
    assert life.now().stage == Stage.FILE


def test_the_number_is_shown_for_a_reason_and_the_call_is_on_record(life: Life, worker: Phone) -> None:
    page = worker.page(life.url)
    assert "13800138000" not in page

    assert worker.client.post(f"{life.url}reveal/", {"reason": ""}).status_code == 422
    shown = worker.client.post(f"{life.url}reveal/", {"reason": "核实地点"})
    assert "tel:13800138000" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    called = worker.send(shown.content.decode(), f"{life.url}contact/", reached="yes", words="在家等")

    assert called.status_code == 302
    with As(life.world.worker):
        look = Look.objects.get()
        assert (look.who, look.reason) == (life.world.worker.user_id, "核实地点")
        assert Entry.objects.get(step="contact").facts["is_reached"] is True


def test_remark_and_urge(life: Life, worker: Phone) -> None:
    page = worker.page(life.url)

    assert worker.send(page, f"{life.url}note/", words="").status_code == 422
    assert worker.send(worker.page(life.url), f"{life.url}note/", words="", photos=[photo()]).status_code == 302
    assert worker.send(worker.page(life.url), f"{life.url}urge/").status_code == 302

    assert life.now().urge_count == 1
    with As(life.world.worker):
        assert set(Entry.objects.values_list("step", flat=True)) == {"collect", "note", "urge"}


@pytest.mark.usefixtures("drawn")
def test_the_place_is_corrected_on_the_spot_and_once(life: Life, worker: Phone) -> None:
    page = worker.page(life.url)

    for _time in range(2):
        answer = worker.send(page, f"{life.url}locate/", lon="120.105", lat="30.285", place="3 幢门口")
        assert (answer.status_code, answer.url) == (302, life.url)

    case = life.now()
    assert (case.place, case.lon, case.lat, case.area_code) == ("3 幢门口", 120.105, 30.285, "990106001001001")
    with As(life.world.worker):
        assert Entry.objects.filter(step="locate").count() == 1
    assert "位置已更正" in worker.page(life.url)


@pytest.mark.usefixtures("drawn")
def test_the_place_is_corrected_in_words_where_no_position_is_known(world: World, worker: Phone) -> None:
    with As(world.worker):
        life = Life(world, world.collect("worker2", at=clock.now(), place="路口").case)

    answer = worker.send(worker.page(life.url), f"{life.url}locate/", place="文一路路口")

    assert answer.status_code == 302
    assert (life.now().place, life.now().lon) == ("文一路路口", None)


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("spot", "why"),
    [
        ({"lon": "120.13", "lat": "30.28"}, "不在您的网格"),
        ({"lon": "100", "lat": "30"}, "不在本区范围内"),
        ({"place": " "}, "请在地图上选点，或写清地点"),
        ({"lon": "120.11", "place": ""}, "请在地图上选点，或写清地点"),
    ],
)
def test_a_wrong_place_is_refused_beside_the_field(life: Life, worker: Phone, spot: dict[str, str], why: str) -> None:
    answer = worker.send(worker.page(life.url), f"{life.url}locate/", **spot)

    assert answer.status_code == 422
    assert why in answer.context["page"].others["locate"].errors["place"][0]
    assert (life.now().lon, life.now().place) == (life.case.lon, life.case.place)


@pytest.mark.usefixtures("drawn")
def test_once_it_is_dispatched_the_place_stays(life: Life, worker: Phone) -> None:
    page = worker.page(life.url)
    life.act("community", file.file, condition=life.world.conditions["cover"])
    life.act("community", dispatch.dispatch, lead=life.world.departments["community1_office"])

    answer = worker.send(page, f"{life.url}locate/", lon="120.105", lat="30.285")

    assert answer.status_code == 409
    assert life.now().lon == 120.11
    assert "更正位置" not in worker.page(life.url)
