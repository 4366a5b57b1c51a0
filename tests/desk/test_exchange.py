"""Webhooks and tokens through the desk: set up by one administrator, approved by another, seen by nobody else."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.desk.lives import browser
from tests.exchange.receiver import Receiver
from tests.exchange.subscribed import deliveries, subscribed
from tests.world import As, World
from wangge.exchange import outbox, tokens
from wangge.exchange.models import Delivery
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

SILENT = Receiver(url="https://gov.example.cn/hook")
LISTS = ("/desk/exchange/", "/desk/exchange/deliveries/", "/desk/exchange/tokens/")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def dead(world: World, count: int) -> list[Delivery]:
    made = subscribed(world, SILENT).subscription
    with open_scope(machine("worker")):
        for _each in range(count):
            outbox.write_ping(made, at=clock.now())
        Delivery.objects.update(state="dead", last_error="refused", last_status=500, last_answer="<b>oops</b>")
    return deliveries()


def fill(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "name": "街道平台",
        "mandate": f"#{world.street.mandate_id} 孙伟",
        "url": SILENT.url,
        "events": [],
    } | changes


@pytest.mark.parametrize("who", ["worker", "street", "duty", "urban_handler", "leader"])
def test_for_whoever_is_no_administrator_it_does_not_exist(world: World, who: str) -> None:
    (delivery,) = dead(world, 1)
    desk = browser(who)
    pages = [
        *LISTS,
        "/desk/exchange/new",
        "/desk/exchange/tokens/new",
        f"/desk/exchange/{delivery.subscription_id}",
        f"/desk/exchange/deliveries/{delivery.pk}",
    ]
    assert {desk.get(page).status_code for page in pages} == {404}
    assert desk.post("/desk/exchange/deliveries/again", {"row": str(delivery.pk)}).status_code == 404


def test_each_administrator_finds_only_what_is_theirs_to_do(world: World) -> None:
    (delivery,) = dead(world, 1)
    one = f"/desk/exchange/{delivery.subscription_id}"
    system, security, audit = browser("system_admin"), browser("security_admin"), browser("audit_admin")
    assert system.get("/desk/exchange/new").status_code == security.get("/desk/exchange/tokens/new").status_code == 200
    assert security.get("/desk/exchange/new").status_code == system.get("/desk/exchange/tokens/new").status_code == 404
    assert system.post(f"{one}/approve").status_code == security.post(f"{one}/secret").status_code == 404
    for act in ("approve", "pause", "resume", "remove", "secret", "ping"):
        assert audit.post(f"{one}/{act}").status_code == 404, act
    assert audit.post("/desk/exchange/deliveries/again", {"all": "1"}).status_code == 404
    for page in (*LISTS, one, f"/desk/exchange/deliveries/{delivery.pk}"):
        answer = audit.get(page)
        assert answer.status_code == 200
        assert "重新投递" not in text(answer)


def test_empty_lists_say_what_will_be_here(world: World) -> None:
    desk = browser("security_admin")
    said = "".join(text(desk.get(page)) for page in LISTS)
    assert "还没有订阅" in said and "没有符合条件的投递" in said and "没有符合条件的令牌" in said


def test_a_subscription_from_form_to_approval(world: World) -> None:
    system, security = browser("system_admin"), browser("security_admin")
    refused = system.post("/desk/exchange/new", fill(world, url="https://10.0.0.8/hook"))
    assert refused.status_code == 422 and "不能推送到内部网络" in text(refused)
    shown = system.post("/desk/exchange/new", fill(world, events=["dispatch", "close"]))
    (secret,) = re.findall(r"whsec_[\w+/=]+", text(shown))
    assert "no-store" in shown.headers["Cache-Control"]
    line = re.search(r"/desk/exchange/([0-9a-f-]{36})", text(system.get("/desk/exchange/")))
    assert line
    one = f"/desk/exchange/{line[1]}"
    page = text(system.get(one))
    assert "待批准" in page and "派遣、结案" in page and secret not in page
    assert "尚未批准" in text(system.post(f"{one}/ping", follow=True))
    assert "推送中" in text(security.post(f"{one}/approve", follow=True))
    changed = system.post(one, {"name": "街道平台", "url": "https://new.example.cn/", "events": []}, follow=True)
    assert "重新批准" in text(changed) and "待批准" in text(changed)


def test_a_secret_is_renewed_and_a_subscription_paused_and_deleted(world: World) -> None:
    made = subscribed(world, SILENT)
    desk, one = browser("system_admin"), f"/desk/exchange/{made.subscription.pk}"
    renewed = text(desk.post(f"{one}/secret"))
    assert "whsec_" in renewed and made.secret not in renewed and "原密钥同时有效至" in renewed
    assert "人工暂停" in text(desk.post(f"{one}/pause", follow=True))
    assert "推送中" in text(desk.post(f"{one}/resume", follow=True))
    assert "已删除" in text(desk.post(f"{one}/remove", follow=True))
    assert desk.get(one).status_code == 404


def test_the_dead_are_found_read_and_sent_again(world: World) -> None:
    first, _second, third = dead(world, 3)
    desk = browser("system_admin")
    assert desk.get("/desk/exchange/deliveries/", {"state": "delivered"}).context["page"].rows == []
    assert len(desk.get("/desk/exchange/deliveries/", {"state": "dead", "step": "ping"}).context["page"].rows) == 3
    page = text(desk.get(f"/desk/exchange/deliveries/{first.pk}"))
    assert "HTTP 500" in page and "&lt;b&gt;oops&lt;/b&gt;" in page and "&quot;type&quot;: &quot;ping&quot;" in page
    desk.post("/desk/exchange/deliveries/again", {"row": str(first.pk), "one": "1"})
    assert [one.state for one in deliveries()] == ["waiting", "dead", "dead"]
    told = desk.post("/desk/exchange/deliveries/again?state=dead", {"all": "1"}, follow=True)
    assert "2 条已重新排队投递" in text(told)
    assert {one.state for one in deliveries()} == {"waiting"}
    assert "没有可以重新投递的" in text(
        desk.post("/desk/exchange/deliveries/again", {"row": [str(third.pk)]}, follow=True)
    )


def test_a_token_from_the_form_opens_the_api_until_it_is_revoked(world: World) -> None:
    desk = browser("security_admin")
    mandate = {"mandate": f"#{world.works_handler.mandate_id} 杨帆"}
    begun = desk.get("/desk/exchange/tokens/new", {"mandate": str(world.works_handler.mandate_id)})
    assert f"#{world.works_handler.mandate_id} 杨帆" in text(begun)
    assert desk.post("/desk/exchange/tokens/new", {"name": "x", "days": 30, "mandate": "杨帆"}).status_code == 422
    shown = desk.post("/desk/exchange/tokens/new", {"name": "市政系统", "days": 30, **mandate})
    (word,) = re.findall(r"wg_[\w-]{20,}", text(shown))
    assert "no-store" in shown.headers["Cache-Control"]
    assert "从未使用" in text(desk.get("/desk/exchange/tokens/"))
    with_token = {"Authorization": f"Bearer {word}"}
    assert Client().get("/api/v1/cases", headers=with_token).status_code == 200
    listed = text(desk.get("/desk/exchange/tokens/"))
    assert "从未使用" not in listed and word not in listed
    with As(world.security_admin) as by:
        token = tokens.seen_by(by).get()
    assert "已吊销" in text(desk.post(f"/desk/exchange/tokens/{token.pk}/revoke", follow=True))
    assert "市政系统" in text(desk.get("/desk/exchange/tokens/", {"state": "revoked"}))
    assert Client().get("/api/v1/cases", headers=with_token).status_code == 401
