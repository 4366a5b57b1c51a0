"""Reminders at the desk: the department's screens, the reader's page, and nothing to anybody else."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.desk.lives import browser
from tests.registers.archive import citizen, door, hand, settled
from tests.world import PEOPLE, As, World
from wangge.accounts.models import Mandate
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.kernel.scope import machine, open_scope
from wangge.registers.people.actions import change_readers, find_person, set_reminder
from wangge.registers.people.models import Reminder, Residence

pytestmark = pytest.mark.django_db
LIST = "/desk/reminders/"
ON_PAGE = "上门前请先电话联系"
CHANGING = re.compile(r'(name="csrfmiddlewaretoken" value|nonce|name="key" value)="[^"]*"|"[A-Za-z0-9]{64}"')


def text(answer: Any) -> str:
    return str(answer.content.decode())


def home(world: World) -> Residence:
    with As(world.worker):
        return settled(world.worker, "张小明", door(world, "grid1", world.worker), citizen(), "13812345678")


def reminded(world: World, *names: str) -> Reminder:
    with As(world.police_handler) as police:
        found = find_person(citizen(), "张小明", "duty", by=police)
        return set_reminder(found, "call_first", [world.people[name].user_id or 0 for name in names], hand(police))


def asked(client: Client, name: str = "张小明", serial: int = 1) -> Any:
    sent = {"name": name, "document_number": citizen(serial).number, "purpose": "duty"}
    return client.post(f"{LIST}find", sent)


def bare(answer: Any, *typed: str) -> str:
    """The page without what was typed and without what is new on each page."""
    page = CHANGING.sub("", text(answer))
    for words in typed:
        page = page.replace(words, "…")
    return page


def test_a_department_sets_changes_and_ends_a_reminder(world: World) -> None:
    resident = home(world)
    client, reader = browser("police_handler"), browser("worker")
    page = f"/desk/residents/{resident.person_id}"
    assert "本部门还没有设置提醒" in text(client.get(LIST))
    found = asked(client)
    assert found.status_code == 200
    for hidden in ("张小明", citizen().number, "文一路", "13812345678", "138****5678", "阳光社区"):
        assert hidden not in text(found), hidden
    assert {"王敏 · 网格员", "陈静 · 社区"} <= {
        label for _user, label in found.context["form"].fields["readers"].choices
    }
    sent = {
        "key": new_id(),
        "found": found.context["form"]["found"].value(),
        "kind": "call_first",
        "readers": [world.worker.user_id],
    }
    assert [client.post(f"{LIST}new", sent).status_code for _twice in range(2)] == [302, 302]
    assert "王敏" in text(client.get(LIST))
    assert ON_PAGE in text(reader.get(page))
    with As(world.police_handler):
        reminder = Reminder.objects.get()
        look = Look.objects.get(subject="reminder", subject_id=str(reminder.pk))
        assert look.who == world.worker.user_id
    url = f"{LIST}{reminder.pk}"
    assert "王敏" in text(client.get(f"{url}/readers"))
    assert client.post(f"{url}/readers", {"key": new_id()}).status_code == 422
    change = {"key": new_id(), "readers": [world.community.user_id]}
    assert client.post(f"{url}/readers", change).status_code == 302
    assert ON_PAGE not in text(reader.get(page))
    assert "立即看不到" in text(client.get(f"{url}/end"))
    assert client.post(f"{url}/end", {"key": new_id()}).status_code == 302
    assert "张**" not in text(client.get(LIST))
    assert "张**" in text(client.get(f"{LIST}?past=1"))


def test_a_wrong_name_and_an_unknown_number_look_alike(world: World) -> None:
    home(world)
    client = browser("police_handler")
    wrong, unknown = asked(client, "李小四"), asked(client, "李小四", 9)
    assert wrong.status_code == unknown.status_code == 422
    assert bare(wrong, citizen(1).number) == bare(unknown, citizen(9).number)
    assert wrong.headers.keys() == unknown.headers.keys()


def test_who_was_not_found_cannot_be_brought_back(world: World) -> None:
    resident = home(world)
    client = browser("police_handler")
    for found in ("", str(resident.person_id), f'[{resident.person_id},"x"]'):
        sent = {"key": new_id(), "found": found, "kind": "call_first", "readers": [world.worker.user_id]}
        answer = client.post(f"{LIST}new", sent)
        assert (answer.status_code, answer["Location"]) == (302, f"{LIST}find")
    with As(world.police_handler):
        assert not Reminder.objects.exists()


@pytest.mark.parametrize("who", [name for name, *_rest in PEOPLE if name not in ("police_handler", "worker")])
def test_nobody_else_meets_a_reminder(world: World, who: str) -> None:
    resident, reminder = home(world), reminded(world, "worker")
    client = browser(who)
    listed = client.get(LIST)
    if who.endswith("handler"):
        assert "本部门还没有设置提醒" in text(listed)
        assert "没有已结束的提醒" in text(client.get(f"{LIST}?past=1"))
    else:
        assert listed.status_code == 404
        assert asked(client).status_code == 404
    for rest in ("readers", "end"):
        sent = {"key": new_id(), "readers": [world.worker.user_id]}
        for answer in (client.get(f"{LIST}{reminder.pk}/{rest}"), client.post(f"{LIST}{reminder.pk}/{rest}", sent)):
            assert answer.status_code == 404
    page = text(client.get(f"/desk/residents/{resident.person_id}"))
    assert ON_PAGE not in page
    if who not in ("urban_handler", "urban_west_handler", "works_handler"):
        assert "上门提醒" not in page
    with As(world.police_handler):
        assert not Look.objects.filter(subject="reminder").exists()


def test_a_reader_without_his_place_is_told_nothing(world: World) -> None:
    resident, reminder = home(world), reminded(world, "worker", "community")
    page = f"/desk/residents/{resident.person_id}"
    worker, community = browser("worker"), browser("community")
    assert ON_PAGE in text(worker.get(page))
    with open_scope(machine("import")):
        Mandate.objects.filter(pk=world.worker.mandate_id).update(ends_on=clock.today().replace(year=2025))
    assert ON_PAGE not in text(worker.get(page))
    assert "已不在岗" in text(browser("police_handler").get(LIST))
    with As(world.police_handler) as police:
        change_readers(reminder, [world.street.user_id or 0], hand(police))
    assert ON_PAGE not in text(community.get(page))
    assert ON_PAGE in text(browser("street").get(page))
