"""Work for later: a job is a row of the same transaction as the act that wants it, so both are kept or neither is.

Jobs carry keys, never personal data; what they need they read when they run, under the scope "worker".
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import DEFAULT_QUEUE, Job, Status
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

from wangge.kernel import clock
from wangge.kernel.scope import in_scope, machine

JobArgument = str | int | UUID | None
KEY = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")
RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)  # the last one about three hours after the first
STALLED_SECONDS = 30  # three missed heartbeats; less would run living jobs twice
LONGEST_SECONDS = 1800  # no job takes so long: its worker lives, but could not say that the job had ended
ABANDONED = """
SELECT job.id FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id
WHERE job.status = 'doing' AND event.type = 'started'
GROUP BY job.id HAVING max(event.at) < now() - %(longest)s * interval '1 second'
"""
KEPT_HOURS = 72

P = ParamSpec("P")
R = TypeVar("R")


def defer(
    task_name: str, *, queue: str | None = None, run_at: datetime | None = None, **arguments: JobArgument
) -> None:
    """Leave a job in the current transaction: it runs after the commit (not before `run_at`), or never was."""
    options: dict[str, Any] = {"schedule_at": run_at} | ({"queue": queue} if queue else {})
    app.job_manager.batch_defer_jobs([_job(task_name, options, arguments)])


def react(step: str, *, about: UUID | None = None, **arguments: JobArgument) -> None:
    """Leave every job that config/reactions.py lists for a step, in one query.

    Jobs of one task about the same thing run one after another, in the order in which they were left.
    """
    jobs = [_job(name, {"lock": f"{name}:{about}"} if about else {}, arguments) for name in reactions().get(step, ())]
    if jobs:
        app.job_manager.batch_defer_jobs(jobs)


def wake(errand_name: str) -> None:
    """Once the running transaction has been committed, leave an errand, unless it waits already."""
    transaction.on_commit(lambda: _wake(errand_name), robust=True)


@cache
def reactions() -> Mapping[str, tuple[str, ...]]:
    """What happens after which step."""
    found: Mapping[str, tuple[str, ...]] = import_string(settings.REACTIONS)
    return found


def task(
    name: str, *, queue: str = DEFAULT_QUEUE, as_machine: str = "worker"
) -> Callable[[Callable[P, R]], Task[P, R, P]]:
    """Decorator: the function runs as a job, in one transaction under a machine's scope, and again when it fails.

    A job may run twice (the worker may die after the commit): its effect must bear a key that makes that harmless.
    """

    def wrap(function: Callable[P, R]) -> Task[P, R, P]:
        return app.task(name=name, queue=queue, retry=RETRY)(in_scope(machine(as_machine))(function))

    return wrap


def errand(name: str) -> Callable[[Callable[[JobContext], None]], Task[[JobContext], None, [JobContext]]]:
    """Decorator: a job that speaks with the world outside, one of its name at a time.

    It opens short scopes of its own, and none while it waits for an answer: a long transaction would hold back all who
    read the feed. It is not tried again by itself; the timer finds what is left and wakes it (`wake`).
    """

    def wrap(function: Callable[[JobContext], None]) -> Task[[JobContext], None, [JobContext]]:
        return app.task(name=name, lock=name, queueing_lock=name, pass_context=True)(function)

    return wrap


@app.periodic(cron="* * * * * */30")
@app.task(
    name="kernel.retry_stalled_jobs",
    queueing_lock="kernel.retry_stalled_jobs",
    pass_context=True,
)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died to the living, and those that a worker lost with its connection."""
    stalled = await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
    abandoned = await context.app.connector.execute_query_all_async(ABANDONED, longest=LONGEST_SECONDS)
    for job_id in {*(job.id for job in stalled if job.id), *(row["id"] for row in abandoned)}:
        await _give_back(context.app.job_manager, job_id)


async def _give_back(jobs: JobManager, job_id: int) -> None:
    """Where the same job waits already, that one takes its place: left alone, the lost one would hold its lock."""
    try:
        await jobs.retry_job_by_id_async(job_id=job_id, retry_at=clock.now())
    except UniqueViolation:
        await jobs.finish_job_by_id_async(job_id=job_id, status=Status.FAILED, delete_job=True)


@app.periodic(cron="17 3 * * *")
@app.task(
    name="kernel.forget_finished_jobs",
    queueing_lock="kernel.forget_finished_jobs",
    pass_context=True,
)
async def forget_finished_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs that succeeded days ago are of no use; failed ones stay until somebody has looked at them."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


def _wake(errand_name: str) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(errand_name, lock=errand_name, queueing_lock=errand_name).defer()


def _job(task_name: str, options: dict[str, Any], arguments: Mapping[str, JobArgument]) -> Job:
    carried: dict[str, Any] = {name: _carried(task_name, name, value) for name, value in arguments.items()}
    return app.configure_task(task_name, **options).make_new_job(**carried)


def _carried(task_name: str, name: str, value: JobArgument) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    text = str(value)
    if not KEY.fullmatch(text):
        raise ValueError(f"{task_name}: {name} is no key. A job carries keys, never words or personal data.")
    return text
