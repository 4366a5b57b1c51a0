"""Writes the demo's archive, a table at a time: rows are staged by COPY and written by one statement each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection, models
from psycopg import sql

from wangge.areas.queries import path_of
from wangge.interfaces.towns.demo_agreed import consents_of
from wangge.interfaces.towns.demo_dwellers import Dweller
from wangge.interfaces.towns.demo_shops import Shop
from wangge.interfaces.towns.demo_sites import Door, Estate, Site
from wangge.kernel import crypto
from wangge.kernel.crypto_many import blind_index_many, seal_many
from wangge.registers.buildings.models import Building, Compound, Dwelling
from wangge.registers.buildings.models.dwelling import OWNER_PHONE
from wangge.registers.organisations.models import PHONE as SHOP_PHONE
from wangge.registers.organisations.models import Contact, Hazard, Organisation
from wangge.registers.people import names
from wangge.registers.people.documents import Document
from wangge.registers.people.models import DOCUMENT, PHONE, CareNeed, Consent, Household, Person, Residence
from wangge.registers.people.models.person import document_text, tail_index

Row = dict[str, Any]
Life = tuple[Row, tuple[Row, Row, Dweller]]
"""A person's row with his dwelling's, his household's, and what he is like."""


@dataclass
class House:
    """A dwelling with all that is in it."""

    door: Door
    families: list[list[Dweller]]
    shops: list[Shop]
    owner: tuple[str, str]


@dataclass
class Filled:
    """A building with all that is in it."""

    site: Site
    houses: list[House]
    last_number: int

    @property
    def people(self) -> int:
        """How many live in it."""
        return sum(len(family) for house in self.houses for family in house.families)


def fill(filled: Sequence[Filled]) -> None:
    """Write buildings and everything in them."""
    compounds = _compounds([each.site.estate for each in filled])
    _load(Building, rows := [_building(each.site, compounds) for each in filled])
    standing = list(zip(rows, (each.houses for each in filled), strict=True))
    houses = [(building, house) for building, inside in standing for house in inside]
    owners = seal_many([house.owner[1] for _building, house in houses], purpose=OWNER_PHONE)
    sealed = zip(houses, owners, strict=True)
    _load(Dwelling, dwellings := [_dwelling(house, building, phone) for (building, house), phone in sealed])
    homes = list(zip(dwellings, (house for _building, house in houses), strict=True))
    _fill_homes(homes)
    _fill_shops([(dwelling, house, shop) for dwelling, house in homes for shop in house.shops])


def _fill_homes(homes: list[tuple[Row, House]]) -> None:
    families = [(dwelling, family) for dwelling, house in homes for family in house.families]
    _load(Household, households := [_household(dwelling) for dwelling, _family in families])
    dwellers = [
        (dwelling, household, one)
        for household, (dwelling, family) in zip(households, families, strict=True)
        for one in family
    ]
    people = _people([one for _dwelling, _household, one in dwellers])
    _number(Person, people)
    lives = list(zip(people, dwellers, strict=True))
    for family in _together(lives):
        _guard(family)
    _load(Person, people)
    _load(Residence, [_residence(person, *dweller) for person, dweller in lives])
    _load(CareNeed, [_care(person, *dweller) for person, dweller in lives if dweller[2].care])
    _load(Consent, [row for person, dweller in lives for row in consents_of(person, *dweller)])


def _together(lives: list[Life]) -> Iterator[list[Life]]:
    """Family by family."""
    for _household, family in groupby(lives, key=lambda life: int(life[1][1]["id"])):
        yield list(family)


def _guard(family: list[Life]) -> None:
    """A child has the first grown-up of the family as guardian."""
    grown_up = next((person for person, (_d, _h, one) in family if not one.is_minor), None)
    for person, (_dwelling, _household, one) in family:
        person["guardian_id"] = grown_up["id"] if grown_up and one.is_child else None


def _fill_shops(kept: list[tuple[Row, House, Shop]]) -> None:
    _load(Organisation, rows := [_shop(dwelling, house.door, shop) for dwelling, house, shop in kept])
    told = [(row, shop) for row, (_dwelling, _house, shop) in zip(rows, kept, strict=True)]
    _load(Contact, [_contact(row, *contact) for row, shop in told for contact in shop.contacts])
    hazards = [(row, hazard) for row, shop in told for hazard in shop.hazards]
    _load(Hazard, [
        {"organisation_id": row["id"], "area_code": row["area_code"], "sort": sort, "note": note, "found_on": on}
        for row, (sort, note, on) in hazards
    ])  # fmt: skip


def _compounds(estates: Iterable[Estate]) -> dict[tuple[int, str], int]:
    """Ids by community and name; those that are not there yet are made."""
    wanted = {(_community(one.grid.pk), one.name): one for one in estates if one.kind != "village"}
    known = Compound.objects.filter(community__in={community for community, _name in wanted})
    found = {(row.community_id, row.name): row.pk for row in known}
    new = [(key, one) for key, one in wanted.items() if key not in found]
    rows: list[Row] = [
        {"community_id": key[0], "area_code": (one.grid.code or "")[:12], "name": key[1], "lon": one.lon,
         "lat": one.lat} for key, one in new
    ]  # fmt: skip
    _load(Compound, rows)
    return found | {key: int(row["id"]) for (key, _one), row in zip(new, rows, strict=True)}


@lru_cache(maxsize=1000)
def _community(grid_id: int) -> int:
    community = path_of(grid_id).community
    if community is None:
        raise TypeError("a grid lies in a community")
    return community.id


def _building(site: Site, compounds: dict[tuple[int, str], int]) -> Row:
    grid, address = site.estate.grid, site.address
    community = _community(grid.pk)
    return {
        "area_id": grid.pk, "area_code": grid.code, "community_id": community,
        "compound_id": compounds.get((community, address.compound)), "road": address.road, "plate": address.plate,
        "name": address.building, "address": str(address), "floors": site.floors, "units": site.units,
        "lon": site.lon, "lat": site.lat,
    }  # fmt: skip


def _dwelling(house: House, building: Row, owner_phone: bytes | None) -> Row:
    door, (owner, _phone) = house.door, house.owner
    return {
        "building_id": building["id"], "area_code": building["area_code"], "unit": door.unit, "room": door.room,
        "address": door.address, "use": door.use, "area_m2": door.area_m2, "owner_name": owner,
        "owner_phone_sealed": owner_phone,
    }  # fmt: skip


def _household(dwelling: Row) -> Row:
    return {"dwelling_id": dwelling["id"], "area_code": dwelling["area_code"]}


def _people(dwellers: Sequence[Dweller]) -> list[Row]:
    """Their numbers are sealed and indexed all at once."""
    documents, phones = [one.document for one in dwellers], [one.phone for one in dwellers]
    told = [document_text(Document(one.document_kind, one.document)) for one in dwellers]
    numbers = zip(
        seal_many(documents, purpose=DOCUMENT), blind_index_many(told, purpose=DOCUMENT),
        seal_many(phones, purpose=PHONE), blind_index_many(phones, purpose=PHONE), strict=True,
    )  # fmt: skip
    return [_person(one, *each) for one, each in zip(dwellers, numbers, strict=True)]


def _person(one: Dweller, document: bytes | None, document_index: str, phone: bytes | None, phone_index: str) -> Row:
    pinyin, initials = _spelled(one.name)
    return {
        "name": one.name, "pinyin": pinyin, "initials": initials, "sex": one.sex, "born_on": one.born_on,
        "nation": one.nation, "marriage": one.marriage, "education": one.education, "occupation": one.occupation,
        "document_kind": one.document_kind, "document_sealed": document, "document_index": document_index,
        "phone_sealed": phone, "phone_index": phone_index,
        "phone_tail_index": _tail(one.phone[-4:]) if one.phone else "",
    }  # fmt: skip


def _residence(person: Row, dwelling: Row, household: Row, one: Dweller) -> Row:
    return {
        "person_id": person["id"], "dwelling_id": dwelling["id"], "household_id": household["id"],
        "area_code": dwelling["area_code"], "capacity": one.capacity, "presence": one.presence,
        "relation": one.relation, "from_on": one.from_on, "name": one.name, "pinyin": person["pinyin"],
        "initials": person["initials"], "phone_tail_index": person["phone_tail_index"],
    }  # fmt: skip


def _care(person: Row, dwelling: Row, _household: Row, one: Dweller) -> Row:
    return {"person_id": person["id"], "area_code": dwelling["area_code"], "kind": one.care, "from_on": one.from_on}


def _shop(dwelling: Row, door: Door, shop: Shop) -> Row:
    pinyin, initials = _spelled(shop.name)
    return {
        "name": shop.name, "pinyin": pinyin, "initials": initials, "uscc": shop.uscc, "kind": shop.kind,
        "area_id": door.site.estate.grid.pk, "area_code": dwelling["area_code"],
        "building_id": dwelling["building_id"], "dwelling_id": dwelling["id"], "address": dwelling["address"],
        "staff_count": shop.staff_count, "opened_on": shop.opened_on, "inspection_due_on": shop.inspection_due_on,
    }  # fmt: skip


def _contact(organisation: Row, part: str, name: str, phone: str) -> Row:
    sealed = crypto.seal(phone, purpose=SHOP_PHONE)
    return {
        "organisation_id": organisation["id"], "area_code": organisation["area_code"], "part": part, "name": name,
        "phone_sealed": sealed,
    }  # fmt: skip


@lru_cache(maxsize=200_000)
def _spelled(name: str) -> tuple[str, str]:
    return names.pinyin_of(name), names.initials_of(name)


@lru_cache(maxsize=10_000)
def _tail(digits: str) -> str:
    return tail_index(digits)


def _load(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Give every row an id and write them; a column that a row does not name has its default."""
    if not rows:
        return
    table = model._meta.db_table
    given = ["id", *(name for name in rows[0] if name != "id")]
    others = [one for one in model._meta.concrete_fields if one.attname not in given]
    staged, columns = sql.Identifier(f"staged_{table}"), _names(given)
    _number(model, rows)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE IF NOT EXISTS {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                staged, columns, sql.Identifier(table)
            )
        )
        cursor.execute(sql.SQL("TRUNCATE {}").format(staged))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(staged, columns)) as copy:
            for row in rows:
                copy.write_row([row[name] for name in given])
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {}{} FROM {}").format(
                sql.Identifier(table),
                _names([*given, *(one.attname for one in others)]),
                columns,
                sql.SQL("").join([sql.SQL(", %s")] * len(others)),
                staged,
            ),
            [one.get_default() for one in others],
        )


def _number(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Give every row an id, where none has one yet."""
    if not rows or "id" in rows[0]:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row["id"] = number


def _names(columns: Iterable[str]) -> sql.Composable:
    return sql.SQL(", ").join([sql.Identifier(name) for name in columns])
