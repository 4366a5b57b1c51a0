"""Two report the same: the second is merged into the first, and the second reporter is told."""

import pytest

from tests.world import As, World, fresh, moment
from wangge.cases.models import Entry
from wangge.cases.stages import file
from wangge.cases.workflow import Stage
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope
from wangge.notices.actions import tell
from wangge.notices.models import Notice


def test_merged_and_told(world: World) -> None:
    with As(world.worker):
        first = world.collect("worker").case
    with As(world.worker2):
        second = world.collect("worker2", moment("2026-03-02 09:20")).case
    with As(world.community):
        with pytest.raises(Refused, match="并入自己"):
            file.merge(second, world.visit("community", moment("2026-03-02 09:29")), into=second)
        entry = file.merge(second, world.visit("community", moment("2026-03-02 09:30")), into=first)
        merged = fresh(second)
        assert (merged.stage, merged.merged_into_id) == (Stage.MERGED, first.pk)
        assert fresh(first).stage == Stage.COLLECT
    with open_scope(machine("worker")):
        told = Entry.objects.select_related("case", "assignment").get(pk=entry.pk)
        tell(told, at=moment("2026-03-02 09:31"))
        tell(told, at=moment("2026-03-02 09:32"))
    with As(world.worker2):
        notice = Notice.objects.get(step="merge")
        assert (notice.user_id, notice.case_number) == (world.worker2.user_id, second.number)
