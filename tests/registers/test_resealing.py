"""New keys seal everything anew, cut off or not, and the seals of the trail hold."""

from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils.module_loading import import_string

from config.sealed import COLUMNS
from tests.registers.archive import citizen, door, hand
from tests.world import As, World
from wangge.kernel import clock, crypto, history, resealing, sealing
from wangge.kernel.models import Change, TrailSeal
from wangge.kernel.resealing import left, reseal_all
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.trail import look
from wangge.registers.people.actions import Living, PersonFacts, change_person, settle
from wangge.registers.people.models import Person


def test_every_sealed_column_is_on_the_list() -> None:
    known = {(sealed.table, sealed.column) for sealed in COLUMNS}
    held = {
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and field.name.endswith("sealed")
    }
    assert known == held


def test_the_list_is_where_the_settings_say(settings: Any) -> None:
    assert import_string(settings.SEALED_COLUMNS) is COLUMNS


def people(world: World) -> Person:
    with As(world.worker):
        dwelling = door(world, "grid1", world.worker)
        for number in range(1, 8):
            facts = PersonFacts(f"张{number}", citizen(number), f"1381234567{number}")
            residence = settle(facts, Living(dwelling), hand(world.worker))
        facts = PersonFacts("张七", phone="13900001111")
        change_person(residence.person, facts, hand(world.worker), area_code=residence.area_code)
        look("person", residence.person_id, "phone", by=world.worker, at=clock.now(), reason="走访")
        return residence.person


@pytest.mark.django_db(transaction=True)
def test_a_rotation_that_is_cut_off_ends_the_same(
    world: World, owner_connection: psycopg.Connection[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 3)
    person = people(world)
    with open_scope(machine("timer")):
        changes = Change.objects.count()
        sealing.seal(clock.now())
        sealing.write_heads()
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: b"k" * 16}
    assert left(owner_connection, COLUMNS) > 10

    cut_off = reseal_all(owner_connection, COLUMNS)
    next(cut_off)
    next(cut_off)
    del cut_off
    assert left(owner_connection, COLUMNS) > 0
    assert sum(count for _name, count in reseal_all(owner_connection, COLUMNS)) > 0
    assert list(reseal_all(owner_connection, COLUMNS)) == []
    assert left(owner_connection, COLUMNS) == 0

    settings.FIELD_KEYS = {2: b"k" * 16}
    with As(world.worker):
        held = Person.objects.get(pk=person.pk)
        assert (held.document_number, held.phone) == (citizen(7).number, "13900001111")
        assert held.phone_sealed and not crypto.needs_resealing(held.phone_sealed)
    with open_scope(machine("timer")):
        assert Change.objects.count() == changes, "a new key is no change"
        old = Change.objects.filter(changed__has_key="phone_sealed").latest("id").changed["phone_sealed"][0]
        assert crypto.unseal(bytes.fromhex(old[2:]), purpose="people.person.phone") == "13812345677"
        assert list(sealing.verify()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE kernel_look SET reason = '别的'",
        "DELETE FROM kernel_look",
        "UPDATE kernel_change SET why = '别的' WHERE id = (SELECT min(id) FROM kernel_change)",
        "DELETE FROM kernel_change WHERE id = (SELECT min(id) FROM kernel_change)",
        "DELETE FROM kernel_trailseal",
    ],
)
def test_what_the_owner_tampers_with_shows(
    world: World, owner_connection: psycopg.Connection[Any], tampering: str
) -> None:
    people(world)
    with open_scope(machine("timer")):
        assert sealing.seal(clock.now()) > 0
        assert sealing.seal(clock.now()) == 0
    with open_scope(machine("timer")):
        assert sealing.write_heads() == TrailSeal.objects.count() == 2
        assert sealing.write_heads() == 0
        assert list(sealing.verify()) == []
    for table in ("kernel_look", "kernel_trailseal"):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    owner_connection.execute(tampering)
    for table in ("kernel_look", "kernel_trailseal"):
        owner_connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
    owner_connection.commit()
    with open_scope(machine("timer")):
        assert list(sealing.verify())


@pytest.mark.django_db
def test_somebody_forgotten_leaves_the_seals_whole(world: World) -> None:
    from wangge.registers.rights import terms
    from wangge.registers.rights.actions.retention import erase

    person = people(world)
    with open_scope(machine("timer")):
        before = [sealing.digest_of(change) for change in Change.objects.filter(table="people_person").order_by("id")]
        erase(terms.OF_PEOPLE, [person.pk], (), clock.now())
        kept = Change.objects.filter(table="people_person").order_by("id")[: len(before)]
        assert [sealing.digest_of(change) for change in kept] == before
        assert sealing.forgotten() > 0
        assert list(sealing.verify()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE kernel_change SET user_id = 7 WHERE digest <> ''",
        "UPDATE kernel_change SET changed = '{}' WHERE digest <> '' AND changed <> '{}'",
        "UPDATE kernel_change SET digest = left(digest, 64), user_id = 7 WHERE digest <> ''",
    ],
)
def test_nothing_else_passes_for_forgetting(
    world: World, owner_connection: psycopg.Connection[Any], tampering: str
) -> None:
    person = people(world)
    with open_scope(machine("timer")):
        assert sealing.seal(clock.now()) > 0
        history.forget("people_person", [person.pk], ["phone_sealed", "phone_index", "phone_tail_index"])
    with open_scope(machine("timer")):
        sealing.write_heads()
        assert sealing.forgotten() and list(sealing.verify()) == []
    assert owner_connection.execute(tampering).rowcount > 0
    owner_connection.commit()
    with open_scope(machine("timer")):
        assert list(sealing.verify())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["DELETE FROM kernel_change", "UPDATE kernel_change SET user_id = 7", "DELETE FROM rights_incident"]
)
def test_the_product_may_not_rewrite_history_under_any_scope(world: World, words: str) -> None:
    with (
        open_scope(machine("timer")),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="permission"),
        transaction.atomic(),
    ):
        cursor.execute(words)
