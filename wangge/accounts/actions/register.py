"""Where the acts of this room are written down."""

from datetime import datetime

from django.db import models

from wangge.accounts import names
from wangge.accounts.actors import Actor
from wangge.accounts.models import SignIn, User
from wangge.kernel import ids, kept, record


def put_on_record(act: str, *, subject: models.Model, by: Actor, at: datetime, area_code: str = "") -> None:
    """An act on an account, for the audit administrator and the reactions."""
    kept.expire("departments")
    record.write(
        "accounts",
        act,
        by=by,
        at=at,
        key=ids.new_id(),
        area_code=area_code or by.area_code,
        subject=subject._meta.model_name or "",
        subject_id=subject.pk,
    )


def note_at_the_door(kind: SignIn.Kind, *, user: User, by: Actor, at: datetime) -> None:
    """Something was done to a credential: by the person, or by an administrator."""
    SignIn(
        kind=kind,
        at=at,
        user=user,
        name_index=names.index(user.username),
        by_user_id=None if by.user_id == user.pk else by.user_id,
    ).save(force_insert=True)
