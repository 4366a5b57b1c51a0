"""The screens of webhooks can be used by everybody, at a desk and on a phone."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.exchange.receiver import Receiver
from tests.exchange.subscribed import deliveries, subscribed
from tests.world import World
from wangge.exchange import outbox
from wangge.exchange.models import Delivery
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_dead_are_chosen_and_sent_again(world: World, come: Any, screen: dict[str, int]) -> None:
    made = subscribed(world, Receiver(url="https://gov.example.cn/hook")).subscription
    with open_scope(machine("worker")):
        outbox.write_ping(made, at=clock.now())
        outbox.write_ping(made, at=clock.now())
        Delivery.objects.update(state="dead", last_error="refused", last_status=500, last_answer="no")
    one = deliveries()[0]
    visitor = come(screen)
    visitor.sign_in("system_admin")
    for path in ("/desk/exchange/", f"/desk/exchange/{made.pk}", f"/desk/exchange/deliveries/{one.pk}"):
        visitor.go(path)
        assert visitor.barriers() == [] and not visitor.is_wider_than_the_screen(), path
    visitor.go("/desk/exchange/deliveries/?state=dead")
    assert visitor.barriers() == [] and not visitor.is_wider_than_the_screen()
    visitor.page.click(f"#delivery-{one.pk} input[type=checkbox]")
    visitor.page.click("#bulk button")
    visitor.page.wait_for_selector("text=1 条已重新排队投递")
    visitor.page.click("text=全部重新投递")
    visitor.page.click("dialog[open] .btn-primary")
    visitor.page.wait_for_selector("text=1 条已重新排队投递")
    visitor.page.wait_for_selector("text=没有符合条件的投递")
    assert {each.state for each in deliveries()} == {"waiting"}
