"""Where the acts of this room are written down."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from wangge.accounts.actors import Actor
from wangge.kernel import ids, record


def put_on_record(
    act: str,
    *,
    subject: models.Model,
    by: Actor,
    at: datetime,
    area_code: str,
    facts: Mapping[str, record.Fact] | None = None,
) -> None:
    """An act on a token, a subscription or a delivery, for the audit administrator."""
    record.write(
        "exchange",
        act,
        by=by,
        at=at,
        key=ids.new_id(),
        area_code=area_code,
        subject=subject._meta.model_name or "",
        subject_id=subject.pk,
        facts=facts,
    )
