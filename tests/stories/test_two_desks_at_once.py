"""Two desks press at once: one wins, the other reads why; a double press is one step."""

import threading
from dataclasses import replace

import pytest
from django.db import connection

from tests.world import As, World, build, fresh, moment
from wangge.cases.models import Entry
from wangge.cases.stages import file
from wangge.cases.workflow import Stage
from wangge.kernel.refused import Refused


@pytest.mark.django_db(transaction=True)
def test_one_wins_and_the_other_reads_why() -> None:
    world = build()
    with As(world.worker):
        case = world.collect("worker").case
    together, answers = threading.Barrier(2), []

    def press(who: str) -> None:
        try:
            with As(world.people[who]):
                together.wait()
                visit = world.visit(who, moment("2026-03-02 09:10"))
                file.file(case, visit, condition=world.conditions["heap"])
                answers.append("filed")
        except Refused as refused:
            answers.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(who,)) for who in ("community", "community_second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == sorted(["filed", "此案现处于“建档立卷”阶段，不能立案。"])
    with As(world.community):
        assert Entry.objects.filter(case=case, step="file").count() == 1


def test_a_double_press_is_one_step(world: World) -> None:
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.community):
        visit = world.visit("community", moment("2026-03-02 09:10"))
        first = file.file(case, visit, condition=world.conditions["heap"])
        second = file.file(case, visit, condition=world.conditions["heap"])
        assert first.pk == second.pk
        assert fresh(case).stage == Stage.FILE
        with pytest.raises(Refused, match="提交编号"):
            file.escalate(case, replace(visit, at=moment("2026-03-02 09:11")))
