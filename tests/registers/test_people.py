"""Who lives where, and who may know."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.registers.archive import citizen, door, hand
from tests.world import As, World
from wangge.kernel import clock, history
from wangge.kernel.models import Change, Look
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.trail import look
from wangge.registers.buildings import queries as buildings
from wangge.registers.people.actions import Living, PersonFacts, change_person, move_out, settle
from wangge.registers.people.models import Household, Person, Residence
from wangge.registers.people.queries import Filters, person_seen_by, residences_seen_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(world: World) -> Iterator[Residence]:
    with As(world.worker):
        facts = PersonFacts("张小明", citizen(), "138 1234 5678")
        living = Living(door(world, "grid1", world.worker), relation="0", from_on=date(2020, 5, 1))
        yield settle(facts, living, hand(world.worker))


def test_somebody_is_settled_and_found(world: World, settled: Residence) -> None:
    assert (settled.name, settled.pinyin, settled.initials) == ("张小明", "zhangxiaoming", "zxm")
    assert settled.household_id
    person = person_seen_by(settled.person_id, world.worker)
    assert (person.sex, person.born_on) == ("1", date(1980, 1, 1))
    assert (person.masked_name, person.masked_phone, person.masked_document[:6]) == ("张**", "138****5678", "990101")
    for typed in ("张小", "zhangxiao", "zxm", "5678", "13812345678", person.document_number.lower(), "张小明"):
        assert list(Filters(typed).apply(world.worker, clock.today())) == [settled], typed
    for typed in ("小明", "zxn", "5679", "13812345679", citizen(3).number):
        assert not Filters(typed).apply(world.worker, clock.today()), typed


def test_the_same_key_settles_once(world: World) -> None:
    with As(world.worker):
        living, facts, once = Living(door(world, "grid1", world.worker)), PersonFacts("李四"), hand(world.worker)
        assert settle(facts, living, once) == settle(facts, living, once)
        assert Residence.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    [
        *("neighbour_worker", "neighbour_community", "neighbour_street", "urban_handler", "police_handler"),
        *("dispatcher", "operator", "assessor", "leader", "system_admin", "security_admin", "audit_admin"),
    ],
)
def test_nobody_else_sees(world: World, settled: Residence, who: str) -> None:
    actor = world.people[who]
    with As(actor):
        assert not residences_seen_by(actor).exists()
        for table in ("residence", "household", "person"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM people_{table}")  # noqa: S608
                assert cursor.fetchone() == (0,)
        assert not Change.objects.filter(table__startswith="people").exists()


@pytest.mark.parametrize("who", ["worker2", "community", "street", "duty"])
def test_whoever_keeps_the_ground_sees(world: World, settled: Residence, who: str) -> None:
    with As(world.people[who]):
        assert residences_seen_by(world.people[who]).get() == settled
        assert person_seen_by(settled.person_id, world.people[who]).name == "张小明"


def test_the_history_tells_who_why_and_what(world: World, settled: Residence) -> None:
    with As(world.worker):
        person = person_seen_by(settled.person_id, world.worker)
        change_person(
            person,
            PersonFacts("张晓明", phone="13912345678"),
            hand(world.worker, "本人更正"),
            area_code=settled.area_code,
        )
        settled.refresh_from_db()
        assert (settled.name, settled.pinyin) == ("张晓明", "zhangxiaoming")
        last = history.story_of(person)[0]
        assert (last.kind, last.user_id, last.why, last.via) == ("update", world.worker.user_id, "本人更正", "desk")
        assert last.changed["name"] == ["张小明", "张晓明"]
        assert "13912345678" not in str(last.changed)
        assert not Change.objects.filter(pk=last.pk).update(why="别的")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Change.objects.filter(pk=last.pk).delete()


def test_a_number_elsewhere_tells_nothing(world: World, settled: Residence) -> None:
    """Same number, another name, out of sight: kept beside as a double, with the same answer as for a new number."""
    neighbour = world.neighbour_street
    with As(neighbour):
        living = Living(door(world, "grid4", neighbour, "古翠路8号"))
        double = settle(PersonFacts("王五", citizen()), living, hand(neighbour))
        assert double.person_id != settled.person_id
        assert Person.objects.get().is_double


def test_a_number_in_sight_is_no_secret(world: World, settled: Residence) -> None:
    with As(world.street):
        living = Living(door(world, "grid3", world.street, "古翠路8号"))
        with pytest.raises(Refused) as refused:
            settle(PersonFacts("王五", citizen()), living, hand(world.street))
        assert refused.value.field == "document_number"


def test_a_number_and_its_name_link_the_person(world: World, settled: Residence) -> None:
    neighbour = world.neighbour_street
    with As(neighbour):
        living = Living(door(world, "grid4", neighbour, "古翠路8号"), capacity="floating")
        linked = settle(PersonFacts("张小明", citizen()), living, hand(neighbour, "新来登记"))
        assert linked.person_id == settled.person_id
    with As(world.audit_admin):
        assert Look.objects.filter(subject="person", subject_id=str(settled.person_id), what="known").count() == 2


def test_whoever_asks_too_often_is_stopped(world: World, settled: Residence) -> None:
    neighbour = world.neighbour_street
    with As(neighbour):
        living = Living(door(world, "grid4", neighbour, "古翠路8号"))
        for number in range(120):
            look("person", number, "known", by=neighbour, at=clock.now(), reason="走访")
        with pytest.raises(Refused) as refused:
            settle(PersonFacts("赵六", citizen(5)), living, hand(neighbour))
        assert "次数过多" in str(refused.value)
        assert settle(PersonFacts("赵六"), living, hand(neighbour))


def test_what_a_document_contradicts_is_refused(world: World) -> None:
    with As(world.worker):
        living = Living(door(world, "grid1", world.worker))
        for facts, field in (
            (PersonFacts("张三", citizen(), born_on=date(1990, 1, 1)), "born_on"),
            (PersonFacts("张三", citizen(), sex="2"), "sex"),
            (PersonFacts("张三", phone="138123"), "phone"),
            (PersonFacts(" "), "name"),
        ):
            with pytest.raises(Refused) as refused:
                settle(facts, living, hand(world.worker))
            assert refused.value.field == field
        assert not Person.objects.exists()


def test_moving_out_ends_the_household(world: World, settled: Residence) -> None:
    with As(world.worker):
        move_out(settled, date(2026, 1, 1), hand(world.worker))
        assert not residences_seen_by(world.worker).exists()
        assert Household.objects.get().ended_on == date(2026, 1, 1)
        assert person_seen_by(settled.person_id, world.worker)


def test_only_keepers_write(world: World) -> None:
    with As(world.worker):
        living = Living(door(world, "grid1", world.worker))
    with As(world.dispatcher), pytest.raises(NotYours):
        settle(PersonFacts("张三"), living, hand(world.dispatcher))


def test_an_address_is_found_both_ways(world: World, settled: Residence) -> None:
    with As(world.worker):
        for typed in ("文锦苑5-2-301", "文一路１号文锦苑五栋二单元301", "文锦苑"):
            first = buildings.geocode(typed, world.worker)[0]
            assert first.building.address == "文一路1号文锦苑5幢", typed
        assert buildings.geocode("文锦苑5-2-301", world.worker)[0].dwelling == settled.dwelling
        assert not buildings.geocode("文锦苑6幢", world.worker)
