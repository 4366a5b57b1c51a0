"""A case names people and organisations of the archive; whoever does not see both sees nothing, not even a number."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.desk.lives import Life
from tests.registers.archive import citizen, door, hand, settled
from tests.world import As, World, fresh
from wangge.accounts.actors import Actor
from wangge.areas import actions as areas
from wangge.areas.models import Area
from wangge.cases import naming
from wangge.cases.models import Case, Entry, Named, Words
from wangge.cases.naming import cases_of_organisation, cases_of_person, listed_in
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import machine, open_scope
from wangge.registers.organisations.actions import OrganisationFacts, Seat, add_organisation
from wangge.registers.organisations.models import Organisation
from wangge.registers.people.actions import merge, move, undo
from wangge.registers.people.fields import ERASED_NAME
from wangge.registers.people.models import Person, Residence
from wangge.registers.rights import terms
from wangge.registers.rights.actions import retention
from wangge.registers.writing import Hand

pytestmark = pytest.mark.django_db
PARTY = Named.As.PARTY
SEE_THE_CASE_BUT_NO_PERSON = ("operator", "dispatcher", "assessor", "leader", "works_handler")
SEE_NOTHING = (
    *("neighbour_worker", "neighbour_community", "neighbour_street", "urban_handler", "police_handler"),
    *("system_admin", "security_admin", "audit_admin"),
)


def pen(actor: Actor) -> Hand:
    return Hand(actor, clock.now(), new_id(), via="desk")


def lives(world: World, name: str, serial: int, grid: str = "grid1", who: str = "duty") -> Person:
    actor = world.people[who]
    with As(actor):
        return settled(actor, name, door(world, grid, actor, room=f"30{serial}室"), citizen(serial)).person


def shop(world: World) -> Organisation:
    with As(world.worker):
        return add_organisation(OrganisationFacts("小李面馆"), Seat(world.place("grid1")), hand(world.worker))


def plain_count(table: str = "cases_named") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


@pytest.fixture
def case(world: World) -> Case:
    """A case in grid one on which the works department is at work."""
    return Life.of(world).accepted().case


@pytest.fixture
def both(world: World, case: Case) -> Iterator[tuple[Named, Named]]:
    """The street has put a person and a shop on the case."""
    person, there = lives(world, "张大山", 1), shop(world)
    with As(world.street):
        yield (
            naming.name_person(case, person, PARTY, pen(world.street)),
            naming.name_organisation(case, there, Named.As.OPERATOR, pen(world.street)),
        )


def test_the_street_names_and_takes_off(world: World, case: Case) -> None:
    person, there = lives(world, "张大山", 1), shop(world)
    with As(world.street):
        once = pen(world.street)
        named = naming.name_person(case, person, PARTY, once)
        assert naming.name_person(case, person, PARTY, once) == named
        with pytest.raises(Refused, match="已经在此案"):
            naming.name_person(case, person, Named.As.OWNER, pen(world.street))
        also = naming.name_organisation(case, there, Named.As.OPERATOR, pen(world.street))
        assert listed_in(case, world.street) == [named, also]
        assert [one.case for one in cases_of_person(person, world.street)] == [case]
        assert [one.case for one in cases_of_organisation(there, world.street)] == [case]
        assert (named.by_name, named.area_code) == ("孙伟", case.area_code)
        off = pen(world.street)
        for _again in range(2):
            naming.unname(named, off)
        assert listed_in(case, world.street) == [also]
        assert not cases_of_person(person, world.street)
        with pytest.raises(Refused, match="不在此案"):
            naming.unname(named, pen(world.street))
        assert naming.name_person(case, person, Named.As.OWNER, pen(world.street)) != named


def test_it_is_on_record_without_a_name(world: World, case: Case, both: tuple[Named, Named]) -> None:
    naming.unname(both[0], pen(world.street))
    told = list(Record.objects.filter(subject="cases_named").order_by("pk"))
    assert [(one.act, one.by_name) for one in told] == [("named", "孙伟"), ("named", "孙伟"), ("unnamed", "孙伟")]
    for one in told:
        assert str(both[0].person_id) not in (str(one.facts), one.subject)
        assert "张大山" not in str(one.__dict__)
    journal = str(list(Entry.objects.filter(case=case).values()))
    assert "张大山" not in journal + "".join(words.text for words in Words.objects.filter(case=case))


@pytest.mark.parametrize("who", SEE_THE_CASE_BUT_NO_PERSON)
def test_who_keeps_no_archive_sees_no_person(world: World, case: Case, both: tuple[Named, Named], who: str) -> None:
    actor = world.people[who]
    with As(actor):
        assert [one.organisation_id for one in listed_in(case, actor)] == [both[1].organisation_id]
        assert list(Named.objects.values_list("pk", flat=True)) == [both[1].pk]
        assert plain_count() == 1
        assert not cases_of_person(both[0].person or Person(), actor)
        with pytest.raises(NotYours):
            naming.name_person(case, both[0].person or Person(), PARTY, pen(actor))


@pytest.mark.parametrize("who", SEE_NOTHING)
def test_others_see_nothing(world: World, case: Case, both: tuple[Named, Named], who: str) -> None:
    actor, (person, there) = world.people[who], both
    assert person.person
    assert there.organisation
    with As(actor):
        assert not listed_in(case, actor)
        assert (Named.objects.count(), plain_count()) == (0, 0)
        assert not cases_of_person(person.person, actor)
        assert not cases_of_organisation(there.organisation, actor)
        with pytest.raises(NotYours):
            naming.name_organisation(case, there.organisation, PARTY, pen(actor))
        with pytest.raises(NotYours):
            naming.unname(there, pen(actor))
        assert Named.objects.update(removed_at=clock.now()) == 0


def test_a_leader_looks_on(world: World, case: Case, both: tuple[Named, Named]) -> None:
    with As(world.leader), pytest.raises(NotYours, match="岗位"):
        naming.unname(both[1], pen(world.leader))
    with As(world.leader):
        assert Named.objects.update(removed_at=clock.now()) == 0


def test_the_department_at_work_names_a_shop(world: World, case: Case) -> None:
    there = shop(world)
    with As(world.works_handler):
        naming.name_organisation(case, there, Named.As.OWNER, pen(world.works_handler))
        assert [one.organisation for one in listed_in(case, world.works_handler)] == [there]


def test_whom_the_district_names_out_of_sight_is_hidden(world: World, case: Case) -> None:
    stranger = lives(world, "赵远方", 4, "grid4")
    with As(world.duty):
        named = naming.name_person(case, stranger, PARTY, pen(world.duty))
        assert listed_in(case, world.duty) == [named]
    for who in ("street", "community", "worker", "neighbour_street"):
        with As(world.people[who]):
            assert not listed_in(case, world.people[who])
            assert (Named.objects.count(), plain_count()) == (0, 0)
            with pytest.raises(NotYours):
                naming.name_person(case, stranger, PARTY, pen(world.people[who]))


def test_plain_sql_cannot_point_at_somebody_out_of_sight(world: World, case: Case) -> None:
    stranger = lives(world, "赵远方", 4, "grid4")
    there = shop(world)
    row: Any = {"case": case, "area_code": case.area_code, "as_what": PARTY, "named_at": clock.now()}
    with As(world.street), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Named(**row, person=stranger).save(force_insert=True)
    with As(world.duty), pytest.raises(DatabaseError, match="named_one_of_two"), transaction.atomic():
        Named(**row, person=stranger, organisation=there).save(force_insert=True)


def test_who_is_merged_stays_named_and_is_named_once(world: World, case: Case) -> None:
    kept, other = lives(world, "张小明", 1), lives(world, "张小明", 2)
    with open_scope(machine("import")):
        Person.objects.filter(pk=other.pk).update(document_index="", document_sealed=None, document_kind="")
    with As(world.duty):
        first = naming.name_person(case, other, PARTY, pen(world.duty))
        naming.name_person(case, kept, PARTY, pen(world.duty))
        before = list(Named.objects.order_by("pk").values())
        ruling = merge(kept, Person.objects.get(pk=other.pk), hand(world.duty))
    with As(world.street):
        assert [one.kept_person for one in listed_in(case, world.street)] == [kept]
        assert [one.case for one in cases_of_person(kept, world.street)] == [case]
        with pytest.raises(Refused, match="已经在此案"):
            naming.name_person(case, Person(pk=other.pk), PARTY, pen(world.street))
    with As(world.duty):
        undo(ruling, hand(world.duty))
        assert list(Named.objects.order_by("pk").values()) == before
        assert [one.kept_person for one in listed_in(case, world.duty)] == [other, kept]
        merge(kept, Person.objects.get(pk=other.pk), hand(world.duty))
        naming.unname(Named.objects.get(pk=first.pk), pen(world.duty))
        assert not listed_in(case, world.duty)


def test_it_follows_its_case_to_another_code_and_another_place(
    world: World, case: Case, both: tuple[Named, Named]
) -> None:
    now = clock.now()
    with open_scope(machine("import")):
        street = Area.objects.get(pk=world.areas["street1"].pk)
        by = Actor.machine_named("import")
        areas.recode(street, code="990106101", on=clock.day_of(now), by=by, at=now)
        codes = set(Named.objects.filter(case=case).values_list("area_code", flat=True))
        assert codes == {"990106101001001"} == {fresh(case).area_code}
        assert Named.objects.filter(case=case).update(area_code="990106002001001") == 2
        assert set(Named.objects.filter(case=case).values_list("area_code", flat=True)) == codes
        elsewhere = world.areas["grid4"]
        Case.objects.filter(pk=case.pk).update(area=elsewhere)
        assert set(Named.objects.values_list("area_code", flat=True)) == {elsewhere.code}


def test_who_moves_away_is_out_of_sight_with_his_name(world: World, case: Case, both: tuple[Named, Named]) -> None:
    with As(world.duty):
        home = Residence.objects.get(person=both[0].person)
        move([home], door(world, "grid4", world.duty, "古翠路8号"), clock.today(), hand(world.duty))
    for who in ("street", "neighbour_street"):
        with As(world.people[who]):
            assert not Named.objects.filter(person__isnull=False).exists()
    with As(world.duty):
        assert both[0] in listed_in(case, world.duty)


def test_who_is_erased_leaves_no_name(world: World, case: Case, both: tuple[Named, Named]) -> None:
    with open_scope(machine("timer")):
        retention.erase(terms.OF_PEOPLE, [both[0].person_id or 0], (), clock.now())
    with As(world.street):
        person = listed_in(case, world.street)[0].kept_person
        assert person
        assert (person.name, person.masked_phone) == (ERASED_NAME, "")
