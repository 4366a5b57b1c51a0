"""An area that gets another code: whatever stands by its code follows in the same transaction."""

from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.world import As, World, assignment_of, build, fresh, moment
from wangge.accounts.actors import Actor
from wangge.accounts.models import Department, Mandate
from wangge.areas import actions
from wangge.areas.models import Area, AreaImport, ImportRow
from wangge.cases.access import assignments_seen_by, seen_by
from wangge.cases.models import Case, Entry
from wangge.cases.stages import dispatch, file
from wangge.kernel import clock, record, trail
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look, Record
from wangge.kernel.scope import machine, open_scope


def _recode(world: World, area: str, code: str) -> None:
    now = clock.now()
    with open_scope(machine("import")):
        by = Actor.machine_named("import")
        row = Area.objects.get(pk=world.areas[area].pk)
        actions.recode(row, code=code, on=clock.day_of(now), by=by, at=now)


def _sent(world: World) -> Case:
    """A case of grid one that its street has dispatched to its own office."""
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.community):
        file.file(case, world.visit("community", moment("2026-03-02 09:10")), condition=world.conditions["cover"])
        file.escalate(case, world.visit("community", moment("2026-03-02 09:12")))
    with As(world.street):
        visit = world.visit("street", moment("2026-03-02 09:20"))
        dispatch.dispatch(case, visit, lead=world.departments["street1_office"])
    return case


def _now(person: Actor) -> Actor:
    """The same person at his next visit."""
    with open_scope(machine("import")):
        return Actor.of_mandate(Mandate.objects.get(pk=person.mandate_id))


@pytest.mark.parametrize("who", ["worker", "community", "street", "operator"])
def test_the_people_of_the_area_go_on_seeing_their_case(world: World, who: str) -> None:
    case = _sent(world)
    _recode(world, "street1", "990106101")
    person = _now(world.people[who])
    with As(person):
        assert fresh(case).area_code == "990106101001001"
        assert case in seen_by(person)
        assert assignments_seen_by(person).filter(case=case).exists()
        codes = set(Entry.objects.filter(case=case).values_list("area_code", flat=True))
    assert codes == {"990106001001001"}, "entries keep the code that stood"


def test_the_office_of_the_street_goes_on_handling(world: World) -> None:
    case = _sent(world)
    _recode(world, "street1", "990106101")
    street = _now(world.street)
    with As(street):
        mine = assignment_of(case.pk, Department.objects.get(pk=world.departments["street1_office"].pk))
        assert (mine.area_code, mine.department.area_code) == ("990106101001001", "990106101")


def test_a_neighbour_sees_no_more_than_before(world: World) -> None:
    case = _sent(world)
    _recode(world, "street1", "990106101")
    with As(_now(world.neighbour_street)):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_a_case_in_a_retired_grid_follows_the_community_above_it(world: World) -> None:
    case = _sent(world)
    with open_scope(machine("import")):
        grid = Area.objects.get(pk=world.areas["grid1"].pk)
        now = clock.now()
        actions.retire(grid, on=clock.day_of(now), by=Actor.machine_named("import"), at=now)
    _recode(world, "street1", "990106101")
    person = _now(world.community)
    with As(person):
        assert fresh(case).area_code == "990106101001"
        assert case in seen_by(person)


def test_a_case_collected_with_an_old_code_in_memory_takes_the_present_one(world: World) -> None:
    _recode(world, "street1", "990106101")
    worker = _now(world.worker)
    with As(worker):
        case = world.collect("worker").case
        assert fresh(case).area_code == "990106101001001"


@pytest.mark.django_db(transaction=True)
def test_there_is_no_moment_in_which_nobody_sees_the_case(owner_connection: psycopg.Connection[Any]) -> None:
    world = build()
    case = _sent(world)
    with open_scope(machine("import")):
        row = Area.objects.get(pk=world.areas["street1"].pk)
        by, now = Actor.machine_named("import"), clock.now()
        actions.recode(row, code="990106101", on=clock.day_of(now), by=by, at=now)
        assert _codes(owner_connection, case.pk, world) == ("990106001001001", "990106001"), "nothing before the end"
    assert _codes(owner_connection, case.pk, world) == ("990106101001001", "990106101"), "everything at once"


def _codes(db: psycopg.Connection[Any], case: UUID, world: World) -> tuple[str, str]:
    question = "SELECT c.area_code, m.area_code FROM cases_case c, accounts_mandate m WHERE c.id = %s AND m.id = %s"
    row = db.execute(question, (case, world.street.mandate_id)).fetchone()
    assert row is not None
    return row[0], row[1]


def test_imports_of_the_area_stay_with_their_people(world: World) -> None:
    batch = _imported(world, "990106001")
    other = _imported(world, "990106002")
    _recode(world, "street1", "990106101")
    with As(_now(world.street)):
        assert list(AreaImport.objects.values_list("pk", "area_code")) == [(batch, "990106101")]
        assert list(ImportRow.objects.values_list("area_code", flat=True)) == ["990106101"]
    with As(_now(world.neighbour_street)):
        assert list(AreaImport.objects.values_list("pk", flat=True)) == [other]


def _imported(world: World, code: str) -> int:
    with open_scope(machine("import")):
        batch = AreaImport.objects.create(
            file_name="a.geojson", level="community", mapping={}, area_code=code, started_at=clock.now()
        )
        ImportRow.objects.create(batch=batch, number=1, values={}, area_code=code, fingerprint="")
    return batch.pk


@pytest.mark.parametrize("code", ["990106001", "990106001001001"])
def test_what_was_noted_under_a_former_code_is_read_by_it(world: World, code: str) -> None:
    """A record and a look only grow: they keep the code that stood."""
    with open_scope(machine("worker")):
        by, now = Actor.machine_named("worker"), clock.now()
        trail.look("case", 1, "phone", by=by, at=now, reason="核实", area_code=code)
        record.write("areas", "noted", by=by, at=now, key=new_id(), area_code=code)
    _recode(world, "street1", "990106101")

    assert _notes_seen_by(_now(world.street), code) == (1, 1)
    assert _notes_seen_by(_now(world.system_admin), code) == (1, 1)
    assert _notes_seen_by(_now(world.neighbour_street), code) == (0, 0)


def test_the_records_of_a_recoded_district_stay_with_its_auditor(world: World) -> None:
    with open_scope(machine("worker")):
        by, now = Actor.machine_named("worker"), clock.now()
        record.write("areas", "noted", by=by, at=now, key=new_id(), area_code="990106001")
    _recode(world, "district", "990107")

    assert _notes_seen_by(_now(world.people["audit_admin"]), "990106001") == (0, 1)


def _notes_seen_by(person: Actor, code: str) -> tuple[int, int]:
    with As(person):
        noted = Record.objects.filter(act="noted", area_code=code)
        return Look.objects.filter(area_code=code).count(), noted.count()
