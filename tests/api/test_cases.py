"""A department's own system takes a case from the first report to its answer, over the api alone."""

from typing import Any
from uuid import uuid4

from tests.api.callers import system
from tests.world import World

REPORT = {
    "description": "井盖丢了",
    "place": "文一路 1 号",
    "area_code": "990106001001001",
    "category": "06001",
    "condition": 1,
}


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_case_goes_from_report_to_feedback(world: World) -> None:
    desk, officer, sender, works = (system(world, who) for who in ("operator", "duty", "dispatcher", "works_handler"))
    number = ok(desk.post("/cases", REPORT), 201)["case"]
    condition = world.conditions["cover"].pk
    assert ok(officer.post(f"/cases/{number}/steps/file", {"condition": condition}))["stage"] == "file"
    assert ok(sender.post(f"/cases/{number}/steps/dispatch", {"lead": "sz."}))["stage"] == "dispatch"

    offers = ok(works.get(f"/cases/{number}/steps"))
    assignment = next(one["assignment"] for one in offers if one["step"] == "accept")
    assert ok(works.post(f"/cases/{number}/steps/accept", {"assignment": assignment}))["stage"] == "handle"
    answer = {"assignment": assignment, "answer": "已换新井盖"}
    assert ok(works.post(f"/cases/{number}/steps/feedback", answer))["stage"] == "feedback"

    shown = ok(works.get(f"/cases/{number}"))
    assert [line["step"] for line in shown["journal"]] == ["collect", "file", "dispatch", "accept", "feedback"]
    assert shown["journal"][-1]["words"] == {"answer": "已换新井盖"}
    assert [line["number"] for line in ok(works.get("/cases"))["items"]] == [number]


def test_the_same_key_is_answered_the_same(world: World) -> None:
    desk, key = system(world, "operator"), uuid4()
    first, second = (ok(desk.post("/cases", REPORT, key), 201) for _ in range(2))
    assert first == second
    assert len(ok(desk.get("/cases"))["items"]) == 1
    other = desk.post("/cases", {**REPORT, "place": "别处"}, key)
    assert (other.status_code, other.headers["Content-Type"]) == (409, "application/problem+json")


def test_lists_go_on_where_they_ended(world: World) -> None:
    desk = system(world, "operator")
    made = [ok(desk.post("/cases", REPORT), 201)["case"] for _ in range(5)]
    first = ok(desk.get("/cases", limit=2))
    second = ok(desk.get("/cases", limit=2, cursor=first["next"]))
    third = ok(desk.get("/cases", limit=2, cursor=second["next"]))
    assert third["next"] is None
    assert [one["number"] for page in (first, second, third) for one in page["items"]] == made[::-1]


def test_a_refusal_is_a_sentence_and_a_field(world: World) -> None:
    desk = system(world, "operator")
    said = ok(desk.post("/cases", {**REPORT, "area_code": "990106999"}), 422)
    assert (said["field"], said["status"], said["detail"]) == ("area_code", 422, "没有这个区域代码。")
    number = ok(desk.post("/cases", REPORT), 201)["case"]
    assert ok(desk.post(f"/cases/{number}/steps/close"), 409)["detail"]


def test_every_error_is_a_problem(world: World) -> None:
    desk = system(world, "operator")
    answers = {
        404: desk.get("/nothing"),
        405: desk.client.delete("/api/v1/cases", headers=desk._headers()),
        422: desk.get("/cases", limit=0),
        400: desk.client.post(
            "/api/v1/cases",
            "{",
            content_type="application/json",
            headers={**desk._headers(), "Idempotency-Key": str(uuid4())},
        ),
        401: desk.client.get("/api/v1/cases"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"]
