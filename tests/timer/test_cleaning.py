"""What goes at night, and what stays."""

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.exchange.receiver import Receiver
from tests.exchange.subscribed import subscribed
from tests.world import As, World
from wangge.cases.models import AttachmentKind
from wangge.cases.visit import Visit
from wangge.exchange import outbox, subscriptions
from wangge.exchange.models import Delivery
from wangge.interfaces.timer import cleaning
from wangge.kernel import clock, files
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope

SILENT = Receiver(url="https://gov.example.cn/hook")


def photo() -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    content.seek(0)
    return content


def test_files_that_no_row_names_go_after_two_days(world: World, settings: Any) -> None:
    kept, orphan, young = (files.take(photo()) for _ in range(3))
    with As(world.worker):
        from wangge.cases.stages.collect import Report, collect

        visit = Visit(world.worker, clock.now(), new_id(), {}, ((kept, AttachmentKind.BEFORE),))
        collect(Report(source="worker", area=world.place("grid1"), place="文一路 1 号"), visit)  # type: ignore[arg-type]
    long_ago = (clock.now() - timedelta(days=3)).timestamp()
    for stored in (kept, orphan):
        for name in (stored.name, files.thumbnail_of(stored.name)):
            os.utime(files.path_of(name), (long_ago, long_ago))
    cleaning.clean(clock.now())
    left = sorted(str(path.relative_to(Path(settings.MEDIA_ROOT))) for path in Path(settings.MEDIA_ROOT).rglob("*.jpg"))
    assert left == sorted([kept.name, young.name])


@pytest.mark.parametrize(
    ("state", "days", "stays"),
    [
        (Delivery.State.DELIVERED, 29, True),
        (Delivery.State.DELIVERED, 31, False),
        (Delivery.State.DEAD, 179, True),
        (Delivery.State.DEAD, 181, False),
        (Delivery.State.WAITING, 400, True),
    ],
)
def test_deliveries_go_after_their_term(world: World, state: str, days: int, stays: bool) -> None:
    made = subscribed(world, SILENT).subscription
    with open_scope(machine("worker")):
        outbox.write_ping(made, at=clock.now() - timedelta(days=days))
        Delivery.objects.update(state=state)
    cleaning.clean(clock.now())
    with open_scope(machine("worker")):
        assert Delivery.objects.exists() == stays


def test_what_waits_too_long_for_a_paused_subscription_is_given_up(world: World) -> None:
    made = subscribed(world, SILENT).subscription
    with open_scope(machine("worker")):
        outbox.write_ping(made, at=clock.now() - timedelta(days=8))
    with As(world.system_admin) as by:
        subscriptions.pause(made, by=by, at=clock.now())
    cleaning.clean(clock.now())
    with open_scope(machine("worker")):
        assert Delivery.objects.get().last_error == Delivery.Trouble.PAUSED
