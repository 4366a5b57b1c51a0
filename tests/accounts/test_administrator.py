"""The first administrators of a new installation come by the command line, once."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.world import World
from wangge.accounts.models import Mandate
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.areas.models import Area
from wangge.kernel.scope import machine, open_scope


@pytest.fixture
def district(db: None) -> Area:
    """A district in which nobody works yet."""
    with open_scope(machine("import")):
        return Area.objects.create(level="district", name="新区", code="990107")


def appoint(role: Role, username: str, code: str = "990107", **more: str) -> str:
    """Call the command; the password that it prints."""
    out = StringIO()
    call_command("administrator", role.value, username, "史磊", area=code, stdout=out, **more)
    return out.getvalue().splitlines()[1].split()[1].partition("（")[0]


def test_the_first_administrator_signs_in_and_changes_the_password(district: Area) -> None:
    password = appoint(Role.SECURITY_ADMIN, "shilei")
    client = Client()
    client.post("/accounts/sign-in", {"username": "shilei", "password": password})

    assert client.get("/desk/people/").headers["Location"] == "/accounts/password"


def test_the_second_one_is_granted_by_a_person(district: Area) -> None:
    appoint(Role.SECURITY_ADMIN, "shilei")
    with pytest.raises(CommandError, match="已有安全管理员"):
        appoint(Role.SECURITY_ADMIN, "another")
    appoint(Role.SYSTEM_ADMIN, "another")


def test_a_missing_district_is_told(district: Area) -> None:
    with pytest.raises(CommandError, match="990199"):
        appoint(Role.SECURITY_ADMIN, "shilei", code="990199")


@pytest.mark.django_db
def test_an_empty_house_gets_its_district_with_its_first_administrator() -> None:
    for role, username in zip(sorted(ADMINISTRATORS), ("a1", "a2", "a3"), strict=True):
        password = appoint(role, username, district="新区")
        client = Client()
        client.post("/accounts/sign-in", {"username": username, "password": password})
        assert client.get("/desk/").headers["Location"] == "/accounts/password"
    with open_scope(machine("import")):
        assert [(area.code, area.name, area.level) for area in Area.objects.all()] == [("990107", "新区", "district")]


def test_where_the_last_one_has_left_the_command_helps_again(town: World) -> None:
    with open_scope(machine("import")):
        Mandate.objects.filter(role=Role.SECURITY_ADMIN).update(ends_on=date(2026, 1, 1))
    appoint(Role.SECURITY_ADMIN, "shilei", code="990106")
