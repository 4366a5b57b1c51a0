"""What has served its time and goes: the settings say after how many days. Runs under the scope "timer"."""

from datetime import datetime, timedelta

from django.conf import settings

from wangge.exchange.models import Answer, Delivery, Upload

UPLOADS_KEPT = timedelta(days=1)  # a step must name an upload within twelve hours
State = Delivery.State


def give_up_paused(at: datetime) -> int:
    """What has waited too long for a paused subscription is dead; answers how many."""
    waiting = Delivery.objects.waiting().filter(
        subscription__stopped_at__isnull=False, made_at__lt=_before(at, settings.KEPT_DAYS_PAUSED)
    )
    return waiting.update(state=State.DEAD, next_at=None, last_error=Delivery.Trouble.PAUSED)


def forget_deliveries(at: datetime) -> int:
    """Old deliveries, done or dead; the journal keeps what they told."""
    delivered = Delivery.objects.filter(
        state=State.DELIVERED, made_at__lt=_before(at, settings.KEPT_DAYS_DELIVERED)
    ).delete()
    dead = Delivery.objects.filter(state=State.DEAD, made_at__lt=_before(at, settings.KEPT_DAYS_DEAD)).delete()
    return delivered[0] + dead[0]


def forget_api(at: datetime) -> int:
    """What writes were answered, and files that were brought and never shown."""
    answers = Answer.objects.filter(made_at__lt=_before(at, settings.KEPT_DAYS_ANSWERS)).delete()
    uploads = Upload.objects.filter(made_at__lt=at - UPLOADS_KEPT).delete()
    return answers[0] + uploads[0]


def _before(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)
