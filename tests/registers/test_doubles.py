"""Double entries: seen by the district's duty officer alone, merged, and given back as they were."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from tests.registers.archive import agreed, citizen, door, hand, settled
from tests.world import As, World
from wangge.kernel import clock, history
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import machine, open_scope
from wangge.registers.people.actions import (
    PersonFacts,
    add_care,
    change_person,
    clear_withdrawn,
    merge,
    set_apart,
    undo,
    withdraw_consent,
)
from wangge.registers.people.models import CareNeed, Consent, Household, Person, Reminder, Residence, Ruling
from wangge.registers.people.queries import Filters, Pair, doubles_seen_by, residences_seen_by, rulings_seen_by

pytestmark = pytest.mark.django_db
TABLES: tuple[type[Model], ...] = (Person, Residence, Household, CareNeed, Consent)


@pytest.fixture
def pair(world: World) -> Iterator[tuple[Residence, Residence]]:
    """The same number under two names, on two streets."""
    with As(world.worker):
        one = settled(world.worker, "张小明", door(world, "grid1", world.worker), citizen(), relation="0")
    with As(world.neighbour_street):
        there = door(world, "grid4", world.neighbour_street, "古翠路8号")
        two = settled(world.neighbour_street, "张晓明", there, citizen(), "13987654321", relation="0")
        agreed(world.neighbour_street, two)
        add_care(two.person, "mobility", date(2026, 1, 1), hand(world.neighbour_street), area_code=two.area_code)
    yield one, two


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything that stands in the archive of people."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}


def both(pair: tuple[Residence, Residence]) -> tuple[Person, Person]:
    return Person.objects.get(pk=pair[0].person_id), Person.objects.get(pk=pair[1].person_id)


def test_two_are_merged_and_given_back_as_they_were(world: World, pair: tuple[Residence, Residence]) -> None:
    with As(world.duty):
        before = rows()
        kept, other = both(pair)
        ruling = merge(kept, other, hand(world.duty, "核对了户口簿"))
        assert {one.person_id for one in Residence.objects.all()} == {kept.pk}
        assert {one.name for one in Residence.objects.all()} == {"张小明"}
        assert CareNeed.objects.get().person_id == Consent.objects.get().person_id == kept.pk
        kept.refresh_from_db()
        assert kept.phone == "13987654321"
        assert Filters("4321").apply(world.duty, clock.today()).count() == 2
        assert Person.objects.get(pk=other.pk).merged_into_id == kept.pk
        assert not doubles_seen_by(world.duty)
        undo(ruling, hand(world.duty, "弄错了"))
        assert rows() == before
        assert doubles_seen_by(world.duty) == [Pair(other.pk, kept.pk, "document")]
        with pytest.raises(Refused):
            undo(ruling, hand(world.duty))


def test_what_was_corrected_since_stays(world: World, pair: tuple[Residence, Residence]) -> None:
    with As(world.duty):
        kept, other = both(pair)
        ruling = merge(kept, other, hand(world.duty))
        corrected = PersonFacts("张小明", phone="13700001111")
        change_person(kept, corrected, hand(world.duty), area_code=pair[0].area_code)
        undo(ruling, hand(world.duty))
        kept.refresh_from_db()
        assert kept.phone == "13700001111"


def test_the_double_may_be_the_one_kept(world: World, pair: tuple[Residence, Residence]) -> None:
    with As(world.duty):
        before = rows()
        first, double = both(pair)
        ruling = merge(double, first, hand(world.duty))
        assert not Person.objects.get(pk=double.pk).is_double
        undo(ruling, hand(world.duty))
        assert rows() == before


def test_twice_in_the_same_dwelling_is_once(world: World) -> None:
    with As(world.duty):
        here = door(world, "grid1", world.duty)
        one = settled(world.duty, "王小二", here, citizen(7), relation="0")
        two = settled(world.duty, "王小二", here, relation="0")
        Person.objects.filter(pk=two.person_id).update(born_on=date(1980, 1, 1))
        assert doubles_seen_by(world.duty) == [Pair(two.person_id, one.person_id, "birthday")]
        before = rows()
        kept, other = both((one, two))
        ruling = merge(kept, other, hand(world.duty))
        assert residences_seen_by(world.duty).get() == one
        assert Household.objects.get(pk=two.household_id).ended_on == clock.today()
        undo(ruling, hand(world.duty))
        assert rows() == before


def test_merges_on_top_of_each_other_are_undone_from_above(world: World) -> None:
    with As(world.duty):
        people = [
            settled(world.duty, "王小二", door(world, "grid1", world.duty, room=f"30{n}室")).person for n in (1, 2, 3)
        ]
        before = rows()
        first = merge(people[1], people[2], hand(world.duty))
        between = rows()
        second = merge(people[0], people[1], hand(world.duty))
        assert {one.merged_into_id for one in Person.objects.exclude(pk=people[0].pk)} == {people[0].pk}
        with pytest.raises(Refused):
            undo(first, hand(world.duty))
        undo(second, hand(world.duty))
        assert rows() == between
        undo(first, hand(world.duty))
        assert rows() == before


def reminder_of(world: World) -> tuple[int, list[int]]:
    with As(world.police_handler):
        return Reminder.objects.values_list("person_id", "former_ids").get()


def test_reminders_go_along_unseen_and_come_back(world: World) -> None:
    with As(world.duty):
        people = [
            settled(world.duty, "王小二", door(world, "grid1", world.duty, room=f"30{n}室")).person for n in (1, 2, 3)
        ]
    handler = world.police_handler
    with As(handler):
        Reminder.objects.create(
            person_id=people[2].pk,
            department_id=handler.department_id,
            department_path=handler.department_path,
            area_code=world.areas["grid1"].code or "",
            kind="call_first",
            from_on=date(2026, 1, 1),
        )
    with As(world.duty):
        first = merge(people[1], people[2], hand(world.duty))
        second = merge(people[0], people[1], hand(world.duty))
        assert not Reminder.objects.exists()
        assert "reminder" not in str(second.moved)
    assert reminder_of(world) == (people[0].pk, [people[2].pk, people[1].pk])
    with As(world.duty):
        undo(second, hand(world.duty))
    assert reminder_of(world) == (people[1].pk, [people[2].pk])
    with As(world.duty):
        undo(first, hand(world.duty))
    assert reminder_of(world) == (people[2].pk, [])


def test_what_a_department_says_of_both_is_no_hindrance(world: World, pair: tuple[Residence, Residence]) -> None:
    handler = world.police_handler
    with As(handler):
        for home in pair:
            Reminder.objects.create(
                person_id=home.person_id,
                department_id=handler.department_id,
                department_path=handler.department_path,
                area_code=home.area_code,
                kind="call_first",
                from_on=date(2026, 1, 1),
            )
        before = list(Reminder.objects.order_by("pk").values())
    with As(world.duty):
        ruling = merge(*both(pair), hand(world.duty))
        undo(ruling, hand(world.duty))
    with As(handler):
        assert list(Reminder.objects.order_by("pk").values()) == before


def test_what_both_agreed_to_is_withdrawn_once(world: World, pair: tuple[Residence, Residence]) -> None:
    with As(world.worker):
        said = agreed(world.worker, pair[0])
    with As(world.duty):
        kept, other = both(pair)
        ruling = merge(kept, other, hand(world.duty))
        assert {one.person_id for one in Consent.objects.all()} == {kept.pk, other.pk}
    with As(world.worker):
        withdraw_consent(said, hand(world.worker), area_code=pair[0].area_code)
    with open_scope(machine("timer")):
        assert clear_withdrawn() == 2
    with As(world.duty):
        undo(ruling, hand(world.duty))
        assert not CareNeed.objects.exists()
        assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_a_guardian_who_is_merged_has_spoken_for_the_ward(world: World, pair: tuple[Residence, Residence]) -> None:
    day = f"{clock.today().year - 5}0101"
    with As(world.worker):
        child = settled(world.worker, "张小小", pair[0].dwelling, citizen(7, day), from_on=None)
        given = agreed(world.worker, child, "workplace", Person.objects.get(pk=pair[0].person_id))
    with As(world.duty):
        kept, other = both((pair[1], pair[0]))
        ruling = merge(kept, other, hand(world.duty))
        assert Consent.objects.get(pk=given.pk).guardian_id == kept.pk
        undo(ruling, hand(world.duty))
        assert Consent.objects.get(pk=given.pk).guardian_id == other.pk


def test_two_numbers_are_two_people(world: World) -> None:
    with As(world.duty):
        one = settled(world.duty, "王小二", door(world, "grid1", world.duty), citizen(1))
        two = settled(world.duty, "王小二", door(world, "grid1", world.duty, room="302室"), citizen(3))
        assert not doubles_seen_by(world.duty)
        with pytest.raises(Refused):
            merge(*both((one, two)), hand(world.duty))


def test_a_pair_set_apart_is_not_shown_again(world: World, pair: tuple[Residence, Residence]) -> None:
    with As(world.duty):
        once = hand(world.duty)
        ruling = set_apart(*both(pair), once)
        assert set_apart(*both(pair), once) == ruling
        assert not doubles_seen_by(world.duty)
        undo(ruling, hand(world.duty))
        assert doubles_seen_by(world.duty)


def test_the_history_of_a_merge_says_who_and_why(world: World, pair: tuple[Residence, Residence]) -> None:
    with As(world.duty):
        kept, other = both(pair)
        merge(kept, other, hand(world.duty, "核对了户口簿"))
        last = next(one for one in history.story_of(pair[1]) if "person_id" in one.changed)
        assert (last.user_id, last.why) == (world.duty.user_id, "核对了户口簿")
        assert last.changed["person_id"] == [other.pk, kept.pk]


@pytest.mark.parametrize(
    "who", ["worker", "community", "street", "neighbour_street", "operator", "dispatcher", "leader"]
)
def test_nobody_else_learns_of_doubles(world: World, pair: tuple[Residence, Residence], who: str) -> None:
    actor = world.people[who]
    with As(world.duty):
        kept, other = both(pair)
        ruling = merge(kept, other, hand(world.duty))
        undo(ruling, hand(world.duty))
    with As(actor):
        assert not doubles_seen_by(actor)
        assert not rulings_seen_by(actor).exists()
        assert not Ruling.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM people_doubles(0, 100)")
            assert cursor.fetchall() == []
        for act in (merge, set_apart):
            with pytest.raises(NotYours):
                act(kept, other, hand(actor))
        with pytest.raises(NotYours):
            undo(ruling, hand(actor))


def test_a_merged_entry_is_in_sight_where_the_one_kept_is(world: World, pair: tuple[Residence, Residence]) -> None:
    with As(world.duty):
        one = settled(world.duty, "王小二", door(world, "grid1", world.duty, room="302室"))
        two = settled(world.duty, "王小二", door(world, "grid1", world.duty, room="303室"))
        merge(*both((one, two)), hand(world.duty))
    with As(world.neighbour_street):
        assert not Person.objects.filter(pk=two.person_id).exists()
    with As(world.community):
        assert Person.objects.get(pk=two.person_id).merged_into_id == one.person_id
