"""What a person is told."""

from django.db.models import QuerySet

from wangge.accounts.actors import Actor
from wangge.notices.models import Notice

MOST = 100


def seen_by(actor: Actor) -> QuerySet[Notice]:
    """The person's own notices, the newest first."""
    return Notice.objects.filter(user=actor.user_id).order_by("-id")


def unread_count(actor: Actor) -> int:
    """How many are unread, at most MOST."""
    return Notice.objects.filter(user=actor.user_id, read_at=None)[:MOST].count()
