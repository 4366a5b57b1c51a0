"""Every list with a search box: what was typed stands sealed in its address, a number of a person not at all."""

import base64
import html
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client

from tests.desk.lives import browser
from tests.registers.archive import citizen, door, settled
from tests.world import As, World
from wangge.registers.organisations.uscc import check_sign

pytestmark = pytest.mark.django_db
PLAIN = (
    "/desk/buildings/",
    "/desk/buildings/map",
    "/desk/buildings/renumber",
    "/desk/buildings/dwellings",
    "/desk/organisations/",
    "/desk/cases/",
)
LISTS = (*PLAIN, "/desk/residents/")
OTHERS = ("/desk/areas/", "/desk/catalogue/", "/desk/catalogue/routes/")
ADMINISTERED = [
    *[("system_admin", path) for path in ("/desk/departments/", "/desk/people/", "/desk/people/mandates")],
    *[("system_admin", path) for path in ("/desk/exchange/tokens/", "/desk/exchange/deliveries/")],
    *[("audit_admin", path) for path in ("/desk/audit/looks", "/desk/audit/records", "/desk/audit/signins")],
]
TYPED = {
    "a mobile": "13812345678",
    "a mobile as people write it": "王先生 +86 138-1234-5678",
    "wide signs": "１３８１２３４５６７８",
    "a landline": "0571-88123456",
    "an identity number": citizen(1).number,
    "a mistyped one": "99010619800101123x",
    "a passport": "E12345678",
}


@pytest.fixture
def client(world: World) -> Client:
    return browser("community")


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@pytest.mark.parametrize("path", LISTS)
def test_a_number_never_stands_in_the_address(client: Client, path: str) -> None:
    for what, typed in TYPED.items():
        for answer in (
            client.post(path, {"q": typed}),
            client.get(path, {"q": typed}),
            client.get(path, {"area": typed}),
        ):
            assert answer.status_code == 302, what
            assert answer["Location"].startswith(path), what
            assert "q=" not in answer["Location"] and "area=" not in answer["Location"], what
        page = client.get(path).content.decode()
        assert f'method="post" action="{path}"' in page
        assert digits(typed)[-8:] not in digits(page), what


@pytest.mark.parametrize(("who", "path"), [("community", path) for path in (*LISTS, *OTHERS)] + ADMINISTERED)
def test_what_was_typed_stands_sealed_in_the_address_and_clear_in_the_box(world: World, who: str, path: str) -> None:
    client = browser(who)
    sent = {"q": "张小明", "area": "阳光社区", "sort": "", "csrfmiddlewaretoken": "x"}
    address = client.post(path, sent)["Location"]
    assert re.fullmatch(rf"{path}\?q=~[\w-]+&area=[^&]+", address)
    for told in ("张小明", quote("张小明"), "csrf", "sort"):
        assert told not in address
    for _again in range(2):
        page = client.get(address)
        assert page.status_code == 200
        assert 'value="张小明"' in page.content.decode()
    by_hand = client.get(path, {"q": "张小明"})
    assert re.fullmatch(rf"{path}\?q=~[\w-]+", by_hand["Location"])


def test_nobody_else_opens_what_was_typed(world: World) -> None:
    path = "/desk/residents/"
    client = browser("community")
    address = client.post(path, {"q": "张小明", "area": "阳光社区", "sort": "name"})["Location"]
    for who in ("worker", "neighbour_street"):
        other = browser(who)
        answer = other.get(address)
        assert answer["Location"] == f"{path}?sort=name"
        page = other.get(answer["Location"]).content.decode()
        assert "只有当时输入的人能打开" in page
        assert "张小明" not in page
    assert len(client.post(path, {"q": "张" * 5000})["Location"]) < 1000
    invented = client.get(f"{path}?q=~x{'A' * 60}")
    assert invented["Location"] == path


def test_other_pages_of_a_list_keep_what_was_typed_and_tell_no_name(world: World) -> None:
    with As(world.community) as community:
        here = door(world, "grid1", community)
        for _ in range(51):
            settled(community, "张小明", here)
    client = browser("community")
    page = client.post("/desk/residents/?", {"q": "张小明", "sort": "name"}, follow=True)
    assert len(page.context["rows"]) == 50
    following = re.search(r'rel="next"[^>]*href="([^"]+)"', page.content.decode())
    assert following
    address = html.unescape(following[1])
    assert "q=~" in address
    after = parse_qs(urlsplit(address).query)["after"][0]
    assert b"zhang" not in base64.urlsafe_b64decode(after + "==")
    assert len(client.get(f"/desk/residents/{address}").context["rows"]) == 1


def test_what_a_list_leads_to_is_narrowed_as_the_list_is(world: World) -> None:
    with As(world.community) as community:
        here = door(world, "grid1", community)
        settled(community, "张小明", here)
        settled(community, "李四", here)
    client = browser("community")
    query = urlsplit(client.post("/desk/residents/", {"q": "张小明"})["Location"]).query
    assert client.get(f"/desk/exports/residents?{query}").context["count"] == 1
    assert client.get("/desk/exports/residents").context["count"] == 2
    assert browser("street").get(f"/desk/exports/residents?{query}").context["count"] == 0, "not all of them"


def test_a_visitor_of_the_portal_alone_opens_what_he_typed(world: World) -> None:
    visitor, other = Client(), Client()
    visitor.get("/places/"), other.get("/places/")
    address = visitor.post("/places/", {"q": "阳光"})["Location"]
    assert "阳光社区" in visitor.get(address).content.decode()
    assert other.get(address)["Location"] == "/places/"


@pytest.mark.parametrize("path", PLAIN[:5])
def test_who_typed_a_number_is_told_where_it_went(client: Client, path: str) -> None:
    assert "号码没有写进地址" in client.post(path, {"q": "13812345678"}, follow=True).content.decode()


def test_a_credit_code_of_digits_alone_is_no_number_of_a_person(client: Client) -> None:
    codes = (f"9133010076543{n:04}" for n in range(1000))
    code = next(full for each in codes if (full := each + check_sign(each)).isdigit())
    assert client.post("/desk/organisations/", {"q": code})["Location"].startswith("/desk/organisations/?q=~")
    assert client.post("/desk/buildings/", {"q": code})["Location"] == "/desk/buildings/"
