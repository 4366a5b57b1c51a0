"""A worker whom a department has named is told at the door what to mind; nobody else sees that there is anything."""

import pytest

from tests.field.conftest import Phone, phone_of
from tests.registers.archive import citizen, door, hand, settled
from tests.world import As, World
from wangge.cases import naming
from wangge.cases.models import Case
from wangge.kernel.models import Look
from wangge.registers.people.actions import end_reminder, find_person, set_reminder
from wangge.registers.people.models import Reminder, Residence

pytestmark = pytest.mark.django_db
PLACE = "文一路1号文锦苑5幢"


@pytest.fixture
def home(world: World) -> Residence:
    with As(world.worker) as worker:
        return settled(worker, "张小明", door(world, "grid1", worker), citizen())


def reminded(world: World, who: str = "worker") -> Reminder:
    with As(world.police_handler) as police:
        found = find_person(citizen(), "张小明", "duty", by=police)
        return set_reminder(found, "call_first", [world.people[who].user_id or 0], hand(police))


def case_at(world: World, place: str) -> Case:
    with As(world.worker):
        return world.collect("worker", place=place).case


def looks(world: World) -> int:
    with As(world.audit_admin):
        return Look.objects.filter(subject="reminder", who=world.worker.user_id).count()


def test_it_is_told_on_the_page_of_a_case_at_the_door(world: World, worker: Phone, home: Residence) -> None:
    reminder, case = reminded(world), case_at(world, PLACE)
    part = f"/field/cases/{case.pk}/mind/"
    assert part in worker.page(f"/field/cases/{case.pk}/")
    told = worker.page(part)
    assert str(reminder.get_kind_display()) in told
    assert "张**" in told and "301室" in told and "张小明" not in told
    assert looks(world) == 1
    with As(world.police_handler) as police:
        end_reminder(reminder, hand(police))
    assert worker.page(part).strip() == ""
    assert looks(world) == 1


def test_whoever_is_not_named_reads_an_empty_part(world: World, worker: Phone, home: Residence) -> None:
    case = case_at(world, PLACE)
    part = f"/field/cases/{case.pk}/mind/"
    without = worker.page(part)
    reminded(world, "community")
    assert worker.page(part) == without
    assert without.strip() == ""
    assert looks(world) == 0
    assert phone_of("neighbour_worker").client.get(part).status_code == 404


def test_it_is_told_where_a_place_is_typed(world: World, worker: Phone, home: Residence) -> None:
    reminder = reminded(world)
    told = worker.client.post("/field/report/known/", {"place": PLACE}).content.decode()
    assert str(reminder.get_kind_display()) in told
    elsewhere = worker.client.post("/field/report/known/", {"place": "没有这个地方"}).content.decode()
    assert elsewhere.strip() == ""


def test_it_is_told_of_whom_a_case_elsewhere_names(world: World, worker: Phone, home: Residence) -> None:
    reminder, case = reminded(world), case_at(world, "路口")
    part = f"/field/cases/{case.pk}/mind/"
    assert worker.page(part).strip() == ""
    with As(world.community) as community:
        naming.name_person(case, home.person, "party", hand(community))
    assert str(reminder.get_kind_display()) in worker.page(part)
