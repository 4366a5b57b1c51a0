"""Every field has a term of its own: what is past it goes, with its history and what finds it; the row stays."""

from datetime import timedelta

import pytest

from tests.registers.archive import citizen, door, everything_about, hand, settled
from tests.registers.importing.sheets import STREET, doors, number, sheet, undone, written
from tests.world import As, World
from wangge.areas import queries as areas
from wangge.kernel import clock, sealing
from wangge.kernel.ids import new_id
from wangge.kernel.models import Change
from wangge.kernel.scope import machine, open_scope
from wangge.registers.basis import actions as basis
from wangge.registers.basis.actions import ItemFacts
from wangge.registers.basis.models import Item, Notice
from wangge.registers.buildings.actions import DwellingFacts, change_dwelling, remove_dwelling
from wangge.registers.buildings.models import Dwelling
from wangge.registers.organisations import actions as organisations
from wangge.registers.organisations.actions import OrganisationFacts, Seat
from wangge.registers.organisations.models import Contact
from wangge.registers.people.actions import PersonFacts, change_person, move, move_out
from wangge.registers.people.models import Person, Residence
from wangge.registers.rights import actions
from wangge.registers.rights.models import RetentionLine, RetentionRun

pytestmark = pytest.mark.django_db

OLDER, NEWER = "13812345678", "13987654321"


def nights_after(days: int, world: World) -> list[tuple[str, int, list[str], str]]:
    """The report so many days from now, approved and carried out: each line as (subject, row, items, outcome)."""
    at = clock.now() + timedelta(days=days)
    with open_scope(machine("timer")):
        run = actions.report(at)
    if run is None:
        return []
    with As(world.security_admin):
        actions.approve(run, by=world.security_admin, at=at, key=new_id())
    with open_scope(machine("timer")):
        while actions.erase_next(at):
            pass
        assert RetentionRun.objects.get(pk=run.pk).ended_at
        lines = RetentionLine.objects.filter(run=run).order_by("subject", "row_id")
        return list(lines.values_list("subject", "row_id", "items", "outcome"))


def left(world: World) -> Residence:
    """Somebody who moved out today; his phone was another one before, and he is known to have a workplace."""
    with As(world.community):
        living = settled(
            world.community, "张小明", door(world, "grid1", world.community), citizen(), OLDER, relation="0"
        )
        person = Person.objects.get(pk=living.person_id)
        change_person(
            person, PersonFacts("张小明", citizen(), NEWER), hand(world.community), area_code=living.area_code
        )
        Person.objects.filter(pk=person.pk).update(workplace="西溪茶厂")
        return move_out(living, clock.today(), hand(world.community))


def test_what_is_past_its_term_goes_and_the_rest_stays(world: World) -> None:
    home = left(world)
    with open_scope(machine("timer")):
        found_by = [value for one in Person.objects.all() for value in (one.phone_index, one.phone_tail_index)]
        found_by += [value for pair in _changed("phone_index") + _changed("phone_tail_index") for value in pair]
        sealed = [value for pair in _changed("phone_sealed") for value in pair]
        digests = {change.pk: sealing.digest_of(change) for change in Change.objects.all()}
    words = ["西溪茶厂", *filter(None, {*found_by, *sealed})]
    with open_scope(machine("timer")):
        assert len(everything_about(words)) > 3
    assert nights_after(365, world) == []

    items = ["person.phone", "person.workplace"]
    assert nights_after(366, world) == [("person", home.person_id, items, "erased")]

    with open_scope(machine("timer")):
        person, there = Person.objects.get(pk=home.person_id), Residence.objects.get(pk=home.pk)
        assert (person.phone, person.phone_index, person.workplace) == ("", "", "")
        assert (person.name, person.document_number, person.erased_at) == ("张小明", citizen().number, None)
        assert (there.name, there.relation, there.phone_tail_index) == ("张小明", "0", "")
        assert everything_about(words) == []
        kept = Change.objects.filter(pk__in=digests)
        assert {change.pk: sealing.digest_of(change) for change in kept} == digests, "the seals hold"
    assert nights_after(367, world) == [], "once is enough"
    assert [line[0::3] for line in nights_after(731, world)] == [("person", "erased")]
    with open_scope(machine("timer")):
        assert everything_about(["张小明"]) == []


def _changed(column: str) -> list[list[str]]:
    return [change.changed[column] for change in Change.objects.filter(changed__has_key=column)]


def test_an_item_says_how_long_even_after_its_end(world: World) -> None:
    home = left(world)
    at, today = clock.now(), clock.today()
    with As(world.security_admin) as by:
        notice = Notice.objects.latest("version")
        facts = ItemFacts("person", "phone", "3", "第十三条", "联系", 30, [], notice)
        basis.begin_item(facts, today, by=by, at=at, key=new_id())
        basis.end_item(Item.objects.get(dataset="person", field="phone", to_on=None), today, by=by, at=at, key=new_id())
    assert nights_after(30, world) == []
    assert nights_after(31, world) == [("person", home.person_id, ["person.phone"], "erased")]


def test_a_part_that_came_back_meanwhile_is_kept(world: World) -> None:
    home = left(world)
    at = clock.now() + timedelta(days=366)
    with open_scope(machine("timer")):
        run = actions.report(at)
    assert run
    with As(world.security_admin):
        actions.approve(run, by=world.security_admin, at=at, key=new_id())
    with As(world.community):
        settled(world.community, "张小明", Dwelling.objects.get(), citizen(), relation="0", from_on=clock.today())
    with open_scope(machine("timer")):
        assert actions.erase_next(at)
        assert RetentionLine.objects.get().outcome == "kept"
        assert Person.objects.get(pk=home.person_id).phone == NEWER


def test_a_past_home_loses_its_fields_though_the_person_lives_elsewhere(world: World) -> None:
    with As(world.community):
        first, second = (door(world, "grid1", world.community, room=room) for room in ("301室", "302室"))
        home = settled(world.community, "张小明", first, citizen(), relation="0")
        (new,) = move([home], second, clock.today(), hand(world.community))
    assert nights_after(730, world) == []
    items = [f"residence.{field}" for field in ("capacity", "from_on", "presence", "relation")]
    assert nights_after(731, world) == [("residence", home.pk, items, "erased")]
    with open_scope(machine("timer")):
        past, now = Residence.objects.get(pk=home.pk), Residence.objects.get(pk=new.pk)
        assert (past.capacity, past.presence, past.relation, past.from_on, past.household_id) == (
            "",
            "",
            "",
            None,
            None,
        )
        assert past.to_on == clock.today()
        assert (now.capacity, now.relation, now.name) == ("registered", "0", "张小明")
    assert nights_after(732, world) == []


def test_owners_of_what_is_gone_and_contacts_of_what_has_closed_go(world: World) -> None:
    with As(world.community) as by:
        stands, gone = (door(world, "grid1", by, room=room) for room in ("301室", "302室"))
        for dwelling in (stands, gone):
            owned = DwellingFacts(unit="2单元", room=dwelling.room, owner_name="房东钱", owner_phone=OLDER)
            change_dwelling(dwelling, owned, hand(by))
        remove_dwelling(gone, hand(by))
        place = areas.place_of(world.areas["grid1"].code or "")
        assert place
        firm = organisations.add_organisation(OrganisationFacts("西溪茶厂"), Seat(place), hand(by))
        contact = organisations.name_contact(firm, "legal", "孙厂长", NEWER, hand(by))
        organisations.name_contact(firm, "legal", "孙新厂长", NEWER, hand(by))
        organisations.close_organisation(firm, clock.today(), hand(by))
    assert nights_after(730, world) == []
    assert nights_after(731, world) == [
        ("contact", contact.pk, ["contact.name", "contact.phone"], "erased"),
        ("dwelling", gone.pk, ["dwelling.owner_name", "dwelling.owner_phone"], "erased"),
    ]
    with open_scope(machine("timer")):
        named = Contact.objects.get()
        assert (named.name, named.phone) == ("已去标识", "")
        assert everything_about(["孙厂长", "孙新厂长"]) == []
        owners = dict(Dwelling.objects.values_list("pk", "owner_name"))
        assert owners == {stands.pk: "房东钱", gone.pk: ""}
    assert nights_after(732, world) == []


def test_who_was_owner_or_contact_before_goes_from_history(world: World) -> None:
    with As(world.community) as by:
        dwelling = door(world, "grid1", by)
        for owner in ("前房东周", "现房东吴"):
            owned = DwellingFacts(unit="2单元", room=dwelling.room, owner_name=owner, owner_phone=OLDER)
            change_dwelling(dwelling, owned, hand(by))
        place = areas.place_of(world.areas["grid1"].code or "")
        assert place
        firm = organisations.add_organisation(OrganisationFacts("西溪茶厂"), Seat(place), hand(by))
        contact = organisations.name_contact(firm, "legal", "前厂长郑", NEWER, hand(by))
        named = contact.pk
        organisations.drop_contact(contact, hand(by))
    with open_scope(machine("timer")):
        assert everything_about(["前房东周"]) and everything_about(["前厂长郑"])
    assert nights_after(730, world) == []
    assert nights_after(731, world) == [
        ("contact", named, [], "erased"),
        ("dwelling", dwelling.pk, ["dwelling.owner_name", "dwelling.owner_phone"], "erased"),
    ]
    with open_scope(machine("timer")):
        assert everything_about(["前房东周", "前厂长郑"]) == []
        assert Dwelling.objects.get().owner_name == "现房东吴"
        assert Change.objects.filter(table="organisations_contact", kind="delete").count() == 1, "that it was stays"
    assert nights_after(732, world) == []


def test_who_was_taken_back_with_an_import_goes_from_history(world: World) -> None:
    doors(world, "grid1", world.community)
    rows = [["王小五", number(3), f"{STREET}1单元101室", OLDER, "", "", "", ""]]
    undone(written(sheet(rows), world.community), world.community)
    with open_scope(machine("timer")):
        assert not Person.objects.exists()
        assert everything_about(["王小五", "wangxiaowu"])
    assert {line[0::3] for line in nights_after(731, world)} == {("person", "erased"), ("residence", "erased")}
    with open_scope(machine("timer")):
        assert everything_about(["王小五", "wangxiaowu"]) == []
