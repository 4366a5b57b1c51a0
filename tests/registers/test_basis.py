"""What has no basis in force is not collected."""

from datetime import timedelta

import pytest

from tests.registers.archive import citizen, door, hand
from tests.world import As, World
from wangge.accounts.roles import Role
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.basis import actions, queries
from wangge.registers.basis.actions import ItemFacts
from wangge.registers.basis.datasets import FIELDS
from wangge.registers.basis.models import Item, Notice
from wangge.registers.basis.sight import Sight
from wangge.registers.buildings.actions import DwellingFacts, change_dwelling
from wangge.registers.people.actions import Living, PersonFacts, change_person, settle

pytestmark = pytest.mark.django_db


def end(world: World, dataset: str, field: str) -> None:
    with As(world.security_admin):
        item = Item.objects.get(dataset=dataset, field=field, to_on=None)
        actions.end_item(item, clock.today(), by=world.security_admin, at=clock.now(), key=new_id())


def facts(**changes: object) -> ItemFacts:
    notice = Notice.objects.latest("version")
    values = {"dataset": "person", "field": "marriage", "basis": "1", "reference": "第十三条", "purpose": "统计"}
    return ItemFacts(**{**values, "kept_days": 365, "roles": [Role.STREET_DESK], "notice": notice, **changes})  # type: ignore[arg-type]


def test_every_field_has_its_basis_at_the_beginning(world: World) -> None:
    assert queries.without_basis(clock.today()) == []
    assert queries.collectable("person", clock.today()) == set(FIELDS["person"])
    assert not queries.may_collect("person", "religion", clock.today())
    assert queries.needs_consent("care_need", "kind", clock.today())
    assert queries.kept_days("person", clock.today()) == 730


def test_what_has_no_basis_is_not_written_down(world: World) -> None:
    end(world, "person", "marriage")
    assert not queries.may_collect("person", "marriage", clock.today())
    assert queries.may_collect("person", "marriage", clock.today() - timedelta(days=1))
    with As(world.worker):
        living = Living(door(world, "grid1", world.worker))
        with pytest.raises(Refused) as refused:
            settle(PersonFacts("张三", others={"marriage": "20"}), living, hand(world.worker))
        assert refused.value.field == "marriage"
        residence = settle(PersonFacts("张三", citizen()), living, hand(world.worker))
        with pytest.raises(Refused, match="婚姻状况"):
            change_person(
                residence.person,
                PersonFacts("张三", others={"marriage": "20"}),
                hand(world.worker),
                area_code=residence.area_code,
            )


def test_a_dwelling_asks_for_its_basis_too(world: World) -> None:
    end(world, "dwelling", "owner_phone")
    with As(world.worker):
        dwelling = door(world, "grid1", world.worker)
        with pytest.raises(Refused, match="房主电话"):
            change_dwelling(
                dwelling, DwellingFacts(unit="2单元", room="301室", owner_phone="13812345678"), hand(world.worker)
            )


def test_an_item_takes_the_place_of_the_one_before(world: World) -> None:
    with As(world.system_admin):
        key = new_id()
        item = actions.begin_item(facts(), clock.today(), by=world.system_admin, at=clock.now(), key=key)
        again = actions.begin_item(facts(), clock.today(), by=world.system_admin, at=clock.now(), key=key)
        assert item == again
        assert queries.item_of("person", "marriage", clock.today()) == item
        assert queries.needs_consent("person", "marriage", clock.today())
        assert Sight.of(Role.STREET_DESK, clock.today()).shows("person", "marriage")
        assert not Sight.of(Role.GRID_WORKER, clock.today()).shows("person", "marriage")
        assert Item.objects.filter(dataset="person", field="marriage", to_on=None).count() == 1
        assert Record.objects.filter(room="basis", act="item_begun").count() == 1


def test_only_two_administrators_say_what_is_collected(world: World) -> None:
    for who in ("worker", "duty", "audit_admin", "leader"):
        with As(world.people[who]), pytest.raises(NotYours):
            actions.begin_item(facts(), clock.today(), by=world.people[who], at=clock.now(), key=new_id())
    with As(world.duty):
        assert not Item.objects.filter(field="marriage").update(purpose="别的")


def test_nothing_begins_in_the_past_or_about_what_is_not_held(world: World) -> None:
    with As(world.security_admin):
        for given, day in ((facts(), -1), (facts(field="religion"), 0), (facts(reference=" "), 0)):
            with pytest.raises(Refused):
                actions.begin_item(
                    given, clock.today() + timedelta(day), by=world.security_admin, at=clock.now(), key=new_id()
                )


def test_a_notice_gets_a_version_and_the_one_before_stays(world: World) -> None:
    with As(world.security_admin):
        first = Notice.objects.get()
        second = actions.publish_notice(
            first.code, "新告知书", "新的正文", clock.today(), by=world.security_admin, at=clock.now(), key=new_id()
        )
        assert second.version == 2
        assert queries.notices_in_force(clock.today()) == [second]
        assert queries.notices_in_force(clock.today() - timedelta(1)) == [first]
