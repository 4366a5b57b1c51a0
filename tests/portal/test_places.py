"""Who looks after a place: only what was published."""

from tests.portal.conftest import Resident
from tests.world import As, World
from wangge.accounts.models import Mandate


def publish(world: World, who: str, **shown: str) -> None:
    """One person of the town lets the public know who serves here."""
    actor = world.people[who]
    with As(actor):
        Mandate.objects.filter(pk=actor.mandate_id).update(is_public=True, **shown)


def test_a_place_shows_the_published_and_nobody_else(world: World, resident: Resident) -> None:
    publish(world, "worker", public_name="王敏", public_duty="巡查走访", public_phone="0571-8000")

    page = resident.browser.get(f"/places/{world.areas['grid1'].pk}/").text

    assert "王敏" in page
    assert "0571-8000" in page
    assert "李强" not in page


def test_a_place_without_published_people_says_how_they_come(world: World, resident: Resident) -> None:
    page = resident.browser.get(f"/places/{world.areas['grid1'].pk}/").text

    assert "这里还没有公布负责人" in page


def test_places_are_found_by_name(world: World, resident: Resident) -> None:
    page = resident.browser.post("/places/", {"q": "星洲"}, follow=True)

    assert [each["area"].name for each in page.context["found"]] == ["星洲社区", "星洲社区第一网格"]


def test_an_unknown_place_is_not_found(world: World, resident: Resident) -> None:
    assert resident.browser.get("/places/999999/").status_code == 404


def test_positions_that_are_none_or_outside_say_so(world: World, resident: Resident) -> None:
    assert resident.browser.get("/places/here/", {"lon": "abc"}).status_code == 400
    assert resident.browser.get("/places/here/", {"lon": "1", "lat": "1"}).json()["is_inside"] is False


def test_nonsense_positions_are_not_numbers_to_us(world: World, resident: Resident) -> None:
    assert resident.browser.get("/places/", {"lon": "nan", "lat": "inf"}).status_code == 200
    assert resident.browser.get("/places/here/", {"lon": "inf", "lat": "0"}).status_code == 400


def test_a_report_from_a_place_knows_where_it_is(world: World, resident: Resident) -> None:
    page = resident.browser.get(f"/places/{world.areas['community1'].pk}/")
    assert "/report/?place=" in page.text

    form = resident.browser.get("/report/", {"place": "阳光社区"}).context["form"]

    assert form["place"].value() == "阳光社区"
