"""What may be done with notices: they are made, and read."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from wangge.accounts.actors import Actor
from wangge.cases.models import Entry
from wangge.notices.models import Notice
from wangge.notices.recipients import to_act, to_know


@transaction.atomic
def tell(entry: Entry, *, at: datetime) -> int:
    """Tell those who must act now, and those who asked and got an answer; whoever did the step is not told."""
    acting = to_act(entry) - {entry.by_user_id}
    knowing = to_know(entry) - acting - {entry.by_user_id}
    notices = [*_notices(entry, acting, Notice.Why.ACT, at), *_notices(entry, knowing, Notice.Why.KNOW, at)]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


@transaction.atomic
def read_all(*, by: Actor, at: datetime) -> int:
    """The person has seen every notice."""
    return Notice.objects.filter(user=by.user_id, read_at=None).update(read_at=at)


@transaction.atomic
def read(notice: Notice, *, by: Actor, at: datetime) -> None:
    """The person has seen one notice."""
    Notice.objects.filter(pk=notice.pk, user=by.user_id, read_at=None).update(read_at=at)


def _notices(entry: Entry, users: Iterable[int | None], why: Notice.Why, at: datetime) -> list[Notice]:
    case = entry.case
    return [
        Notice(
            user_id=user, entry=entry, case_number=case.number, title=case.title, step=entry.step, why=why, made_at=at
        )
        for user in sorted(user for user in users if user is not None)
    ]
