"""Between two steps of the demo town the timer comes by, at each moment that is due."""

from datetime import datetime

from django.db import connection

from wangge.interfaces.timer.rounds import do_what_is_due
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

NEXT_DUE = """
SELECT least((SELECT min(next_due_at) FROM cases_case), (SELECT min(next_due_at) FROM cases_assignment))
"""


def let_time_pass(until: datetime) -> None:
    """Do what has become due, moment after moment."""
    last = None
    while (moment := _next_due()) and moment <= until:
        if moment == last:
            raise RuntimeError(f"the timer leaves undone what is due at {moment}")
        with clock.played_at(moment):
            do_what_is_due(moment, machine("replay"))
        last = moment


def _next_due() -> datetime | None:
    with open_scope(machine("replay")), connection.cursor() as cursor:
        cursor.execute(NEXT_DUE)
        moment: datetime | None = cursor.fetchone()[0]
    return moment
