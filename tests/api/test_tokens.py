"""A token opens what its mandate may see, and not even the existence of anything else."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.callers import System, system
from tests.api.test_cases import REPORT, ok
from tests.kernel.test_files import photo
from tests.world import As, World
from wangge.accounts.actions import mandates
from wangge.accounts.models import Mandate, User
from wangge.exchange import tokens
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope


@pytest.mark.parametrize("who", ["neighbour_street", "police_handler", "neighbour_worker"])
def test_strangers_find_nothing(world: World, who: str) -> None:
    number = ok(system(world, "operator").post("/cases", REPORT), 201)["case"]
    stranger = system(world, who)
    assert ok(stranger.get("/cases"))["items"] == ok(stranger.get("/feed"))["items"] == []
    absent = ok(stranger.get("/cases/9901062099010100001"), 404)
    assert ok(stranger.get(f"/cases/{number}"), 404) == ok(stranger.get(f"/cases/{number}/steps"), 404) == absent
    assert ok(stranger.post(f"/cases/{number}/steps/note", {"note": "看到了吗"}), 404) == absent


def is_shut_out(caller: System) -> bool:
    answers = [caller.get("/cases"), caller.get("/nothing"), caller.post("/cases", REPORT), caller.bring(b"%PDF-")]
    told = {(answer.status_code, answer.headers["WWW-Authenticate"], answer.json()["title"]) for answer in answers}
    return told == {(401, 'Bearer realm="wangge"', "Unauthorized")}


def test_a_revoked_token_opens_nothing(world: World) -> None:
    desk = system(world, "operator")
    ok(desk.get("/cases"))
    with As(world.security_admin) as by:
        tokens.revoke(tokens.seen_by(by).get(), by=by, at=clock.now())
    assert is_shut_out(desk)


def test_an_expired_token_opens_nothing(world: World) -> None:
    assert is_shut_out(system(world, "operator", days=1, issued_ago=timedelta(days=1, seconds=1)))
    ok(system(world, "operator", days=1, issued_ago=timedelta(hours=23)).get("/cases"))


def test_a_token_ends_with_its_mandate(world: World) -> None:
    desk = system(world, "operator")
    with As(world.security_admin) as by:
        mandate = Mandate.objects.get(pk=world.operator.mandate_id)
        mandates.end(mandate, on=clock.today() - timedelta(days=1), by=by, at=clock.now())
    assert is_shut_out(desk)


def test_a_token_ends_with_its_person(world: World) -> None:
    desk = system(world, "operator")
    with open_scope(machine("import")):
        User.objects.filter(pk=world.operator.user_id).update(is_active=False)
    assert is_shut_out(desk)


@pytest.mark.parametrize("word", ["wg_", "wg_" + "x" * 43, "wg_" + "x" * 5000, "网格", "", "null"])
def test_what_is_no_token_opens_nothing(world: World, word: str) -> None:
    assert is_shut_out(System(word))


def test_a_token_that_reads_does_not_write(world: World) -> None:
    desk, reader = system(world, "operator"), system(world, "duty", may_write=False)
    number = ok(desk.post("/cases", REPORT), 201)["case"]
    ok(reader.get(f"/cases/{number}"))
    refused = [
        reader.post("/cases", REPORT),
        reader.post(f"/cases/{number}/steps/note", {"note": "已阅"}),
        reader.bring(photo()),
    ]
    for answer in refused:
        assert ok(answer, 403)["type"].endswith("#problem-not-allowed")
    assert len(ok(desk.get(f"/cases/{number}"))["journal"]) == 1


def test_a_token_may_not_do_the_work_of_others(world: World) -> None:
    assert ok(system(world, "works_handler").post("/cases", REPORT), 403)["detail"] == "这个令牌的角色不能上报案件。"


def test_who_asks_too_often_is_told_to_wait(world: World, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    desk = system(world, "operator")
    answers = [desk.get("/catalogue/versions") for _ in range(4)]
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert answers[-1].headers["Retry-After"] == "60"
    ok(system(world, "duty").get("/catalogue/versions"))
