"""Reminders: set by the department that knows, told to those whom it names, and to nobody else a count of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from tests.registers.archive import citizen, door, hand, settled
from tests.world import BEGINNING, PEOPLE, As, World
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate, User
from wangge.accounts.roles import Role
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import machine, open_scope
from wangge.registers.people.actions import (
    Found,
    Living,
    change_readers,
    end_reminder,
    find_person,
    move_in,
    set_reminder,
)
from wangge.registers.people.looking import read_reminders
from wangge.registers.people.models import Reminder, Residence
from wangge.registers.people.reminders import reminders_seen_by, reminders_told_to, still_serving

pytestmark = pytest.mark.django_db
WHERE = {
    "people_reminder": "true",
    "kernel_record": "subject = 'people_reminder'",
    "kernel_look": "subject = 'reminder'",
    "kernel_change": "\"table\" = 'people_reminder'",
}
# reminder, record, look, change; everybody else counts none of them
SEEN = {"police_handler": (1, 1, 1, 0), "worker": (1, 0, 1, 0), "audit_admin": (0, 1, 1, 0)}


@pytest.fixture
def home(world: World) -> Iterator[Residence]:
    with As(world.worker):
        residence = settled(world.worker, "张小明", door(world, "grid1", world.worker), citizen())
    yield residence


def users(world: World, *names: str) -> list[int]:
    return [world.people[name].user_id or 0 for name in names]


def reminded(world: World, *names: str) -> Reminder:
    with As(world.police_handler) as police:
        found = find_person(citizen(), "张小明", "duty", by=police)
        return set_reminder(found, "call_first", users(world, *names), hand(police))


def counted(actor: Actor) -> tuple[int, ...]:
    """What plain SQL counts under the actor's scope."""
    with As(actor), connection.cursor() as cursor:
        counts = []
        for table, condition in WHERE.items():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")  # noqa: S608
            counts.append(int(cursor.fetchone()[0]))
        return tuple(counts)


def told(actor: Actor, home: Residence) -> list[Reminder]:
    with As(actor):
        return list(reminders_told_to(actor, home.person))


def handler_of(world: World, area: str) -> Actor:
    """Somebody of the police whose ground is this area."""
    with open_scope(machine("import")):
        department, ground = world.departments["police"], world.areas[area]
        user = User.objects.create(username=str(new_id()), name="某人", created_at=clock.now())
        held = {"area": ground, "area_code": ground.code, "department_path": department.path}
        made = Mandate(user=user, role=Role.HANDLER, department=department, starts_on=BEGINNING, **held)
        made.save()
        return Actor.of_mandate(made)


def end_mandate(actor: Actor) -> None:
    with open_scope(machine("import")):
        Mandate.objects.filter(pk=actor.mandate_id).update(ends_on=clock.today() - timedelta(days=1))


@pytest.mark.parametrize("who", [name for name, *_rest in PEOPLE])
def test_who_counts_what(world: World, home: Residence, who: str) -> None:
    reminder = reminded(world, "worker")
    with As(world.worker) as worker:
        read_reminders(reminders_told_to(worker, home.person), by=worker, at=clock.now())
    actor = world.people[who]
    assert counted(actor) == SEEN.get(who, (0, 0, 0, 0))
    assert told(actor, home) == ([reminder] if who == "worker" else [])
    with As(actor):
        assert list(reminders_seen_by(actor)) == ([reminder] if who == "police_handler" else [])
        assert Reminder.objects.count() == SEEN.get(who, (0,))[0]


def test_the_night_sees_the_trail_of_reminders(world: World, home: Residence) -> None:
    """Sealing the trail must not skip a line that people do not see."""
    reminded(world, "worker")
    with open_scope(machine("timer")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_change WHERE \"table\" = 'people_reminder'")
        assert cursor.fetchone()[0] == 1


def test_it_is_set_once(world: World, home: Residence) -> None:
    with As(world.police_handler) as police:
        found, mine = find_person(citizen(), "张小明", "duty", by=police), hand(police)
        first = set_reminder(found, "call_first", users(world, "worker", "community"), mine)
        assert set_reminder(found, "call_first", users(world, "worker"), mine) == first
        assert (first.area_code, first.from_on) == (home.area_code, clock.today())
        assert first.known_as == f"张** · {citizen().number[-4:]}"
        with pytest.raises(Refused) as refused:
            set_reminder(found, "call_first", users(world, "worker"), hand(police))
        assert refused.value.field == "kind"
        set_reminder(found, "go_together", users(world, "worker"), hand(police))
        assert Reminder.objects.count() == 2


def test_a_wrong_name_an_unknown_number_and_a_home_elsewhere_are_one_answer(world: World, home: Residence) -> None:
    elsewhere = handler_of(world, "street2")
    answers = []
    for actor, name, serial in (
        (world.police_handler, "李四", 1),
        (world.police_handler, "张小明", 9),
        (elsewhere, "张小明", 1),
        (elsewhere, "张小明", 9),
    ):
        with As(actor), pytest.raises(Refused) as refused:
            find_person(citizen(serial), name, "duty", by=actor)
        answers.append((type(refused.value), refused.value.whole, refused.value.field))
    assert len(set(answers)) == 1
    with As(world.audit_admin):
        asked = Look.objects.filter(subject="person", what="known")
        assert asked.filter(who=world.police_handler.user_id, area_code="990106").count() == 2
        assert asked.filter(who=elsewhere.user_id, area_code="990106002").count() == 2
        assert asked.filter(subject_id=str(home.person_id), area_code=home.area_code).count() == 1


def test_whoever_is_found_leaves_a_look_in_both_places(world: World, home: Residence) -> None:
    with As(world.police_handler) as police:
        find_person(citizen(), "张小明", "emergency", by=police)
    with As(world.community):
        look = Look.objects.get(subject="person", subject_id=str(home.person_id), what="known")
    assert (look.area_code, look.reason) == (home.area_code, "部门核对：准备应急转移")
    with As(world.police_handler):
        assert Look.objects.filter(what="known", area_code="990106").count() == 1


def test_whoever_asks_too_often_is_stopped_alike(world: World, home: Residence) -> None:
    with As(world.police_handler) as police:
        Look.objects.bulk_create(
            Look(who=police.user_id, at=clock.now(), subject="person", subject_id="", what="known", reason="核对")
            for _ in range(120)
        )
        for name, serial in (("张小明", 1), ("李四", 1), ("张小明", 9)):
            with pytest.raises(Refused, match="次数过多"):
                find_person(citizen(serial), name, "duty", by=police)


def test_nobody_sets_a_reminder_for_whom_he_has_not_found(world: World, home: Residence) -> None:
    with As(world.police_handler) as police:
        find_person(citizen(), "张小明", "duty", by=police)
    guessed = Found(home.person_id, "张** · 0018")
    with As(world.works_handler) as works, pytest.raises(Refused, match="核对已超过一小时"):
        set_reminder(guessed, "call_first", users(world, "worker"), hand(works))
    for who in ("worker", "community", "duty", "operator"):
        actor = world.people[who]
        with As(actor):
            with pytest.raises(NotYours):
                find_person(citizen(), "张小明", "duty", by=actor)
            with pytest.raises(NotYours):
                set_reminder(guessed, "call_first", users(world, "worker"), hand(actor))
            with connection.cursor() as cursor:
                cursor.execute("SELECT people_home_of_found(%s)", [home.person_id])
                assert cursor.fetchone()[0] is None


def test_readers_serve_the_place(world: World, home: Residence) -> None:
    with As(world.police_handler) as police:
        found = find_person(citizen(), "张小明", "duty", by=police)
        for wrong in ([], users(world, "neighbour_worker"), users(world, "worker", "operator"), [0]):
            with pytest.raises(Refused) as refused:
                set_reminder(found, "call_first", wrong, hand(police))
            assert refused.value.field == "readers"
        assert not Reminder.objects.exists()


def test_a_reader_taken_off_the_list_sees_nothing(world: World, home: Residence) -> None:
    reminder = reminded(world, "worker")
    with As(world.police_handler) as police:
        mine = hand(police)
        for _twice in range(2):
            change_readers(reminder, users(world, "community"), mine)
    assert counted(world.worker) == (0, 0, 0, 0)
    assert told(world.worker, home) == []
    assert told(world.community, home) == [reminder]


def test_a_mandate_that_ended_reads_nothing(world: World, home: Residence) -> None:
    reminder = reminded(world, "worker", "community")
    for who in ("worker", "police_handler"):
        end_mandate(world.people[who])
        assert counted(world.people[who])[0] == 0
    assert told(world.worker, home) == []
    assert told(world.community, home) == [reminder]


def test_another_department_changes_and_ends_nothing(world: World, home: Residence) -> None:
    reminder = reminded(world, "worker")
    for who in ("urban_handler", "works_handler"):
        with As(world.people[who]) as stranger:
            with pytest.raises(NotYours):
                change_readers(reminder, users(world, "community"), hand(stranger))
            with pytest.raises(NotYours):
                end_reminder(reminder, hand(stranger))
            assert not Reminder.objects.update(to_on=clock.today())
    with As(world.worker) as reader:
        with pytest.raises(NotYours):
            end_reminder(reminder, hand(reader))
        assert not Reminder.objects.update(to_on=clock.today())
    assert told(world.worker, home) == [reminder]


def test_what_has_ended_only_the_department_sees(world: World, home: Residence) -> None:
    reminder = reminded(world, "worker")
    with As(world.police_handler) as police:
        mine = hand(police)
        for _twice in range(2):
            end_reminder(reminder, mine)
        with pytest.raises(Refused, match="已经结束"):
            end_reminder(reminder, hand(police))
        assert Reminder.objects.get().to_on == clock.today()
    assert counted(world.worker)[0] == 0
    assert told(world.worker, home) == []


def test_it_comes_along_when_the_person_moves(world: World, home: Residence) -> None:
    reminder = reminded(world, "worker")
    with As(world.neighbour_street):
        there = door(world, "grid4", world.neighbour_street, "古翠路8号")
    with As(world.duty) as duty:
        move_in(home.person, Living(there), hand(duty))
    assert counted(world.worker)[0] == 0
    with As(world.police_handler) as police:
        reminder.refresh_from_db()
        assert reminder.area_code == there.area_code
        assert still_serving([reminder], on=clock.today()) == set()
        change_readers(reminder, users(world, "neighbour_worker"), hand(police))
    assert told(world.neighbour_worker, home) == [reminder]
