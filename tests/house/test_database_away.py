"""While the database is away, machines and people are told so calmly, and nothing of what is inside."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.api.callers import system
from tests.api.test_cases import REPORT
from tests.world import build
from wangge.cases.models import Case
from wangge.kernel.scope import machine, open_scope

INSIDES = ("Traceback", "OperationalError", "psycopg", "connection", "127.0.0.1", "server closed")
DROP_THE_LINE = """
CREATE FUNCTION tests_drop_the_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM set_config('role', 'none', true), pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
CREATE TRIGGER drop_the_line BEFORE INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION tests_drop_the_line();
"""


@pytest.fixture
def away(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """A visitor of a house whose database cannot be reached: nobody listens at its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    connection.close()
    for name, value in (("HOST", "127.0.0.1"), ("PORT", port)):
        monkeypatch.setitem(connection.settings_dict, name, value)
    with django_db_blocker.unblock():
        yield Client(raise_request_exception=False)
        connection.close()


@pytest.mark.parametrize("path", ["/cases", "/feed", "/areas", "/openapi.json", "/docs", "/nothing/here", ""])
def test_a_machine_reads_a_problem(away: Client, path: str) -> None:
    answer = away.get(f"/api/v1{path}", headers={"Authorization": "Bearer wg_x"})
    _is_away(answer, "application/problem+json")
    assert answer.json().keys() == {"type", "title", "status", "detail"}


def test_a_machine_that_writes_is_told_to_come_again(away: Client) -> None:
    headers = {"Authorization": "Bearer wg_x", "Idempotency-Key": str(uuid4())}
    answer = away.post("/api/v1/cases", REPORT, content_type="application/json", headers=headers)
    _is_away(answer, "application/problem+json")
    assert "Idempotency-Key" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/", "/report/", "/places/?q=阳光", "/desk/", "/field/", "/accounts/sign-in"])
@pytest.mark.parametrize("cookie", ["", "a" * 32])
def test_a_person_reads_a_calm_page(away: Client, path: str, cookie: str) -> None:
    if cookie:
        away.cookies["wangge_session"] = cookie
    answer = away.get(path)
    _is_away(answer, "text/html; charset=utf-8")
    assert "系统暂时不可用" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v2/cases"])
@pytest.mark.django_db
def test_an_address_beside_the_api_is_a_problem_too(path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.django_db(transaction=True)
def test_a_line_that_breaks_in_the_middle(owner_connection: psycopg.Connection[Any]) -> None:
    desk = system(build(), "operator")
    desk.client.raise_request_exception = False
    key = uuid4()
    owner_connection.execute(DROP_THE_LINE)
    try:
        broken = desk.post("/cases", REPORT, key=key)
    finally:
        owner_connection.execute("DROP FUNCTION tests_drop_the_line() CASCADE")
    _is_away(broken, "application/problem+json")

    assert desk.post("/cases", REPORT, key=key).status_code == 201
    with open_scope(machine("worker")):
        assert Case.objects.count() == 1


def _is_away(answer: Any, kind: str) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, kind)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [word for word in INSIDES if word in answer.content.decode()]
