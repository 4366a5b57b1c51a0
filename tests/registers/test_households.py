"""Families move, split, and choose another head; care needs go along."""

from datetime import date

import pytest

from tests.registers.archive import agreed, door, family, hand, settled
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.people.actions import Living, add_care, arrange, change_residence, end_care, move, move_out, split
from wangge.registers.people.models import CareNeed, Household, Residence
from wangge.registers.people.queries import residences_seen_by

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def test_a_family_moves_together_and_once(world: World) -> None:
    with As(world.community):
        here, there = door(world, "grid1", world.community), door(world, "grid2", world.community, "文二路2号")
        people, once = family(world, world.community, here), hand(world.community)
        made = move(people, there, TODAY, once)
        assert move(people, there, TODAY, once) == made
        assert {(one.dwelling_id, one.relation) for one in residences_seen_by(world.community)} == {
            (there.pk, "0"),
            (there.pk, "1"),
            (there.pk, "2"),
        }
        assert len({one.household_id for one in made}) == 1
        assert Household.objects.get(pk=people[0].household_id).ended_on == TODAY
        assert Residence.objects.filter(dwelling=here, to_on=TODAY).count() == 3


def test_a_family_without_its_head_stays_together(world: World) -> None:
    with As(world.community):
        here, there = door(world, "grid1", world.community), door(world, "grid2", world.community, "文二路2号")
        head, *others = family(world, world.community, here)
        move_out(head, TODAY, hand(world.community))
        Household.objects.filter(pk=head.household_id).update(number="0571-8")
        wife, son = move(others, there, TODAY, hand(world.community))
        assert (wife.relation, son.relation) == ("1", "2")
        assert wife.household and wife.household == son.household
        assert (wife.household.number, wife.household.ended_on) == ("0571-8", None)


def test_a_child_that_moves_alone_takes_no_relation_along(world: World) -> None:
    with As(world.community):
        here, there = door(world, "grid1", world.community), door(world, "grid1", world.community, room="302室")
        people = family(world, world.community, here)
        (son,) = move(people[2:], there, TODAY, hand(world.community))
        assert (son.relation, son.household_id) == ("", None)
        assert Household.objects.get(pk=people[0].household_id).ended_on is None


def test_nobody_moves_where_one_cannot(world: World) -> None:
    with As(world.community):
        here, there = door(world, "grid1", world.community), door(world, "grid1", world.community, room="302室")
        people = family(world, world.community, here)
        twice = settled(world.community, "王五", there)
        for movers, to, field in (([*people, twice], there, "dwelling"), ([], there, "")):
            with pytest.raises(Refused) as refused:
                move(movers, to, TODAY, hand(world.community))
            assert refused.value.field == field
        with pytest.raises(Refused) as refused:
            move(people, there, date(2019, 1, 1), hand(world.community))
        assert refused.value.field == "on"
        assert not Residence.objects.filter(to_on__isnull=False).exists()


def test_nobody_moves_people_out_of_his_ground(world: World) -> None:
    with As(world.street):
        far = door(world, "grid3", world.street, "古翠路8号")
    with As(world.community):
        people = family(world, world.community, door(world, "grid1", world.community))
        with pytest.raises(NotYours):
            move(people, far, TODAY, hand(world.community))


def test_the_head_changes(world: World) -> None:
    with As(world.community):
        head, wife, son = family(world, world.community, door(world, "grid1", world.community))
        household = Household.objects.get()
        with pytest.raises(Refused):
            arrange(household, {head: "1", wife: "1", son: "2"}, hand(world.community))
        with pytest.raises(Refused):
            arrange(household, {head: "1", wife: "0"}, hand(world.community))
        arrange(household, {head: "1", wife: "0", son: "2"}, hand(world.community))
        assert list(household.residences.order_by("pk").values_list("relation", flat=True)) == ["1", "0", "2"]


def test_a_household_splits_without_its_head(world: World) -> None:
    with As(world.community):
        head, wife, son = family(world, world.community, door(world, "grid1", world.community))
        for leaving in ({head: "0"}, {head: "0", wife: "1", son: "2"}, {}, {wife: "1"}):
            with pytest.raises(Refused):
                split(leaving, hand(world.community))
        once = hand(world.community)
        new = split({wife: "0", son: "2"}, once)
        assert split({wife: "0", son: "2"}, once) == new
        assert {one.pk for one in new.residences.all()} == {wife.pk, son.pk}
        assert Household.objects.count() == 2


def test_whoever_leaves_a_household_last_ends_it(world: World) -> None:
    with As(world.community):
        here = door(world, "grid1", world.community)
        head = settled(world.community, "张大山", here, relation="0")
        left = head.household
        assert left
        change_residence(head, Living(here, relation="8"), hand(world.community))
        left.refresh_from_db()
        assert left.ended_on == TODAY


def test_a_need_is_noted_once_and_ends(world: World) -> None:
    with As(world.community):
        old = settled(world.community, "张大山", door(world, "grid1", world.community))
        agreed(world.community, old)

        def add() -> CareNeed:
            return add_care(old.person, "old_alone", TODAY, hand(world.community), area_code=old.area_code)

        need = add()
        with pytest.raises(Refused) as refused:
            add()
        assert refused.value.field == "kind"
        with pytest.raises(Refused):
            end_care(need, date(2020, 1, 1), hand(world.community))
        assert end_care(need, TODAY, hand(world.community)).to_on == TODAY
        assert add()


def test_needs_follow_who_moves(world: World) -> None:
    with As(world.community):
        here, there = door(world, "grid1", world.community), door(world, "grid2", world.community, "文二路2号")
        old = settled(world.community, "张大山", here)
        agreed(world.community, old)
        add_care(old.person, "evacuation", TODAY, hand(world.community), area_code=old.area_code)
        move([old], there, TODAY, hand(world.community))
        assert CareNeed.objects.get().area_code == there.area_code
    with As(world.worker):
        assert not CareNeed.objects.exists()
