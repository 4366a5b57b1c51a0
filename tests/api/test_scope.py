"""A token opens what its mandate may see, and not even the existence of anything else."""

import pytest

from tests.api.callers import system
from tests.api.test_cases import REPORT, ok
from tests.world import As, World
from wangge.exchange import tokens
from wangge.kernel import clock


@pytest.mark.parametrize("who", ["neighbour_street", "police_handler", "neighbour_worker"])
def test_strangers_find_nothing(world: World, who: str) -> None:
    number = ok(system(world, "operator").post("/cases", REPORT), 201)["case"]
    stranger = system(world, who)
    assert ok(stranger.get("/cases"))["items"] == ok(stranger.get("/feed"))["items"] == []
    absent = ok(stranger.get("/cases/9901062099010100001"), 404)
    assert ok(stranger.get(f"/cases/{number}"), 404) == ok(stranger.get(f"/cases/{number}/steps"), 404) == absent
    assert ok(stranger.post(f"/cases/{number}/steps/note", {"note": "看到了吗"}), 404) == absent


def test_a_revoked_token_opens_nothing(world: World) -> None:
    desk = system(world, "operator")
    with As(world.security_admin) as by:
        tokens.revoke(tokens.seen_by(by).get(), by=by, at=clock.now())
    assert desk.get("/cases").status_code == 401


def test_a_token_that_reads_does_not_write(world: World) -> None:
    assert system(world, "operator", may_write=False).post("/cases", REPORT).status_code == 403
