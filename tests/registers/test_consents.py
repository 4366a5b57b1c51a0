"""What rests on consent is written only while the person's consent stands."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.registers.archive import agreed, citizen, door, hand, settled
from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.basis import actions as basis
from wangge.registers.basis.actions import ItemFacts
from wangge.registers.basis.models import Notice
from wangge.registers.importing.models import Archive
from wangge.registers.importing.trades import TRADES
from wangge.registers.people.actions import (
    Living,
    PersonFacts,
    add_care,
    change_person,
    move_out,
    settle,
    withdraw_consent,
)
from wangge.registers.people.models import CareNeed, Consent, Person, Residence

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def home(world: World) -> Iterator[Residence]:
    with As(world.worker):
        yield settled(world.worker, "张小明", door(world, "grid1", world.worker), citizen())


def works(world: World, home: Residence, where: str, by: Actor | None = None) -> Person:
    by = by or world.worker
    person = Person.objects.get(pk=home.person_id)
    facts = PersonFacts("张小明", others={"workplace": where})
    return change_person(person, facts, hand(by), area_code=home.area_code)


def begin(world: World, **changes: str) -> None:
    with As(world.security_admin):
        values = {"dataset": "person", "field": "workplace", "basis": "1", **changes}
        facts = ItemFacts(
            **values, reference="第十三条", purpose="就业服务", kept_days=365, roles=[], notice=Notice.objects.get()
        )
        basis.begin_item(facts, TODAY, by=world.security_admin, at=clock.now(), key=new_id())


def test_a_field_waits_for_consent_and_goes_with_it(world: World, home: Residence) -> None:
    with pytest.raises(Refused, match="服务处所") as refused:
        works(world, home, "西溪茶厂")
    assert refused.value.field == "workplace"
    assert "登记同意" in refused.value.mend
    given = agreed(world.worker, home, "workplace")
    assert works(world, home, "西溪茶厂").workplace == "西溪茶厂"
    with pytest.raises(Refused, match="职业"):
        facts = PersonFacts("张小明", others={"occupation": "茶农"})
        change_person(home.person, facts, hand(world.worker), area_code=home.area_code)
    withdraw_consent(given, hand(world.worker), area_code=home.area_code)
    assert Person.objects.get(pk=home.person_id).workplace == ""
    with pytest.raises(Refused, match="服务处所"):
        works(world, home, "西溪茶厂")


def test_what_stands_already_may_stay_and_may_be_emptied(world: World, home: Residence) -> None:
    Person.objects.filter(pk=home.person_id).update(workplace="西溪茶厂")
    assert works(world, home, "西溪茶厂").workplace == "西溪茶厂"
    assert works(world, home, "").workplace == ""


def test_nobody_new_has_agreed_to_anything(world: World, home: Residence) -> None:
    facts = PersonFacts("李四", others={"occupation": "茶农"})
    with pytest.raises(Refused, match="职业") as refused:
        settle(facts, Living(home.dwelling), hand(world.worker))
    assert "先留空登记" in refused.value.mend
    assert not Person.objects.filter(name="李四").exists()


def test_care_waits_for_consent(world: World, home: Residence) -> None:
    def add() -> CareNeed:
        return add_care(home.person, "mobility", TODAY, hand(world.worker), area_code=home.area_code)

    with pytest.raises(Refused, match="关爱类别"):
        add()
    given = agreed(world.worker, home)
    assert add().to_on is None
    withdraw_consent(given, hand(world.worker), area_code=home.area_code)
    assert CareNeed.objects.get().to_on == TODAY
    with pytest.raises(Refused, match="关爱类别"):
        add()


def test_for_a_child_a_guardian_must_have_spoken(world: World, home: Residence) -> None:
    born = date(TODAY.year - 10, 1, 1)
    child = settled(world.worker, "张小小", home.dwelling)

    def school() -> Person:
        facts = PersonFacts("张小小", born_on=born, others={"workplace": "文一小学"})
        return change_person(child.person, facts, hand(world.worker), area_code=child.area_code)

    given = agreed(world.worker, child, "workplace")
    Person.objects.filter(pk=child.person_id).update(born_on=born)
    with pytest.raises(Refused, match="没有有效的同意"):
        school()
    withdraw_consent(given, hand(world.worker), area_code=child.area_code)
    agreed(world.worker, child, "workplace", home.person)
    assert school().workplace == "文一小学"


def test_a_new_item_needs_a_new_consent(world: World, home: Residence) -> None:
    agreed(world.worker, home, "workplace")
    begin(world)
    with As(world.worker):
        with pytest.raises(Refused, match="没有有效的同意"):
            works(world, home, "西溪茶厂")
        agreed(world.worker, home, "workplace")
        assert works(world, home, "西溪茶厂").workplace == "西溪茶厂"


def test_a_consent_goes_where_the_person_goes(world: World, home: Residence) -> None:
    given = agreed(world.worker, home, "workplace")
    by = world.neighbour_street
    with As(by):
        there = door(world, "grid4", by, "古翠路8号")
        assert not Consent.objects.exists()
        now = settle(PersonFacts("张小明", citizen()), Living(there), hand(by))
        assert now.person_id == home.person_id
        assert works(world, now, "古翠书店", by).workplace == "古翠书店"
    with As(world.worker):
        move_out(home, TODAY, hand(world.worker))
    with As(by):
        withdraw_consent(Consent.objects.get(pk=given.pk), hand(by), area_code=now.area_code)
        assert Person.objects.get(pk=home.person_id).workplace == ""


def test_nobody_withdraws_for_another_ground(world: World, home: Residence) -> None:
    given = agreed(world.worker, home, "workplace")
    with As(world.neighbour_worker), pytest.raises(NotYours):
        withdraw_consent(given, hand(world.neighbour_worker), area_code=home.area_code)


def test_a_sheet_carries_no_consent(world: World) -> None:
    def offered() -> set[str]:
        return {field.name for field in TRADES[Archive.PEOPLE].offered(TODAY)}

    assert not offered() & {"occupation", "workplace"}
    assert {"education", "phone"} <= offered()
    begin(world, basis="3")
    assert "workplace" in offered()


@pytest.mark.parametrize(
    ("dataset", "field"),
    [("dwelling", "owner_name"), ("contact", "phone"), ("residence", "relation"), ("person", "name")],
)
def test_nothing_rests_on_a_consent_that_nobody_can_give(world: World, dataset: str, field: str) -> None:
    with pytest.raises(Refused, match="不能以同意为依据"):
        begin(world, dataset=dataset, field=field)
    begin(world, dataset=dataset, field=field, basis="3")


def test_who_lives_in_two_streets_has_agreed_in_both(world: World, home: Residence) -> None:
    agreed(world.worker, home)
    by = world.neighbour_street
    with As(by):
        there = settle(
            PersonFacts("张小明", citizen()), Living(door(world, "grid4", by, "古翠路8号"), "floating"), hand(by)
        )
        with pytest.raises(Refused, match="已经同意过"):
            agreed(by, there)
        assert add_care(there.person, "mobility", TODAY, hand(by), area_code=there.area_code)
