"""A key stands for one submission: the same one again is answered the same, another one under it is refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from tests.api.callers import System, system
from tests.api.test_cases import REPORT, ok
from tests.world import World, build

AT_ONCE = 4


def test_a_step_sent_again_is_one_step(world: World) -> None:
    desk, key = system(world, "operator"), uuid4()
    number = ok(desk.post("/cases", REPORT), 201)["case"]
    path = f"/cases/{number}/steps/note"
    assert ok(desk.post(path, {"note": "看过"}, key)) == ok(desk.post(path, {"note": "看过"}, key))
    assert len(ok(desk.get(f"/cases/{number}"))["journal"]) == 2


def test_another_submission_under_the_key_is_refused(world: World) -> None:
    desk, key = system(world, "operator"), uuid4()
    number = ok(desk.post("/cases", REPORT, key), 201)["case"]
    for path, body in (("/cases", {**REPORT, "place": "别处"}), (f"/cases/{number}/steps/note", {"note": "看过"})):
        said = ok(desk.post(path, body, key), 409)
        assert said["type"] == "/api/v1/docs#problem-key-reused"
        assert said["detail"] == "这个 Idempotency-Key 已经用于另一项提交。"
    assert len(ok(desk.get("/cases"))["items"]) == 1


def test_what_was_refused_may_try_again_under_its_key(world: World) -> None:
    desk, key = system(world, "operator"), uuid4()
    assert desk.post("/cases", {**REPORT, "area_code": "990106999"}, key).status_code == 422
    ok(desk.post("/cases", REPORT, key), 201)


def test_a_key_belongs_to_its_token(world: World) -> None:
    desk, officer, key = system(world, "operator"), system(world, "duty"), uuid4()
    first, second = (ok(caller.post("/cases", REPORT, key), 201)["case"] for caller in (desk, officer))
    assert first != second


@pytest.mark.parametrize("key", ["", "1", "not-a-uuid"])
def test_a_write_without_a_key_is_refused(world: World, key: str) -> None:
    desk = system(world, "operator")
    headers = desk._headers() | ({"Idempotency-Key": key} if key else {})
    answer = desk.client.post("/api/v1/cases", REPORT, content_type="application/json", headers=headers)
    assert ok(answer, 422)["field"] == "Idempotency-Key"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_under_one_key_are_one(transactional_db: None) -> None:
    world, key, together = build(), uuid4(), threading.Barrier(AT_ONCE)
    desk = system(world, "operator")

    def press(_number: int) -> tuple[int, object]:
        together.wait()
        try:
            answer = System(desk.word).post("/cases", REPORT, key)
            return answer.status_code, answer.json()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(press, range(AT_ONCE)))
    assert [status for status, _ in answers] == [201] * AT_ONCE
    assert len({str(body) for _, body in answers}) == 1
    assert len(ok(desk.get("/cases"))["items"]) == 1
