"""What accounts do by themselves, at night."""

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from wangge.kernel import clock, jobs


@app.periodic(cron="37 3 * * *")
@jobs.task("accounts.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Sessions that nobody can come back to are of no use."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
