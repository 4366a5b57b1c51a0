"""Doors and people of the archive for a test: settled by the hand of somebody of the town."""

from datetime import date

from django.db import connection

from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.areas import queries as areas
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.registers.basis import actions as basis
from wangge.registers.basis.actions import ItemFacts
from wangge.registers.basis.models import Notice
from wangge.registers.basis.queries import item_of
from wangge.registers.buildings.actions import BuildingFacts, DwellingFacts, add_building, add_dwelling
from wangge.registers.buildings.address import Address
from wangge.registers.buildings.models import Building, Dwelling
from wangge.registers.people import documents
from wangge.registers.people.actions import Living, PersonFacts, give_consent, settle
from wangge.registers.people.documents import Document
from wangge.registers.people.models import Consent, Person, Residence
from wangge.registers.writing import Hand


def hand(actor: Actor, why: str = "走访") -> Hand:
    return Hand(by=actor, at=clock.now(), key=new_id(), via="desk", why=why)


def citizen(serial: int = 1, born: str = "19800101") -> Document:
    """A number of an area that does not exist."""
    body = f"990101{born}{serial:03d}"
    return documents.read(body + documents.check_sign(body))


def door(world: World, grid: str, actor: Actor, text: str = "文一路1号文锦苑5幢", room: str = "301室") -> Dwelling:
    """A door in a grid; its building is made with the first one."""
    place, address = areas.place_of(world.areas[grid].code or ""), Address.read(text)
    assert place
    building = Building.objects.filter(area_code=place.code, address=str(address)).first()
    building = building or add_building(BuildingFacts(address), place, hand(actor))
    return add_dwelling(building, DwellingFacts(unit="2单元", room=room), hand(actor))


def settled(
    actor: Actor, name: str, dwelling: Dwelling, document: Document | None = None, phone: str = "", **living: object
) -> Residence:
    """Somebody lives in a dwelling since 2020."""
    facts = PersonFacts(name, document or documents.NO_DOCUMENT, phone)
    how = {"from_on": date(2020, 5, 1), **living}
    return settle(facts, Living(dwelling, **how), hand(actor))  # type: ignore[arg-type]


def agreed(actor: Actor, residence: Residence, field: str = "kind", guardian: Person | None = None) -> Consent:
    """Who lives there has agreed on paper: to care, or to a field of the person."""
    item = item_of("care_need" if field == "kind" else "person", field, clock.today())
    assert item
    person = Person.objects.get(pk=residence.person_id)
    return give_consent(person, item, "paper", hand(actor), area_code=residence.area_code, guardian=guardian)


def family(world: World, actor: Actor, dwelling: Dwelling) -> list[Residence]:
    """A head, his wife and a son in one household."""
    with As(actor):
        head = settled(actor, "张大山", dwelling, citizen(1), "13812345678", relation="0")
        wife = settled(actor, "李小花", dwelling, citizen(2), relation="1", household=head.household)
        son = settled(actor, "张小山", dwelling, citizen(3, "20100101"), relation="2", household=head.household)
    return [head, wife, son]


def show_to_community_alone(world: World, dataset: str, field: str) -> None:
    """From today on the item of a field names the community desk and nobody else."""
    with As(world.security_admin):
        notice, roles = Notice.objects.latest("version"), [str(Role.COMMUNITY_DESK)]
        facts = ItemFacts(dataset, field, "3", "第十三条", "统计", 365, roles, notice)
        basis.begin_item(facts, clock.today(), by=world.security_admin, at=clock.now(), key=new_id())


def everything_about(words: list[str]) -> list[str]:
    """The rows of people, dwellings, organisations, their history and their rights that hold one of these words."""
    tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ %s"
    with connection.cursor() as cursor:
        cursor.execute(tables, ["^(people|kernel|rights|buildings|organisations)_"])
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608
            found += [f"{table}: {row}" for (row,) in cursor.fetchall() if _names(row, words)]
        return found


def _names(row: str, words: list[str]) -> bool:
    return any(word in row for word in words if word != "-")
