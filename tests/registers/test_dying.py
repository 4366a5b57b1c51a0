"""A death ends homes and needs, and counts at once; taken back, everything goes on as it was."""

from datetime import date, timedelta

import pytest

from tests.registers.archive import agreed, citizen, door, family, hand, settled
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.counting.models import Subject
from wangge.registers.counting.queries import figures
from wangge.registers.counting.senses import Asked, Sense
from wangge.registers.people.actions import add_care, arrange, die, move_out, revive
from wangge.registers.people.models import CareNeed, Household, Person, Residence
from wangge.registers.people.queries import everything_seen_by, residences_seen_by

pytestmark = pytest.mark.django_db


def _counted(code: str) -> tuple[int, int]:
    found = figures(code, [], clock.today())[code]
    return found.persons(Asked(Sense.ACTUAL), clock.today()), found.total(Subject.HOUSEHOLD)


def test_a_death_and_its_undoing(world: World) -> None:
    worker, code = world.worker, world.areas["grid1"].code or ""
    with As(worker):
        home = door(world, "grid1", worker)
    head, wife, _son = family(world, worker, home)
    with As(worker):
        agreed(worker, head)
        person = Person.objects.get(pk=head.person_id)
        add_care(person, "mobility", date(2024, 1, 1), hand(worker), area_code=code)
        assert _counted(code) == (3, 1)
        with pytest.raises(Refused, match="入住日期"):
            die(person, date(2020, 4, 30), hand(worker), area_code=code)

        die(person, date(2026, 1, 31), hand(worker, "户口注销证明"), area_code=code)

        assert _counted(code) == (2, 1)
        assert head not in residences_seen_by(worker)
        assert everything_seen_by(worker).get(pk=head.pk).to_on == date(2026, 1, 31)
        assert not CareNeed.objects.filter(to_on=None).exists()
        for again in (
            lambda: settled(worker, "张大山", door(world, "grid1", worker, room="401室"), citizen(1)),
            lambda: die(person, clock.today(), hand(worker), area_code=code),
        ):
            with pytest.raises(Refused, match="已登记死亡"):
                again()

        revive(person, hand(worker, "登记有误"), area_code=code)

        assert _counted(code) == (3, 1)
        back = Residence.objects.get(pk=head.pk)
        assert (back.to_on, back.household_id, back.relation) == (None, wife.household_id, "0")
        assert CareNeed.objects.get().to_on is None
        with pytest.raises(Refused, match="没有登记死亡"):
            revive(person, hand(worker), area_code=code)


def test_the_last_of_a_household(world: World) -> None:
    worker, code = world.worker, world.areas["grid1"].code or ""
    with As(worker):
        alone = settled(worker, "王一", door(world, "grid1", worker), relation="0")
        person = Person.objects.get(pk=alone.person_id)
        with pytest.raises(Refused, match="今天"):
            die(person, clock.today() + timedelta(days=1), hand(worker), area_code=code)
        die(person, clock.today(), hand(worker), area_code=code)
        assert Household.objects.get().ended_on == clock.today()
        revive(person, hand(worker), area_code=code)
        assert Household.objects.get().ended_on is None
        assert _counted(code) == (1, 1)


def test_another_is_head_by_now(world: World) -> None:
    worker, code = world.worker, world.areas["grid1"].code or ""
    with As(worker):
        home = door(world, "grid1", worker)
    head, wife, son = family(world, worker, home)
    with As(worker):
        person = Person.objects.get(pk=head.person_id)
        die(person, clock.today(), hand(worker), area_code=code)
        household = Household.objects.get()
        wife, son = (Residence.objects.get(pk=one.pk) for one in (wife, son))
        arrange(household, {wife: "0", son: "2"}, hand(worker))
        with pytest.raises(Refused, match="不能原样恢复"):
            revive(person, hand(worker), area_code=code)
        move_out(wife, clock.today(), hand(worker))
        revive(person, hand(worker), area_code=code)
        assert Residence.objects.get(pk=head.pk).to_on is None
