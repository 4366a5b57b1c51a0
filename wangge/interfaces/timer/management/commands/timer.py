"""`wangge timer`: go round every few seconds until told to stop."""

import logging
import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils.translation import gettext as _

from wangge.interfaces.timer.rounds import BATCH, go_round
from wangge.kernel import clock

SECONDS = 5.0
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """The one process that watches the clocks."""

    help = _("到点即办：标记超时、恢复挂账、结束评价期、封存流水。")

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` for one round, as tests and cron want it."""
        parser.add_argument("--once", action="store_true", help=_("只走一轮"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Go round, resting between rounds unless there is more to do."""
        stopping = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.set()

        if not options["once"]:
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
        while not stopping.is_set():
            looked_at = _round()
            if options["once"]:
                return
            stopping.wait(0 if looked_at >= BATCH else SECONDS)


def _round() -> int:
    close_old_connections()
    try:
        return go_round(clock.now())
    except OperationalError as error:  # the database restarts: try again in the next round
        log.warning("timer: %s", error)
        return 0
