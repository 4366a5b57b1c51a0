"""What is promised after a step exists: every task that the list of reactions names is one that the worker knows."""

import pytest
from procrastinate.contrib.django import app

from wangge.kernel import jobs


@pytest.fixture(autouse=True)
def _every_task_is_read() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]


def test_every_reaction_is_a_known_task() -> None:
    promised = {name for names in jobs.reactions().values() for name in names}
    assert promised <= set(app.tasks)


def test_tasks_are_named_by_their_room() -> None:
    own = {name for name, task in app.tasks.items() if task.func.__module__.startswith("wangge.")}
    assert {"kernel.retry_stalled_jobs", "kernel.forget_finished_jobs"} <= own
    for name in own:
        rooms = app.tasks[name].func.__module__.split(".")[1:-1]
        assert name.split(".")[0] in {*rooms, "timer"}, name
