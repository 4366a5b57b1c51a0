"""Buildings, dwellings, organisations and the page of a grid at the desk: who sees, who writes, what a refusal says."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.lives import browser
from tests.registers.archive import citizen, door, hand, settled
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.registers.buildings.actions import (
    BuildingFacts,
    DwellingFacts,
    change_building,
    change_dwelling,
    remove_dwelling,
)
from wangge.registers.buildings.address import Address
from wangge.registers.buildings.models import Building, Dwelling
from wangge.registers.organisations.actions import (
    HazardFacts,
    OrganisationFacts,
    Seat,
    add_organisation,
    find_hazard,
    name_contact,
)
from wangge.registers.organisations.models import Contact, Hazard, Organisation

pytestmark = pytest.mark.django_db
SHOWN = ("worker", "community", "street", "duty", "dispatcher", "operator", "urban_handler", "leader", "assessor")
STRANGERS = ("neighbour_worker", "neighbour_community", "neighbour_street")
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


class Archive:
    """One building with one dwelling, its owner and people, and a shop with a hazard."""

    def __init__(self, world: World) -> None:
        by = world.worker
        with As(by):
            self.dwelling = door(world, "grid1", by)
            facts = DwellingFacts("2", "", "301", "let", 88.5, "钱大户", "13900001111")
            change_dwelling(self.dwelling, facts, hand(by))
            self.building = change_building(
                self.dwelling.building, BuildingFacts(Address.read("文一路1号文锦苑5幢"), 6, 2, 120.1, 30.28), hand(by)
            )
            settled(by, "张小明", self.dwelling, citizen())
            seat = Seat(world.place("grid1"), self.building)
            due = clock.today() - timedelta(days=1)
            self.shop = add_organisation(OrganisationFacts("小李面馆", "shop", inspection_due_on=due), seat, hand(by))
            self.contact = name_contact(self.shop, "safety", "李小明", "13812345678", hand(by))
            self.hazard = find_hazard(self.shop, HazardFacts("02", "煤气罐"), hand(by))

    @property
    def pages(self) -> list[str]:
        """Every page about one thing."""
        return [
            f"/desk/buildings/{self.building.pk}",
            f"/desk/buildings/dwellings/{self.dwelling.pk}",
            f"/desk/organisations/{self.shop.pk}",
        ]

    def acts(self) -> dict[str, dict[str, Any]]:
        """Every address that writes, with what a keeper would send."""
        building, dwelling, shop = self.building.pk, self.dwelling.pk, self.shop.pk
        return {
            f"/desk/buildings/{building}/change": {"address": "文一路2号", "area": self.building.area_id},
            f"/desk/buildings/{building}/remove": {},
            f"/desk/buildings/{building}/restore": {},
            f"/desk/buildings/{building}/move": {"to": building},
            f"/desk/buildings/{building}/move/undo": {"move": str(new_id())},
            f"/desk/buildings/dwellings/{dwelling}/restore": {},
            f"/desk/buildings/{building}/doors": PLAN,
            f"/desk/buildings/{building}/dwellings/new": {"room": "501", "use": "own"},
            f"/desk/buildings/dwellings/{dwelling}/change": {"room": "302", "use": "own"},
            f"/desk/buildings/dwellings/{dwelling}/remove": {},
            f"/desk/buildings/dwellings/{dwelling}/owner": {"reason": "电话核实"},
            f"/desk/organisations/{shop}/change": {"name": "别的", "kind": "shop", "address": "别处"},
            f"/desk/organisations/{shop}/close": {"on": "2026-01-01"},
            f"/desk/organisations/{shop}/reopen": {},
            f"/desk/organisations/{shop}/inspected": {},
            f"/desk/organisations/{shop}/contacts": {"part": "legal", "name": "王芳"},
            f"/desk/organisations/{shop}/hazards": {"sort": "01", "found_on": "2026-01-01"},
            f"/desk/organisations/contacts/{self.contact.pk}/drop": {},
            f"/desk/organisations/contacts/{self.contact.pk}/reveal": {"reason": "电话核实"},
            f"/desk/organisations/hazards/{self.hazard.pk}/end": {"on": clock.today().isoformat()},
        }


PLAN = {"units": 2, "first_floor": 1, "last_floor": 6, "rooms_per_floor": 2, "use": "own"}
LISTS = ("/desk/buildings/", "/desk/buildings/dwellings", "/desk/organisations/")


@pytest.fixture
def archive(world: World) -> Archive:
    return Archive(world)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def send(client: Client, path: str, /, **words: Any) -> Any:
    return client.post(path, {"key": str(new_id()), **words})


@pytest.mark.parametrize("who", SHOWN)
def test_who_works_here_sees_and_personal_things_only_keepers(world: World, archive: Archive, who: str) -> None:
    keeps = who in ("worker", "community", "street", "duty")
    client = browser(who)
    building, dwelling, shop = (text(client, page) for page in archive.pages)
    assert "文一路1号文锦苑5幢" in text(client, LISTS[0])
    assert "小李面馆" in building and "小李面馆" in text(client, LISTS[2])
    assert ("张**" in dwelling) == ("钱**" in dwelling) == ("139****1111" in dwelling) == keeps
    assert ("1 人" in building) == keeps
    assert ("138****5678" in shop) == ("李**" in shop) == keeps
    for page in (building, dwelling, shop, *(text(client, address) for address in LISTS)):
        assert not re.search("张小明|钱大户|李小明|13900001111|13812345678", page)
        assert ("钱**" in page) <= keeps
    if not keeps:
        assert "/change" not in building + dwelling + shop
        for address, words in archive.acts().items():
            assert send(client, address, **words).status_code == 404, address


@pytest.mark.parametrize("who", STRANGERS)
def test_another_area_learns_nothing(world: World, archive: Archive, who: str) -> None:
    client = browser(who)
    for address in LISTS:
        page = text(client, f"{address}?q=文锦苑")
        assert not re.search(r"文一路|小李|共 [1-9]|301室", page)
    for address in archive.pages:
        assert client.get(address).status_code == 404
        missing = client.get(re.sub(r"\d+$", "999999", address))
        assert re.sub(r"\d", "", missing.content.decode()) == re.sub(r"\d", "", client.get(address).content.decode())
    for address, words in archive.acts().items():
        assert send(client, address, **words).status_code == 404, address
    for address in ("/desk/buildings/points.geojson", "/desk/buildings/shapes.geojson"):
        assert client.get(address).json()["features"] == []
    assert client.get(f"/desk/grids/{world.areas['grid1'].pk}").status_code == 404
    new = f"/desk/organisations/new?building={archive.building.pk}&dwelling={archive.dwelling.pk}"
    assert "文锦苑" not in text(client, new)
    assert "文一路1号" not in text(client, "/desk/buildings/renumber?q=文锦苑")


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_administrators_have_no_archive(world: World, archive: Archive, who: str) -> None:
    client = browser(who)
    for address in (*LISTS, *archive.pages, "/desk/grids/", "/desk/buildings/map"):
        assert client.get(address).status_code == 404, address


def test_an_address_is_found_as_typed_and_its_door_is_offered(world: World, archive: Archive) -> None:
    client = browser("community")
    page = text(client, "/desk/buildings/?q=文锦苑５栋2-301")
    assert f"/desk/buildings/dwellings/{archive.dwelling.pk}" in page
    assert "没有找到这个地址" in text(client, "/desk/buildings/?q=文锦苑9幢")
    assert "301室" in text(client, "/desk/buildings/dwellings?use=let&q=文锦苑5-2-301")
    assert "没有符合条件的房屋" in text(client, "/desk/buildings/dwellings?use=shop")
    assert "没有这个区域" in text(client, "/desk/buildings/?area=古荡")


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("q=面馆", True),
        ("q=xlmg", True),
        ("q=xiaoli", True),
        ("q=大馆", False),
        ("kind=shop", True),
        ("kind=firm", False),
        ("hazard=any", True),
        ("hazard=01", False),
        ("due=over", True),
        ("area=阳光社区", True),
    ],
)
def test_organisations_are_filtered(world: World, archive: Archive, query: str, is_there: bool) -> None:
    assert ("小李面馆" in text(browser("street"), f"/desk/organisations/?{query}")) == is_there


@pytest.mark.parametrize("address", [*LISTS, "/desk/buildings/?q=文锦苑", "/desk/organisations/?q=小李&hazard=any"])
def test_a_list_costs_few_questions(world: World, archive: Archive, address: str) -> None:
    client = browser("street")
    sealed = client.get(address).headers.get("Location", address)
    client.get(sealed)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(sealed).status_code == 200
    told = [each["sql"] for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(told) <= 8, told


def test_a_building_is_registered_once_however_often_sent(world: World) -> None:
    client, key = browser("worker"), str(new_id())
    for _time in range(2):
        answer = client.post("/desk/buildings/new", {"key": key, "address": "西溪区文一路十二号", "floors": 3})
        assert answer.status_code == 302
    with As(world.worker):
        assert Building.objects.get().address == "文一路12号"
    again = send(client, "/desk/buildings/new", address="文一路12号")
    assert again.status_code == 422
    assert "已有地址相同的楼栋" in again.content.decode()


def test_a_grid_is_asked_for_or_found_by_the_point(world: World) -> None:
    client = browser("community")
    refused = send(client, "/desk/buildings/new", address="文一路12号")
    assert refused.status_code == 422
    assert "请选择网格" in refused.content.decode()
    assert send(client, "/desk/buildings/new", address="文一路12号", area=world.areas["grid2"].pk).status_code == 302
    elsewhere = send(client, "/desk/buildings/new", address="文一路13号", area=world.areas["grid4"].pk)
    assert elsewhere.status_code == 422


def test_doors_at_once_and_one_by_one(world: World, archive: Archive) -> None:
    client, address = browser("worker"), f"/desk/buildings/{archive.building.pk}"
    assert send(client, f"{address}/doors", **PLAN).status_code == 302
    page = text(client, address)
    assert page.count('class="wg-door ') == 24
    assert page.index("6 层") < page.index("1 层") < page.index("2单元")
    refused = send(client, f"{address}/doors", **{**PLAN, "last_floor": 0})
    assert refused.status_code == 422
    assert "楼层从低到高" in refused.content.decode()
    known = send(client, f"{address}/dwellings/new", unit="2", room="301", use="own")
    assert (known.status_code, "已有这个户室" in known.content.decode()) == (422, True)
    assert send(client, f"{address}/dwellings/new", unit="2", room="701", use="empty").status_code == 302


def test_a_dwelling_is_corrected_without_losing_its_owner(world: World, archive: Archive) -> None:
    client, address = browser("worker"), f"/desk/buildings/dwellings/{archive.dwelling.pk}"
    form = text(client, f"{address}/change")
    assert "钱大户" not in form and "13900001111" not in form
    assert send(client, f"{address}/change", unit="2", room="301", use="empty", area_m2="90").status_code == 302
    with As(world.worker):
        known = Dwelling.objects.get()
        assert (known.use, known.owner_name, known.owner_phone) == ("empty", "钱大户", "13900001111")
    assert send(client, f"{address}/change", unit="2", room="301", use="empty", owner_name="孙二").status_code == 302
    with As(world.worker):
        assert Dwelling.objects.get().owner_phone == ""
    page = text(client, address)
    assert "用途：出租 → 空置" in page
    assert "房主已变更" in page
    refused = send(client, f"{address}/remove")
    assert (refused.status_code, "还有在住人员" in refused.content.decode()) == (422, True)


def test_a_building_that_was_removed_by_mistake_comes_back(world: World) -> None:
    with As(world.worker):
        empty = door(world, "grid1", world.worker)
        remove_dwelling(empty, hand(world.worker))
        building = empty.building
    client, address = browser("worker"), f"/desk/buildings/{building.pk}"
    assert send(client, f"{address}/remove")["Location"] == "/desk/buildings/gone"
    assert building.address in text(client, "/desk/buildings/gone")
    text(client, address, 404)
    for who in ("neighbour_worker", "neighbour_street", "urban_handler"):
        stranger = browser(who)
        assert building.address not in stranger.get("/desk/buildings/gone").content.decode()
        assert send(stranger, f"{address}/restore").status_code == 404
    assert send(client, f"{address}/restore")["Location"] == address
    page = text(client, address)
    assert "已拆除：是 → 否" in page
    assert "没有已拆除的楼栋" in text(client, "/desk/buildings/gone")
    assert send(client, f"{address}/restore").status_code == 404


def test_a_door_that_was_removed_by_mistake_comes_back(world: World) -> None:
    with As(world.worker):
        empty = door(world, "grid1", world.worker)
    client, page = browser("worker"), f"/desk/buildings/{empty.building_id}"
    address = f"/desk/buildings/dwellings/{empty.pk}"
    assert "可在这里恢复" in client.post(f"{address}/remove", {"key": str(new_id())}, follow=True).content.decode()
    assert "已注销 1 户" in text(client, page)
    assert send(browser("neighbour_worker"), f"{address}/restore").status_code == 404
    assert "已注销" not in text(browser("operator"), page)
    assert send(client, f"{address}/restore")["Location"] == address
    assert "已注销 1 户" not in text(client, page)
    assert send(client, f"{address}/restore").status_code == 404


def test_all_dwellings_of_a_building_move_and_come_back(world: World, archive: Archive) -> None:
    client, old = browser("worker"), f"/desk/buildings/{archive.building.pk}"
    assert send(client, "/desk/buildings/new", address="文一路20号").status_code == 302
    with As(world.worker):
        new = Building.objects.get(plate="20号")
    assert "文一路20号" in client.post("/desk/buildings/choose?name=to", {"to_words": "文一路20号"}).content.decode()
    assert "文一路20号" in client.post(f"{old}/move", {"to_words": "文一路20号", "search": "to"}).content.decode()
    assert send(client, f"{old}/move", to="").status_code == 422
    same = send(client, f"{old}/move", to=archive.building.pk)
    assert (same.status_code, "不能搬到这栋楼" in same.content.decode()) == (422, True)
    page = f"/desk/buildings/{new.pk}"
    assert send(client, f"{old}/move", to=new.pk)["Location"] == page
    shown = text(client, page)
    assert "从“文一路1号文锦苑5幢”搬来 1 户" in shown
    assert "小李面馆" in text(client, old)
    move = re.findall(r'name="move" value="([^"]+)"', shown)[0]
    assert send(client, f"{page}/move/undo", move=str(new_id())).status_code == 404
    assert send(client, f"{page}/move/undo", move=move)["Location"] == page
    assert "搬来 1 户" not in text(client, page)
    assert "文一路1号文锦苑5幢2单元301室" in text(client, archive.pages[1])


def test_the_owner_is_shown_for_a_reason_that_stays(world: World, archive: Archive) -> None:
    client, address = browser("worker"), f"/desk/buildings/dwellings/{archive.dwelling.pk}/owner"
    refused = client.post(address, {"reason": ""})
    assert (refused.status_code, "13900001111" in refused.content.decode()) == (422, False)
    shown = client.post(address, {"reason": "漏水联系"}, headers={"HX-Request": "true"})
    assert "13900001111" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert "13900001111" not in text(client, address.removesuffix("/owner"))
    with As(world.audit_admin):
        assert Look.objects.get(subject="dwelling").reason == "漏水联系"


def test_contacts_are_shown_for_a_reason_and_not_too_often(world: World, archive: Archive, settings: Any) -> None:
    settings.REVEALS_AN_HOUR = 1
    client, address = browser("street"), f"/desk/organisations/contacts/{archive.contact.pk}/reveal"
    assert "13812345678" in client.post(address, {"reason": "消防检查"}).content.decode()
    refused = client.post(address, {"reason": "消防检查"})
    assert (refused.status_code, "13812345678" in refused.content.decode()) == (422, False)
    assert "已达 1 次" in refused.content.decode()


def test_an_organisation_is_kept_at_the_desk(world: World, archive: Archive) -> None:
    client = browser("community")
    words = {"name": "老王修车", "kind": "shop", "address": "文锦苑5-2-301"}
    assert send(client, "/desk/organisations/new", **words).status_code == 302
    with As(world.community):
        made = Organisation.objects.get(name="老王修车")
        assert (made.dwelling, made.area_code) == (archive.dwelling, world.areas["grid1"].code)
    nowhere = send(client, "/desk/organisations/new", **{**words, "address": "古翠路"})
    assert (nowhere.status_code, "请选择所属网格" in nowhere.content.decode()) == (422, True)
    bad = send(client, "/desk/organisations/new", **words, uscc="91330106MA27XXXX0")
    assert (bad.status_code, "18 位" in bad.content.decode()) == (422, True)
    address = f"/desk/organisations/{made.pk}"
    assert send(client, f"{address}/contacts", part="duty", name="王五", phone="138").status_code == 422
    assert send(client, f"{address}/contacts", part="duty", name="王五", phone="13700001111").status_code == 302
    assert send(client, f"{address}/hazards", sort="02", found_on="2026-01-01").status_code == 302
    assert send(client, f"{address}/inspected", next_on=date(2027, 6, 1)).status_code == 302
    assert send(client, f"{address}/close", on="2999-01-01").status_code == 422
    assert send(client, f"{address}/close", on="2026-02-01").status_code == 302
    assert "停业" in text(client, address)
    assert send(client, f"{address}/reopen").status_code == 302
    with As(world.community):
        hazard, contact = Hazard.objects.get(organisation=made), Contact.objects.get(organisation=made)
    assert send(client, f"/desk/organisations/hazards/{hazard.pk}/end", on="2025-01-01").status_code == 422
    assert send(client, f"/desk/organisations/hazards/{hazard.pk}/end", on="2026-01-02").status_code == 302
    assert send(client, f"/desk/organisations/contacts/{contact.pk}/drop").status_code == 302


def test_plates_are_changed_in_bulk(world: World, archive: Archive) -> None:
    client, address = browser("worker"), "/desk/buildings/renumber?q=文锦苑"
    assert "文一路1号文锦苑5幢" in text(client, address)
    names = {f"road-{archive.building.pk}": "文二路", f"plate-{archive.building.pk}": "18"}
    assert send(client, address, **names).status_code == 302
    assert "文二路18号文锦苑5幢2单元301室" in text(client, archive.pages[1])
    nothing = send(client, address, **names)
    assert (nothing.status_code, "没有改动" in nothing.content.decode()) == (422, True)


def test_the_page_of_a_grid_counts_and_leads_to_lists(world: World, archive: Archive) -> None:
    with As(world.worker):
        world.collect()
    client = browser("street")
    page = text(client, f"/desk/grids/{world.areas['grid1'].pk}")
    figures = {label: number for number, label in re.findall(r"<b>(\d+)</b><span>([^<]+)</span>", page)}
    assert figures["实有人口"] == figures["楼栋"] == figures["房屋"] == figures["单位"] == figures["在办事项"] == "1"
    assert figures["出租"] == figures["有隐患"] == figures["检查已过期"] == "1"
    code = world.areas["grid1"].code
    assert f"/desk/organisations/?area={code}&amp;hazard=any" in page
    assert "本月变动" in page
    up = client.get("/desk/grids/", follow=True).content.decode()
    assert "阳光社区" in up
    assert "本月变动" not in text(browser("leader"), f"/desk/grids/{world.areas['grid1'].pk}")


def test_a_case_tells_the_building_of_its_place(world: World, archive: Archive) -> None:
    with As(world.worker):
        by_words = world.collect(place="文锦苑5幢2单元楼道").case
        by_point = world.collect(place="路边", lon=120.10005, lat=30.28).case
        nowhere = world.collect(place="古翠路口").case
    client, link = browser("community"), f"/desk/buildings/{archive.building.pk}"
    for case, is_known in ((by_words, True), (by_point, True), (nowhere, False)):
        address = f"/desk/cases/{case.number}/building/"
        assert address in text(client, f"/desk/cases/{case.number}/")
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert (link in part) == is_known
        assert (client.get(address)["Location"] == link) == is_known
    assert browser("neighbour_community").get(address).status_code == 404
