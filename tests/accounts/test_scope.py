"""A forgotten filter does not leak: every table of accounts, through the ORM and through raw SQL, without one."""

from datetime import date
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.accounts.conftest import user_of
from tests.world import BEGINNING, MONDAY_NINE, As, World, give_password
from wangge.accounts import actions, names
from wangge.accounts.actors import Actor
from wangge.accounts.models import Credential, Department, Mandate, RecoveryCode, SignIn, User
from wangge.accounts.roles import Role
from wangge.kernel.scope import machine, open_scope

MATTER = UUID(int=7)
TABLES = [model._meta.db_table for model in apps.get_app_config("accounts").get_models()]


def count(table: str) -> int:
    """How many rows raw SQL sees."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
        return int(cursor.fetchone()[0])


@pytest.fixture
def full_town(town: World) -> World:
    """The town with a row in every table."""
    for who in ("worker", "community", "security_admin"):
        give_password(who)
    with open_scope(machine("signin")):
        SignIn(
            kind=SignIn.Kind.SIGNED_IN, at=MONDAY_NINE, user=user_of(town, "worker"), name_index=names.index("worker")
        ).save(force_insert=True)
    with As(town.worker):
        RecoveryCode.objects.create(user=user_of(town, "worker"), digest="0" * 64)
    return town


@pytest.mark.parametrize("table", TABLES)
def test_without_a_scope_there_are_no_rows(full_town: World, table: str) -> None:
    model = next(model for model in apps.get_app_config("accounts").get_models() if model._meta.db_table == table)

    assert count(table) == 0
    assert list(model._default_manager.all()) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_guarded_by_the_database(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_a_community_sees_its_own_mandates_and_those_above_it(town: World) -> None:
    with As(town.community):
        seen = set(Mandate.objects.values_list("user__username", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT user_id FROM accounts_mandate")
            raw = {user_id for (user_id,) in cursor.fetchall()}

    assert {"worker", "community", "community_second", "street", "dispatcher", "urban_handler"} <= seen
    assert seen.isdisjoint({"neighbour_worker", "neighbour_community", "neighbour_street"})
    assert raw.isdisjoint({town.neighbour_worker.user_id, town.neighbour_community.user_id})


def test_names_of_colleagues_are_read_everywhere_and_their_secrets_nowhere(full_town: World) -> None:
    with As(full_town.community):
        assert User.objects.get(username="dispatcher").name == "施芸"
        assert [row.user.username for row in Credential.objects.select_related("user")] == ["community"]
        assert count("accounts_credential") == 1
        assert count("accounts_recoverycode") == 0
        assert count("accounts_signin") == 0


def test_a_phone_is_sealed_in_the_row(town: World) -> None:
    with As(town.worker) as me:
        worker = user_of(town, "worker")
        actions.give_phone(worker, "138 0013 8000", by=me, at=MONDAY_NINE)

    with As(town.community):
        colleague = user_of(town, "worker")
        assert b"138" not in bytes(colleague.phone_sealed or b"")
        assert colleague.phone == "138 0013 8000"


def test_the_portal_and_a_resident_see_only_what_is_published(full_town: World) -> None:
    with As(full_town.worker) as me:
        mandate = Mandate.objects.select_related("user").get(pk=me.mandate_id)
        actions.publish(mandate, name="王敏", duty="网格员", phone="0571-000", by=me, at=MONDAY_NINE)

    resident = Actor.resident(case_id=MATTER, area_code="990106001001001")
    for scope in (machine("portal"), resident.scope()):
        with open_scope(scope):
            assert [row.public_name for row in Mandate.objects.all()] == ["王敏"]
            assert count("accounts_mandate") == 1
            assert count("accounts_user") == 0
            assert count("accounts_credential") == 0
            assert count("accounts_signin") == 0


def test_somebody_without_a_mandate_sees_only_themselves(full_town: World) -> None:
    with open_scope(Actor.of_user(_user(full_town)).scope()):
        assert [user.username for user in User.objects.all()] == ["worker"]
        assert count("accounts_mandate") == 1


def _user(town: World) -> User:
    with open_scope(machine("signin")):
        return user_of(town, "worker")


@pytest.mark.parametrize("who", ["worker", "community", "dispatcher", "leader", "system_admin", "audit_admin"])
def test_only_the_security_administrator_grants_by_raw_sql_too(town: World, who: str) -> None:
    with As(town.people[who]), pytest.raises(DatabaseError), transaction.atomic():
        _insert_mandate(town, town.people["worker2"].user_id)


def test_nobody_grants_to_themselves_by_raw_sql_either(town: World) -> None:
    with As(town.security_admin) as me, pytest.raises(DatabaseError, match="themselves"), transaction.atomic():
        _insert_mandate(town, me.user_id)


def _insert_mandate(town: World, user_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_mandate (user_id, role, area_id, area_code, department_path, starts_on, is_public,"
            " public_name, public_duty, public_phone) VALUES (%s, 'operator', %s, '', '', %s, false, '', '', '')",
            [user_id, town.areas["district"].pk, BEGINNING],
        )


def test_a_mandate_cannot_be_turned_into_another(town: World) -> None:
    with As(town.security_admin), pytest.raises(DatabaseError, match="keeps"), transaction.atomic():
        Mandate.objects.filter(pk=town.worker.mandate_id).update(role=Role.LEADER)


def test_nobody_prolongs_or_ends_what_is_their_own(town: World) -> None:
    with As(town.worker) as me, pytest.raises(DatabaseError, match="ends a mandate"), transaction.atomic():
        Mandate.objects.filter(pk=me.mandate_id).update(ends_on=date(2030, 1, 1))
    with As(town.security_admin) as me, pytest.raises(DatabaseError, match="ends a mandate"), transaction.atomic():
        Mandate.objects.filter(pk=me.mandate_id).update(ends_on=date(2030, 1, 1))


def test_an_administrator_holds_no_other_role_in_the_database(town: World) -> None:
    with As(town.security_admin), pytest.raises(DatabaseError, match="no other role"), transaction.atomic():
        _insert_mandate(town, town.system_admin.user_id)


def test_a_system_administrator_unlocks_nobody(town: World) -> None:
    with As(town.system_admin), pytest.raises(DatabaseError, match="locks a user"), transaction.atomic():
        User.objects.filter(username="worker").update(is_active=False)


def test_a_colleague_cannot_write_a_user_at_all(town: World) -> None:
    with As(town.community):
        assert User.objects.filter(username="worker").update(language="en") == 0
        assert Department.objects.update(name="x") == 0
        assert Mandate.objects.exclude(user_id=town.community.user_id).update(public_name="x") == 0


def test_the_record_of_the_door_only_grows(full_town: World) -> None:
    with As(full_town.audit_admin):
        assert count("accounts_signin") == 1
        for statement in ("UPDATE accounts_signin SET kind = 'locked'", "DELETE FROM accounts_signin"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_scope_cannot_claim_a_mandate_of_somebody_else(town: World) -> None:
    stolen = Actor(
        kind="mandate", name="", user_id=town.worker.user_id, mandate_id=town.security_admin.mandate_id, area_code="99"
    )
    with open_scope(stolen.scope()), connection.cursor() as cursor:
        cursor.execute("SELECT wangge_role()")
        assert cursor.fetchone() == (None,)


def test_when_an_area_gets_a_new_code_its_mandates_follow(town: World) -> None:
    with open_scope(machine("import")):
        town.areas["grid4"].code = "990106002001009"
        town.areas["grid4"].save(update_fields=["code"])

        assert Mandate.objects.get(pk=town.neighbour_worker.mandate_id).area_code == "990106002001009"
