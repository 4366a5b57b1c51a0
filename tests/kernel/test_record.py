"""Acts of other rooms and looks at personal data stay as they were written."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from wangge.kernel import jobs, record, trail
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look, Record
from wangge.kernel.refused import Refused
from wangge.kernel.scope import Scope, code_range, machine, open_scope

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DISTRICT = Scope("mandate", 7, 9, *code_range("330106"))
ELSEWHERE = Scope("mandate", 8, 10, *code_range("330105"))
HERSELF = Scope("self", user_id=7)


@dataclass(frozen=True)
class Person:
    name: str = "王芳"
    user_id: int | None = 7
    mandate_id: int | None = 9


def write(**changes: Any) -> Record:
    given: dict[str, Any] = {"by": Person(), "at": AT, "key": new_id(), "area_code": "330106003", "subject": "area"}
    return record.write("areas", "renamed", **given | changes)


def test_a_record_says_who_what_when() -> None:
    with open_scope(DISTRICT):
        written = write(subject_id=12, facts={"was": "三墩", "is": "三墩镇"})
        found = Record.objects.get(key=written.key)
    assert (found.step, found.by_name, found.user_id, found.mandate_id) == ("areas.renamed", "王芳", 7, 9)
    assert (found.at, found.subject, found.subject_id) == (AT, "area", "12")
    assert found.recorded_at > AT or found.recorded_at <= AT
    assert found.facts == {"was": "三墩", "is": "三墩镇"}


def test_the_same_key_writes_once() -> None:
    key = new_id()
    with open_scope(DISTRICT):
        first, second = write(key=key), write(key=key, subject="something else")
        assert first == second
        assert second.subject == "area"
        assert Record.objects.count() == 1


def test_a_record_is_seen_in_its_area_and_by_its_doer() -> None:
    with open_scope(machine("worker")):
        write()
    for scope, seen in ((DISTRICT, 1), (ELSEWHERE, 0), (HERSELF, 1), (machine("portal"), 0)):
        with open_scope(scope):
            assert Record.objects.count() == seen, scope


def test_a_record_can_be_written_where_it_is_not_seen() -> None:
    with open_scope(machine("signin")):
        write(by=Person("", None, None), area_code="")
        assert Record.objects.count() == 0


@pytest.mark.parametrize("table", ["kernel_record", "kernel_look"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET subject = ''", "DELETE FROM {}"])
def test_what_is_written_stays(table: str, statement: str) -> None:
    with open_scope(machine("worker")), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def test_reactions_are_left_with_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "reactions", lambda: {"areas.renamed": ("test.tell", "test.count")})
    with open_scope(DISTRICT):
        written = write()
        write(key=written.key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")
        left = cursor.fetchall()
    assert [name for name, _ in left] == ["test.tell", "test.count"]
    assert all(str(written.key) in str(args) for _, args in left)


@pytest.mark.django_db(transaction=True)
def test_a_record_belongs_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        write()


def test_a_look_leaves_a_trail_with_its_reason() -> None:
    with open_scope(DISTRICT):
        trail.look("case", "c1", "phone", by=Person(), at=AT, reason=" 回访 ", area_code="330106003051")
        (look,) = trail.looks_at("case", "c1")
    assert (look.who, look.mandate, look.name, look.what, look.reason) == (7, 9, "王芳", "phone", "回访")
    with open_scope(ELSEWHERE):
        assert trail.looks_at("case", "c1") == []


def test_a_look_without_a_reason_is_refused() -> None:
    with open_scope(DISTRICT):
        with pytest.raises(Refused) as refusal:
            trail.look("case", "c1", "phone", by=Person(), at=AT, reason="  ")
        assert refusal.value.field == "reason"
        assert Look.objects.count() == 0
