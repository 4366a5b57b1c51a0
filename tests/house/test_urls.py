"""Every address refuses a stranger, except those listed here."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# Open to everybody: the whole list. A new public page is a new line here.
OPEN = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/language",
    "/robots.txt",
    "/accounts/sign-in",
    # what residents do without an account; a matter shows itself only to who brought its receipt code and phone tail
    "/",
    "/report/",
    "/report/receipt/",
    "/follow/",
    "/follow/leave/",
    "/follow/matter/",
    "/follow/matter/rate/",
    "/follow/matter/reopen/",
    "/follow/matter/urge/",
    # a request about one's own data is taken in alike whether known or not; it shows itself to its code and phone tail
    "/mine/",
    "/mine/ask/",
    "/mine/request/",
    "/mine/consents/",
    "/mine/consents/<int:pk>/withdraw/",
    "/mine/leave/",
    "/places/",
    "/places/<int:area_id>/",
    "/places/here/",
    # areas are public, and so are their maps
    "/map/areas/<int:area_id>.geojson",
    "/map/areas/<str:name>.pmtiles",
    "/map/place.json",
    "/map/settings.json",
    # what the api is, for whoever writes a system that calls it
    "/api/v1/openapi.json",
    "/api/v1/docs",
}
# There for developers, who set DEBUG; to everybody else it does not exist.
ABSENT = {"/desk/_styleguide/"}
SAMPLES = {
    "int": "1",
    "uuid": "01900000-0000-7000-8000-000000000000",
    "uuidstr": "01900000-0000-7000-8000-000000000000",
    "str": "x",
    "slug": "x",
    "path": "x",
    "case_number": "9901062026030200001",
}
PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address of the house, as it is written in urls.py."""
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here


ALL = sorted(set(addresses(get_resolver().url_patterns)))


def is_refused(answer: Any) -> bool:
    """Sent to the sign-in page, or told no; a page that does not know the method has shown nothing either."""
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/sign-in")
    return to_sign_in or answer.status_code in (401, 403, 405)


@pytest.mark.parametrize("address", [address for address in ALL if address not in OPEN | ABSENT])
def test_a_stranger_is_refused(db: None, address: str) -> None:
    concrete = PARAMETER.sub(lambda found: SAMPLES[found[1] or "str"], address)
    answers = [Client().get(concrete), Client().post(concrete)]

    assert all(is_refused(answer) for answer in answers), [answer.status_code for answer in answers]
    assert any(answer.status_code != 405 for answer in answers)


@pytest.mark.parametrize("address", sorted(ABSENT))
def test_what_is_for_developers_does_not_exist(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_the_list_of_open_addresses_names_no_ghosts() -> None:
    assert set(ALL) >= OPEN | ABSENT
