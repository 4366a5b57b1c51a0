"""A scope opens with its transaction, nests, and is never left behind."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wangge.kernel import scope
from wangge.kernel.scope import Scope, become, current, in_scope, machine, open_scope

pytestmark = pytest.mark.django_db

STREET = Scope("mandate", user_id=7, mandate_id=9, area_lo="330106003", area_hi="330106003~")
RESIDENT = Scope("resident", case_id=UUID(int=5))


def told() -> dict[str, str]:
    """What the database believes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('{name}', true)" for name in scope.SETTINGS))
        row = cursor.fetchone()
    return {name.removeprefix("wangge."): value or "" for name, value in zip(scope.SETTINGS, row, strict=True)}


def test_the_database_is_told_who_looks() -> None:
    with open_scope(STREET):
        assert current() == STREET
        assert told() == {
            "scope": "mandate",
            "user_id": "7",
            "mandate_id": "9",
            "area_lo": "330106003",
            "area_hi": "330106003~",
            "department_lo": "",
            "department_hi": "",
            "case_id": "",
        }
    assert current() is None
    assert set(told().values()) == {""}


def plans() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        return str(cursor.fetchone()[0])


def test_plans_are_kept_where_things_are_done() -> None:
    with open_scope(STREET):
        assert plans() == "force_custom_plan"
        with open_scope(STREET, acts=True):
            assert plans() == "auto"
            become(RESIDENT)
            assert plans() == "auto"
            with open_scope(RESIDENT):
                assert plans() == "auto"
        assert plans() == "force_custom_plan"


def test_the_outer_scope_stands_again() -> None:
    with open_scope(STREET):
        with open_scope(RESIDENT):
            assert told()["case_id"] == str(UUID(int=5))
            assert told()["user_id"] == ""
        assert current() == STREET
        assert told()["user_id"] == "7"


def test_the_outer_scope_stands_again_after_a_failure() -> None:
    with open_scope(STREET):
        with pytest.raises(ZeroDivisionError), open_scope(RESIDENT):
            raise ZeroDivisionError
        assert current() == STREET
        assert told()["scope"] == "mandate"
    assert told()["scope"] == ""


def test_a_scope_can_change_within_its_block() -> None:
    with open_scope(machine("signin")):
        become(STREET)
        assert current() == STREET
        assert told()["area_lo"] == "330106003"
    assert current() is None


def test_becoming_needs_an_open_scope() -> None:
    with pytest.raises(RuntimeError, match="No scope is open"):
        become(STREET)


@pytest.mark.django_db(transaction=True)
def test_opening_costs_one_query_and_leaves_nothing_on_the_connection() -> None:
    with CaptureQueriesContext(connection) as queries, open_scope(STREET):
        pass
    assert [query["sql"][:6] for query in queries if query["sql"] not in ("BEGIN", "COMMIT")] == ["SELECT"]
    assert told()["scope"] == ""


@pytest.mark.django_db(transaction=True)
def test_after_the_commit_no_scope_is_open() -> None:
    seen: list[Scope | None] = []
    with open_scope(STREET):
        from django.db import transaction

        transaction.on_commit(lambda: seen.append(current()))
    assert seen == [None]


def test_a_function_can_be_scoped() -> None:
    @in_scope(machine("worker"))
    def look() -> Scope | None:
        return current()

    assert look() == Scope("worker", area_lo="", area_hi="~")


def test_machines_are_listed() -> None:
    assert machine("portal").area_hi == ""
    assert machine("feed").area_hi == "~"
    with pytest.raises(ValueError, match="not a machine"):
        machine("nobody")
    with pytest.raises(ValueError, match="needs a name"), open_scope(Scope("")):
        pass


@pytest.mark.parametrize(
    ("code", "is_in"), [("330106", True), ("330106003051001", True), ("330107", False), ("33010", False)]
)
def test_a_range_holds_a_code_and_what_lies_below(code: str, is_in: bool) -> None:
    lo, hi = scope.code_range("330106")
    assert (lo <= code < hi) is is_in
