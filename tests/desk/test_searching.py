"""Every list with a search box: a number that tells who somebody is never stands in its address."""

import pytest
from django.test import Client

from tests.desk.lives import browser
from tests.registers.archive import citizen
from tests.world import World
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


@pytest.mark.parametrize("path", LISTS)
def test_what_may_stand_in_an_address_does_with_the_other_filters(client: Client, path: str) -> None:
    answer = client.post(path, {"q": "文锦苑5-2-301", "area": "阳光社区", "sort": "", "csrfmiddlewaretoken": "x"})
    assert (
        answer["Location"] == f"{path}?q=%E6%96%87%E9%94%A6%E8%8B%915-2-301&area=%E9%98%B3%E5%85%89%E7%A4%BE%E5%8C%BA"
    )
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("path", PLAIN[:5])
def test_who_typed_a_number_is_told_where_it_went(client: Client, path: str) -> None:
    assert "号码没有写进地址" in client.post(path, {"q": "13812345678"}, follow=True).content.decode()


def test_a_credit_code_of_digits_alone_is_no_number_of_a_person(client: Client) -> None:
    codes = (f"9133010076543{n:04}" for n in range(1000))
    code = next(full for each in codes if (full := each + check_sign(each)).isdigit())
    assert client.post("/desk/organisations/", {"q": code})["Location"] == f"/desk/organisations/?q={code}"
    assert client.post("/desk/buildings/", {"q": code})["Location"] == "/desk/buildings/"
