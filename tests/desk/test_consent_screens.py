"""The desk asks what rests on consent only of those who gave it, and says where it is recorded."""

from datetime import date

import pytest

from tests.desk.lives import browser
from tests.registers.archive import agreed, citizen, door, settled
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.registers.basis.models import Item
from wangge.registers.people.models import CareNeed, Consent, Person, Residence

pytestmark = pytest.mark.django_db
LIST = "/desk/residents/"


@pytest.fixture
def home(world: World) -> Residence:
    with As(world.community):
        return settled(world.community, "张小明", door(world, "grid1", world.community), citizen())


def test_a_field_opens_with_the_consent(world: World, home: Residence) -> None:
    client, page = browser("community"), f"{LIST}{home.person_id}"
    sent = {"why": "走访核实", "workplace": "西溪茶厂"}
    assert 'name="workplace"' not in client.get(f"{LIST}settle").content.decode()
    assert "须先登记同意" in client.get(f"{page}/correct").content.decode()
    assert client.post(f"{page}/correct", {"key": new_id(), **sent}).status_code == 302
    with As(world.community):
        assert Person.objects.get().workplace == ""
        agreed(world.community, home, "workplace")
    assert client.get(f"{page}/correct").content.decode().count("须先登记同意") == 1
    assert client.post(f"{page}/correct", {"key": new_id(), **sent}).status_code == 302
    with As(world.community):
        assert Person.objects.get().workplace == "西溪茶厂"


def test_care_is_refused_until_consent_is_recorded_on_the_page_it_names(world: World, home: Residence) -> None:
    client, page = browser("community"), f"{LIST}{home.person_id}"
    sent = {"kind": "mobility", "from_on": date(2026, 1, 1), "why": "走访核实"}
    refused = client.post(f"{page}/care", {"key": new_id(), **sent})
    assert refused.status_code == 422
    assert "先到此人的“同意记录”登记同意" in refused.content.decode()
    consents = f"/desk/requests/consents/{home.person_id}"
    assert consents in client.get(page).content.decode()
    with As(world.community):
        item = Item.objects.get(dataset="care_need", to_on=None)
    given = client.post(consents, {"key": new_id(), "item": item.pk, "channel": "paper"})
    assert given.status_code == 302
    assert client.post(f"{page}/care", {"key": new_id(), **sent}).status_code == 302
    with As(world.community):
        consent = Consent.objects.get()
    assert client.post(f"{consents}/{consent.pk}/withdraw", {"key": new_id()}).status_code == 302
    with As(world.community):
        assert CareNeed.objects.get().to_on == clock.today()
