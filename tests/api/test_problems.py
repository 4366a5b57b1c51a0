"""Every error has one shape, says one sentence, and tells nothing of what is inside."""

from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest

from tests.api.callers import System, system
from tests.api.test_cases import REPORT, ok
from tests.world import World

SHAPE = {"type", "title", "status", "detail"}


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    said: dict[str, Any] = ok(answer, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert said.keys() >= SHAPE
    assert (said["status"], bool(said["detail"])) == (status, True)
    return said


def sent(caller: System, body: str | bytes, content_type: str = "application/json", path: str = "/cases") -> Any:
    headers = {**caller._headers(), "Idempotency-Key": str(uuid4())}
    return caller.client.post(f"/api/v1{path}", body, content_type=content_type, headers=headers)


def test_addresses_and_methods(world: World) -> None:
    desk = system(world, "operator")
    for path in ("/nothing", "/cases/", "/cases/99010620261124000001x", f"/attachments/{uuid4()}", "/areas/990999"):
        assert desk.get(path).status_code in (404, 422)
        is_problem(desk.get(path), desk.get(path).status_code)
    refused = desk.client.delete("/api/v1/cases", headers=desk._headers())
    assert is_problem(refused, 405)["title"] == "Method Not Allowed"
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", ["{", "", "nul", b"\xff\xfe", "[" * 100_000])
def test_what_cannot_be_read(world: World, body: str | bytes) -> None:
    is_problem(sent(system(world, "operator"), body), 400 if body else 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_what_is_not_json(world: World, kind: str) -> None:
    assert is_problem(sent(system(world, "operator"), "a=1", kind), 415)["type"].endswith("#problem-not-json")


def test_what_is_too_large(world: World) -> None:
    is_problem(sent(system(world, "operator"), '{"place": "' + "a" * 6_000_000 + '"}'), 413)


def test_fields_are_named(world: World) -> None:
    desk = system(world, "operator")
    said = is_problem(desk.post("/cases", {**REPORT, "lon": 200, "photos": [{"upload": "x"}]}), 422)
    assert {each["field"] for each in said["errors"]} == {"lon", "photos.0.upload"}
    assert is_problem(desk.get("/cases", since="yesterday"), 422)["field"] == "since"
    assert is_problem(desk.get("/cases", cursor="Zm9v"), 422)["field"] == "cursor"
    assert is_problem(desk.post("/cases", {**REPORT, "lat": 30.1}), 422)["field"] == "lon"


def test_a_fault_of_ours_tells_nothing_and_undoes_everything(world: World, caplog: Any) -> None:
    desk = system(world, "operator")
    with patch("wangge.interfaces.api.cases.EntrySaid.of", side_effect=RuntimeError("the secret inside")):
        said = is_problem(desk.post("/cases", REPORT), 500)
    assert "secret" not in str(said)
    assert "the secret inside" in caplog.text
    assert ok(desk.get("/cases"))["items"] == []
