"""The look-trail: nobody sees what is masked without a reason that stays."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from wangge.kernel import masks
from wangge.kernel.models import Look
from wangge.kernel.record import Doer
from wangge.kernel.refused import Refused

SHORTEST_REASON = 2


def look(
    subject: str,
    subject_id: object,
    what: str,
    *,
    by: Doer,
    at: datetime,
    reason: str,
    area_code: str = "",
) -> Look:
    """Note that `by` is shown `what` (a phone, an address …) of a subject. Refused without a reason."""
    reason = masks.mask_numbers(reason.strip())
    if len(reason) < SHORTEST_REASON:
        raise Refused(_("查看个人信息须说明事由。"), field="reason", mend=_("请填写事由。"))
    note = Look(
        who=by.user_id,
        mandate=by.mandate_id,
        name=by.name,
        at=at,
        area_code=area_code,
        subject=subject,
        subject_id=str(subject_id),
        what=what,
        reason=reason[:200],
    )
    note.save(force_insert=True)
    return note


def looks_at(subject: str, *subject_ids: object) -> list[Look]:
    """Every look at a subject, under each key that it has had, as far as the scope may see it; the latest first."""
    keys = [str(each) for each in subject_ids]
    return list(Look.objects.filter(subject=subject, subject_id__in=keys).order_by("-at", "-id"))


def looks_within_hour(by: Doer, at: datetime, subject: str, *whats: str) -> int:
    """How often somebody was shown such a thing within the hour before `at`."""
    return looks_within(timedelta(hours=1), by, at, subject, *whats)


def looks_within(span: timedelta, by: Doer, at: datetime, subject: str, *whats: str) -> int:
    """The same within any span before `at`. Whoever asks waits for what he does elsewhere, so that a limit holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"wangge.look:{by.user_id}"])
    since = at - span
    return Look.objects.filter(who=by.user_id, subject=subject, what__in=whats, at__gt=since, at__lte=at).count()
