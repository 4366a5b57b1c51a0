"""The page of a case: who finds it, what it costs, what it says when somebody else was first, and what it hides."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.desk.lives import Life, browser
from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.cases.access import steps_open_to
from wangge.cases.models import Attachment, AttachmentKind, Entry
from wangge.cases.stages import Visit, anytime, file, handle
from wangge.cases.workflow import Stage
from wangge.interfaces.shared.cases import contact
from wangge.kernel import clock, files
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.kernel.scope import machine, open_scope


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 90)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def queries_of(asked: CaptureQueriesContext) -> int:
    """Without what only a test's outer transaction causes: savepoints, and the return to its scope."""
    nested = ("SAVEPOINT", "set_config('wangge.scope', ''")
    return len([one for one in asked if not any(word in one["sql"] for word in nested)])


def page_of(life: Life) -> str:
    return f"/desk/cases/{life.case.number}/"


@pytest.mark.parametrize(
    "who",
    ["neighbour_worker", "neighbour_community", "neighbour_street", "police_handler", "system_admin", "security_admin"],
)
def test_a_stranger_does_not_find_the_case_nor_its_steps(world: World, who: str) -> None:
    life = Life.of(world).dispatched()
    client = browser(who)

    answers = [
        client.get(page_of(life)),
        client.get(f"{page_of(life)}print/"),
        client.get(life.url("note")),
        client.post(life.url("note"), {"key": str(new_id()), "note": "看看"}),
        client.post(f"{page_of(life)}reporter/", {"reason": "好奇"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_a_stranger_without_a_name_is_sent_to_the_door(world: World) -> None:
    answer = Client().get(page_of(Life.of(world)))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/sign-in")


@pytest.mark.usefixtures("rows_stand_still")
def test_the_page_costs_no_more_than_twelve_queries(world: World) -> None:
    life = Life.of(world).accepted("urban")
    for _ in range(8):
        life.did("dispatcher", anytime.note, note="又来看了一次")
    _bring_photo(life)
    counts = {}
    for who in ("works_handler", "dispatcher", "operator", "duty", "leader"):
        client = browser(who)
        client.get(page_of(life))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(page_of(life)).status_code == 200
        counts[who] = queries_of(asked)

    assert max(counts.values()) <= 12, counts


@pytest.mark.usefixtures("rows_stand_still")
@pytest.mark.parametrize(
    ("live", "who"), [(lambda life: life.case, "operator"), (lambda life: life.filed(), "dispatcher")]
)
def test_the_page_with_a_chooser_costs_no_more_than_twelve_queries(world: World, live: Any, who: str) -> None:
    life = Life.of(world)
    live(life)
    client = browser(who)
    client.get(page_of(life))

    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(life))

    assert queries_of(asked) <= 12


def test_two_desks_at_once_one_wins_and_the_other_reads_why(world: World) -> None:
    life = Life.of(world).filed()
    life.did("duty", file.ask_void, reason="误报")
    void = Life.url(life, "void")
    second, words = browser("duty_second"), {"key": str(new_id()), "opinion": "确属误报，现场照片见附件"}
    life.did("duty_second", file.refuse_void, reason="再看看")

    answer = second.post(void, words)

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "没有等待答复的“待审作废”" in text
    assert "丁宁" in text
    assert "确属误报，现场照片见附件" in text
    assert life.fresh().stage == Stage.FILE


def test_a_refusal_stands_next_to_its_field_and_keeps_what_was_typed(world: World) -> None:
    life = Life.of(world).accepted()
    client = browser("works_handler")
    words = {"key": str(new_id()), "amount": "3", "reason": "等材料到货"}

    answer = client.post(life.url("ask_extension", life.assignment), words)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "一次最多延长一个原时限" in text
    assert 'aria-describedby="id_ask_extension' in text
    assert "等材料到货" in text


def test_photos_are_kept_through_a_refusal(world: World) -> None:
    life = Life.of(world).accepted()
    client, url = browser("works_handler"), life.url("feedback", life.assignment)

    refused = client.post(url, {"key": str(new_id()), "answer": "", "photos": [picture()]})
    kept = refused.context["page"].opened.data["kept"]
    taken = client.post(url, {"key": str(new_id()), "answer": "清走了", "kept": kept})

    assert refused.status_code == 422
    assert "已收到 1 张照片" in refused.content.decode()
    assert taken.status_code == 302
    with As(world.dispatcher):
        photo = Attachment.objects.get(case=life.case)
    assert photo.kind == AttachmentKind.AFTER


def test_photos_kept_for_one_person_serve_nobody_else(world: World) -> None:
    life = Life.of(world).accepted()
    url = life.url("feedback", life.assignment)
    first = browser("works_handler").post(url, {"key": str(new_id()), "answer": "", "photos": [picture()]})
    kept = first.context["page"].opened.data["kept"]

    browser("operator").post(life.url("note"), {"key": str(new_id()), "note": "看", "kept": kept})

    with As(world.dispatcher):
        assert not Attachment.objects.filter(case=life.case).exists()


def test_the_contact_is_masked_until_somebody_says_why(world: World) -> None:
    life = Life.of(world).filed()
    client, url = browser("operator"), f"{page_of(life)}reporter/"

    masked = client.get(page_of(life)).content.decode()
    nothing = client.post(url, {"reason": ""})
    shown = client.post(url, {"reason": "回电核对楼栋"}, headers={"HX-Request": "true"})

    assert "13912345678" not in masked
    assert "139****5678" in masked
    assert nothing.status_code == 422
    assert "13912345678" not in nothing.content.decode()
    assert "13912345678" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    with As(world.operator):
        look = Look.objects.get(subject="case", subject_id=str(life.case.pk))
    assert (look.who, look.reason, look.area_code) == (world.operator.user_id, "回电核对楼栋", life.case.area_code)


def test_nobody_looks_at_contacts_all_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact, "LOOKS_AN_HOUR", 1)
    life = Life.of(world).filed()
    client, url = browser("operator"), f"{page_of(life)}reporter/"

    first, second = (client.post(url, {"reason": "回电核对"}) for _ in range(2))

    assert first.status_code == 200
    assert second.status_code == 422
    assert "13912345678" not in second.content.decode()


def test_only_who_may_call_the_reporter_is_shown_the_contact(world: World) -> None:
    life = Life.of(world).dispatched()

    answer = browser("leader").post(f"{page_of(life)}reporter/", {"reason": "了解情况"})

    assert answer.status_code == 404


def test_the_page_says_why_the_handler_may_not_judge(world: World) -> None:
    """A street that handled a case by its own office wonders why it cannot check it."""
    life = Life.of(world).filed()
    life.did("operator", file.delegate)
    office = world.departments["street1_office"]
    from wangge.cases.stages import dispatch, feedback

    life.do("street", lambda visit: dispatch.dispatch(life.case, visit, lead=office))
    with As(world.street):
        mine = life.case.assignments.get()
    life.do("street", lambda visit: handle.accept(mine, visit))
    life.do("street", lambda visit: feedback.feedback(mine, visit), answer="自己清的")

    text = browser("street").get(page_of(life)).content.decode()

    assert "不能平台核查：办理过此事的人不能自己定论。" in text
    assert life.url("check") not in text


def test_steps_that_lead_no_further_are_not_offered(world: World) -> None:
    life = Life.of(world).filed()
    with As(world.operator):
        offers = {offer.step.name for offer in steps_open_to(life.fresh(), world.operator, [])}

    assert "delegate" in offers
    assert "escalate" not in offers


def test_back_leads_to_the_list_that_one_came_from_and_nowhere_else(world: World) -> None:
    life = Life.of(world).filed()
    client = browser("dispatcher")

    ours = client.get(page_of(life), {"from": "/desk/cases/?late=1"})
    theirs = client.get(page_of(life), {"from": "//elsewhere.example/"})
    taken = client.post(life.url("note") + "?from=/desk/dispatch/&then=back", {"key": str(new_id()), "note": "好"})

    assert 'href="/desk/cases/?late=1"' in ours.content.decode()
    assert 'href="//elsewhere' not in theirs.content.decode()
    assert taken["Location"] == "/desk/dispatch/"


def test_a_request_is_refused_next_to_where_it_is_granted(world: World) -> None:
    life = Life.of(world).accepted()
    life.do("works_handler", lambda visit: handle.ask_extension(life.assignment, visit, amount=1), reason="缺料")

    page = browser("dispatcher").get(page_of(life)).context["page"]

    assert page.main.step.name == "grant_extension"
    assert page.others[0].step.name == "refuse_extension"


def test_the_navigation_marks_the_list_that_one_came_from(world: World) -> None:
    life = Life.of(world).filed()
    client = browser("dispatcher")

    for came_from, label in (("/desk/", "待我办理"), ("/desk/dispatch/", "调度派遣"), ("", "全部案件")):
        text = client.get(page_of(life), {"from": came_from} if came_from else {}).content.decode()
        assert label in text.split('aria-current="page"')[1][:600].split("</li>")[0], came_from


def test_searching_without_a_script_keeps_what_was_typed(world: World) -> None:
    life = Life.of(world)
    client = browser("operator")

    answer = client.post(
        life.url("file"), {"key": str(new_id()), "condition_words": "井盖", "is_urgent": "on", "search": "condition"}
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "雨水井盖：缺失、移位" in text
    assert 'name="is_urgent"' in text and "checked" in text.split('name="is_urgent"')[1][:120]
    assert life.fresh().stage == Stage.COLLECT


def test_the_file_on_paper_names_who_printed_it_and_shows_no_contact(world: World) -> None:
    life = Life.of(world).answered()

    text = browser("duty").get(f"{page_of(life)}print/").content.decode()

    assert "吕明 于" in text
    assert "13912345678" not in text
    assert life.fresh().head_hash in text
    assert text.index("<td>采集上报") < text.rindex("<td>处理反馈")


def test_a_photo_goes_to_whoever_sees_its_case_and_is_never_guessed(world: World) -> None:
    life = Life.of(world).accepted()
    photo = _bring_photo(life)

    seen = browser("works_handler").get(f"/files/{photo}/")
    small = browser("dispatcher").get(f"/files/{photo}/thumb/")
    clients = [browser(who) for who in ("neighbour_street", "police_handler")]
    strangers = [client.get(f"/files/{photo}/{part}") for client in clients for part in ("", "thumb/")]

    assert seen["Content-Type"] == "image/jpeg"
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen["Content-Disposition"].startswith("inline")
    assert seen["Cache-Control"].startswith("private")
    assert "sandbox" in seen["Content-Security-Policy"]
    assert seen.getvalue()[:2] == b"\xff\xd8"
    assert small["Content-Type"] == "image/webp"
    assert [answer.status_code for answer in strangers] == [404] * 4
    assert Client().get(f"/files/{photo}/").status_code == 302
    seen.close()
    small.close()


def test_an_erased_photo_is_gone(world: World) -> None:
    life = Life.of(world).accepted()
    photo = _bring_photo(life)
    with open_scope(machine("worker")):
        Attachment.objects.filter(pk=photo).update(erased_at=clock.now())

    client = browser("dispatcher")

    assert client.get(f"/files/{photo}/").status_code == 404
    assert str(photo) not in client.get(page_of(life)).content.decode()


def _bring_photo(life: Life) -> UUID:
    stored = files.take(io.BytesIO(picture().read()))
    actor: Actor = life.world.works_handler
    with As(actor):
        at = clock.now() - timedelta(seconds=5)
        entry: Entry = anytime.note(
            life.case, Visit(actor, at, words={"note": "现场"}, photos=[(stored, AttachmentKind.BEFORE)])
        )
        return Attachment.objects.get(entry=entry).pk
