"""A worker solves it on the spot; the desk still checks and closes, and not the worker."""

import pytest

from tests.world import As, World, fresh, moment
from wangge.cases.stages import close, collect
from wangge.cases.workflow import Stage
from wangge.kernel.refused import Refused


def test_self_handled(world: World) -> None:
    with As(world.worker):
        case = world.collect("worker").case
        on_the_spot = world.visit("worker", moment("2026-03-02 09:15"), answer="已把杂物搬走")
        with pytest.raises(Refused, match="执法"):
            collect.self_handle(case, on_the_spot, condition=world.conditions["stall"])
        collect.self_handle(case, on_the_spot, condition=world.conditions["heap"])
        assert fresh(case).stage == Stage.FEEDBACK
    with As(world.community):
        close.order_check(case, world.visit("community", moment("2026-03-02 09:20")))
    with As(world.worker), pytest.raises(Refused, match="不能自己定论"):
        close.answer_check(case, world.visit("worker", moment("2026-03-02 09:25")), is_passed=True)
    with As(world.worker2):
        close.answer_check(case, world.visit("worker2", moment("2026-03-02 09:30")), is_passed=True)
    with As(world.community):
        close.close(case, world.visit("community", moment("2026-03-02 09:40")))
        assert fresh(case).stage == Stage.EVALUATE


def test_photos_are_asked_for_where_the_condition_says_so(world: World) -> None:
    condition = world.conditions["heap"]
    condition.wants_photo_after = True
    with As(world.worker):
        case = world.collect("worker").case
        with pytest.raises(Refused, match="处置后的照片"):
            collect.self_handle(case, world.visit("worker", moment("2026-03-02 09:15")), condition=condition)
