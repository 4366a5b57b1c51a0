"""Exports at the desk: asked for from the list, awaited, fetched by whoever asked; nothing to anybody else."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.desk.lives import browser
from tests.registers.archive import citizen, door, family, hand
from tests.world import As, World
from wangge.areas import queries as areas
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope
from wangge.registers.exporting.models import Export
from wangge.registers.exporting.working import waiting, work_off
from wangge.registers.organisations.actions import OrganisationFacts, Seat, add_organisation

pytestmark = pytest.mark.django_db
MINE, ASK = "/desk/exports/", "/desk/exports/residents"
REASON = "防汛转移名单"


@pytest.fixture
def client(world: World, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT, settings.EXPORT_DRAFTS = tmp_path / "media", tmp_path / "drafts"
    with As(world.community):
        here = door(world, "grid1", world.community)
    family(world, world.community, here)
    return browser("community")


def ask(client: Client, query: str = "", **changes: str) -> Any:
    return client.post(f"{ASK}?{query}", {"key": str(new_id()), "kind": "csv", "reason": REASON, **changes})


def ready(client: Client, query: str = "") -> Export:
    assert ask(client, query)["Location"] == MINE
    export = waiting()[0]
    work_off(export)
    return export


def text(answer: Any) -> str:
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


def test_the_list_offers_to_export_itself_as_it_is_narrowed(client: Client) -> None:
    page = text(client.get("/desk/residents/?age=7-17"))
    assert f'href="{ASK}?age=7-17"' in page

    asked = text(client.get(f"{ASK}?age=7-17"))
    assert "共 1 行" in asked
    assert "7–17 岁" in asked


def test_dwellings_and_organisations_are_offered_too(client: Client, world: World) -> None:
    place = areas.place_of(world.areas["grid1"].code or "")
    assert place
    with As(world.community):
        add_organisation(OrganisationFacts(name="好再来面馆", kind="shop"), Seat(place), hand(world.community))
    for page, ask_at, query, told in (
        ("/desk/buildings/dwellings", f"{MINE}dwellings", "use=own", "自住"),
        ("/desk/organisations/", f"{MINE}organisations", "kind=shop", "个体工商户"),
    ):
        assert f'href="{ask_at}?{query}"' in text(client.get(f"{page}?{query}"))
        assert told in text(client.get(f"{ask_at}?{query}"))
        client.post(f"{ask_at}?{query}", {"key": str(new_id()), "kind": "csv", "reason": REASON})
        work_off(waiting()[0])
    mine = text(client.get(MINE))

    assert "房屋名册 · csv" in mine
    assert "单位名册 · csv" in mine
    with As(world.community):
        assert list(Export.objects.values_list("total", flat=True)) == [1, 1]


def test_what_was_asked_for_is_fetched_masked(client: Client) -> None:
    export = ready(client)

    page = text(client.get(MINE))
    assert REASON in page
    assert "可以下载" in page
    answer = client.get(f"{MINE}{export.pk}/file")
    assert answer["Content-Disposition"].startswith("attachment")
    sheet = text(answer)
    assert REASON in sheet.splitlines()[0]
    assert sheet.count("张**") == 2
    assert not [plain for plain in ("张大山", "13812345678", citizen(1).number) if plain in sheet]


def test_progress_is_asked_for_only_while_something_is_written(client: Client) -> None:
    ask(client)
    assert "hx-trigger" in text(client.get(MINE))

    work_off(waiting()[0])
    assert "hx-trigger" not in text(client.get(MINE))


def test_a_narrowing_that_is_wrong_exports_nothing(client: Client) -> None:
    answer = ask(client, "area=没有这个区域")

    assert answer["Location"].startswith("/desk/residents/?area=")
    assert waiting() == []


def test_without_a_reason_the_form_comes_back(client: Client) -> None:
    answer = ask(client, reason=" ")

    assert answer.status_code == 422
    assert waiting() == []


def test_the_limit_of_a_day_is_told_in_the_form(client: Client, settings: Any) -> None:
    settings.EXPORTS_A_DAY = 1
    ask(client)
    answer = ask(client)

    assert answer.status_code == 422
    assert "一天内已导出 1 次" in text(answer)


def test_a_removed_one_is_gone(client: Client) -> None:
    export = ready(client)
    client.post(f"{MINE}{export.pk}/remove")

    assert client.get(f"{MINE}{export.pk}/file").status_code == 404
    assert "还没有导出过" in text(client.get(MINE))
    with open_scope(machine("worker")):
        assert not Export.objects.exists()


@pytest.mark.parametrize("who", ["street", "worker", "neighbour_community", "duty", "operator", "audit_admin"])
def test_for_anybody_else_it_does_not_exist(client: Client, who: str) -> None:
    export, other = ready(client), browser(who)

    assert other.get(f"{MINE}{export.pk}/file").status_code == 404
    assert other.post(f"{MINE}{export.pk}/remove").status_code == 404
    assert REASON not in text(other.get(MINE))


@pytest.mark.parametrize("who", ["operator", "leader", "urban_handler", "system_admin"])
def test_who_does_not_keep_the_archive_finds_no_export(client: Client, who: str) -> None:
    other = browser(who)

    addresses = (MINE, ASK, f"{MINE}dwellings", f"{MINE}organisations")
    assert [other.get(address).status_code for address in addresses] == [404] * 4


def test_the_auditor_reads_who_took_the_list_along_and_why(client: Client) -> None:
    export = ready(client)
    client.get(f"{MINE}{export.pk}/file")

    page = text(browser("audit_admin").get("/desk/audit/looks"))
    assert page.count(REASON) == 2
    assert "档案导出" in page
