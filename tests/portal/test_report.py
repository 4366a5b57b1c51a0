"""Reporting a matter without an account."""

import pytest

from tests.portal.conftest import Resident, photo, the_case
from tests.world import As, World
from wangge.cases.models import Attachment, AttachmentKind, Case, DeskLevel, Receipt, Reporter, Source, Words
from wangge.interfaces.portal import limits


def test_a_report_becomes_a_case_of_the_place_it_names(world: World, resident: Resident) -> None:
    answer = resident.report(phone="138 0013 8000", name="李红")

    case = the_case(world)
    assert answer.status_code == 302
    assert answer.url == "/report/receipt/"
    assert (case.source, case.area_code, case.place) == (Source.PORTAL, "990106001001", "阳光社区 3 幢门口")
    assert case.desk_level in DeskLevel.values
    with As(world.people["duty"]):
        assert Words.objects.get(name="description").text == "井盖翘起来了"
        assert Reporter.objects.get().phone == "13800138000"
        assert "李红" not in str(Reporter.objects.values_list())


def test_the_receipt_page_shows_code_and_next_step(world: World, resident: Resident) -> None:
    resident.report(phone="13800138000")

    page = resident.browser.get("/report/receipt/")

    assert len(page.context["code"].replace(" ", "")) == 10
    assert "<svg" in page.text
    assert the_case(world).number not in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_sending_the_same_form_twice_makes_one_case_with_one_receipt(world: World, resident: Resident) -> None:
    ticket = resident.ticket()

    resident.report(ticket=ticket)
    first = resident.receipt_code()
    again = resident.report(ticket=ticket)

    assert again.status_code == 302
    assert resident.receipt_code() == first
    assert the_case(world)
    with As(world.people["duty"]):
        assert Receipt.objects.count() == 1


def test_a_ticket_that_we_did_not_give_is_refused(world: World, resident: Resident) -> None:
    with As(world.worker):
        other = world.collect("worker").case

    answer = resident.report(ticket=str(other.pk))

    assert answer.status_code == 422
    with As(world.people["duty"]):
        assert Case.objects.count() == 1


def test_photos_are_kept_without_what_the_camera_wrote(world: World, resident: Resident) -> None:
    resident.report(photos=[photo((120.1, 30.2)), photo()])

    with As(world.people["duty"]):
        kinds = list(Attachment.objects.values_list("kind", "content_type"))
    assert kinds == [(AttachmentKind.BEFORE, "image/jpeg")] * 2


def test_too_many_photos_are_refused_with_the_mend(world: World, resident: Resident) -> None:
    answer = resident.report(photos=[photo() for _ in range(5)])

    assert answer.status_code == 422
    assert "最多 4 张照片" in answer.text


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"place": ""}, "请写明地点"),
        ({"description": ""}, "请拍一张照片，或写一句发生了什么"),
        ({"phone": "12"}, "这不像一个电话号码"),
        ({"website": "http://spam.example"}, "提交没有通过检查"),
        ({"lon": "1.0", "lat": "1.0", "place": ""}, "不在本区范围内"),
    ],
)
def test_a_report_that_cannot_be_taken_says_why(
    world: World, resident: Resident, answers: dict[str, str], sentence: str
) -> None:
    answer = resident.report(**answers)

    assert answer.status_code == 422
    assert sentence in answer.text
    with As(world.people["duty"]):
        assert not Case.objects.exists()


def test_an_address_that_names_no_place_goes_to_the_district(world: World, resident: Resident) -> None:
    resident.report(place="菜场门口")

    case = the_case(world)
    assert case.area_code == "990106"
    assert case.desk_level == DeskLevel.DISTRICT


def test_a_plain_choice_names_the_class_of_the_catalogue(world: World, resident: Resident) -> None:
    road = world.conditions["road"].category

    resident.report(category=str(road.pk))

    assert the_case(world).category_id == road.pk


def test_a_choice_that_is_not_offered_is_refused(world: World, resident: Resident) -> None:
    stall = world.conditions["stall"].category

    assert resident.report(category=str(stall.pk)).status_code == 422


def test_one_address_cannot_flood_the_desk(world: World, resident: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REPORTS", limits.Limit("report", 2, 3600))

    answers = [resident.report().status_code for _ in range(3)]

    assert answers == [302, 302, 429]


def test_the_form_is_never_kept_by_the_browser(resident: Resident) -> None:
    assert "no-store" in resident.browser.get("/report/").headers["Cache-Control"]
