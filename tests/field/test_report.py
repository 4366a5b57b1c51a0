"""Report: once, at the right place, with what was used lately at hand; or find that it is known already."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.field.conftest import Phone, photo
from tests.world import As, World
from wangge.cases.models import Attachment, AttachmentKind, Case, Entry, Reporter, Words
from wangge.cases.workflow import Stage
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope


def test_a_report_sent_twice_is_one_case(world: World, worker: Phone) -> None:
    page = worker.page("/field/report/")

    answers = [worker.send(page, "/field/report/", place="文一路", description="有个坑") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    with As(world.worker):
        case = Case.objects.get()
    assert case.area_code == "990106001001001"
    done = worker.page(answers[0].url)
    assert "已上报" in done
    assert "已送社区平台受理" in done
    assert len(worker.client.get(answers[0].url).context["code"].replace(" ", "")) == 10
    assert "文一路" in worker.page("/field/mine/")


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(world: World, worker: Phone) -> None:
    page = worker.page("/field/report/")

    no_place = worker.send(page, "/field/report/", description="有个坑", photos=[photo()])

    assert no_place.status_code == 422
    assert "请写明地点" in no_place.context["form"].errors["place"][0]
    text = no_place.content.decode()
    assert "有个坑" in text
    assert "已收到 1 张照片" in text
    with As(world.worker):
        assert not Case.objects.exists()


def test_a_ticket_that_we_did_not_give_is_refused(world: World, worker: Phone) -> None:
    answer = worker.client.post("/field/report/", {"ticket": "made up", "place": "文一路", "description": "有个坑"})

    assert answer.status_code == 422
    assert "这个页面已失效" in answer.content.decode()


@pytest.mark.usefixtures("drawn")
def test_the_camera_knows_the_place(world: World, worker: Phone) -> None:
    worker.send(worker.page("/field/report/"), "/field/report/", photos=[photo((120.11, 30.28))])

    with As(world.worker):
        case = Case.objects.get()
    assert (case.area_code, round(case.lon or 0, 2)) == ("990106001001001", 120.11)


@pytest.mark.usefixtures("drawn")
def test_a_position_outside_of_the_district_is_refused(world: World, worker: Phone) -> None:
    page = worker.page("/field/report/")

    answer = worker.send(page, "/field/report/", lon="100", lat="30", description="有个坑")

    assert answer.status_code == 422
    assert "不在本区范围内" in answer.context["form"].errors["place"][0]


@pytest.mark.usefixtures("drawn")
def test_words_serve_where_the_position_is_wrong(world: World, worker: Phone) -> None:
    worker.send(worker.page("/field/report/"), "/field/report/", lon="100", lat="30", place="3 幢", description="坑")

    with As(world.worker):
        case = Case.objects.get()
    assert (case.area_code, case.lon, case.place) == ("990106001001001", None, "3 幢")


@pytest.mark.usefixtures("drawn")
def test_a_report_from_another_grid_goes_there_and_stays_findable(
    world: World, worker: Phone, neighbour: Phone
) -> None:
    there = {"lon": "120.13", "lat": "30.28", "description": "护栏断了", "place": "桥头", "photos": [photo()]}
    page = worker.page("/field/report/")

    answer = worker.send(page, "/field/report/", **there)

    with As(world.worker):
        assert not Case.objects.exists()
    with As(world.people["duty"]):
        case, shot = Case.objects.get(), Attachment.objects.get()
    assert case.area_code == "990106002001001"
    assert "不是您的网格" in worker.page(answer.url)
    assert str(case.pk) not in worker.page("/field/mine/")
    assert "桥头" in worker.page("/field/mine/?show=elsewhere")
    own = worker.page(f"/field/cases/{case.pk}/")
    assert "护栏断了" in own
    photo_url = f"/field/cases/{case.pk}/photos/{shot.pk}/thumb/"
    assert photo_url in own
    assert b"".join(worker.client.get(photo_url)).startswith(b"RIFF")
    assert b"".join(worker.client.get(photo_url.removesuffix("thumb/"))).startswith(b"\xff\xd8")
    assert neighbour.client.get(f"{photo_url}nothing").status_code == 404
    assert str(case.pk) in neighbour.page("/field/")
    assert "桥头" not in neighbour.page("/field/mine/?show=elsewhere")


@pytest.mark.usefixtures("drawn")
def test_the_own_report_from_elsewhere_can_be_urged_and_nothing_else(
    world: World, worker: Phone, neighbour: Phone
) -> None:
    there = {"lon": "120.13", "lat": "30.28", "description": "护栏断了", "place": "桥头"}
    worker.send(worker.page("/field/report/"), "/field/report/", **there)
    with As(world.people["duty"]):
        case = Case.objects.get()
    address = f"/field/cases/{case.pk}/"
    page = worker.page(address)

    assert worker.send(page, f"{address}urge/").status_code == 302
    assert worker.send(page, f"{address}note/", words="还在").status_code in (409, 422)
    assert worker.client.get(f"{address}handle/").context["page"].may_handle is False

    with As(world.people["duty"]):
        assert Case.objects.get().urge_count == 1
        assert list(Entry.objects.order_by("position").values_list("step", flat=True)) == ["collect", "urge"]


def test_solved_on_the_spot_in_one_go(world: World, worker: Phone) -> None:
    sent = {
        "place": "文一路",
        "description": "井盖移位",
        "condition": str(world.conditions["cover"].pk),
        "photos": [photo()],
        "is_handled": "on",
        "done-photos": [photo()],
        "done-answer": "已复位",
    }
    page = worker.page("/field/report/")

    for _time in range(2):
        sent |= {"photos": [photo()], "done-photos": [photo()]}
        assert worker.send(page, "/field/report/", **sent).status_code == 302

    with As(world.worker):
        case = Case.objects.get()
        assert case.stage == Stage.FEEDBACK
        assert case.condition_id == world.conditions["cover"].pk
        assert sorted(Attachment.objects.values_list("kind", flat=True)) == ["after", "before"]
        assert {word.name: word.text for word in Words.objects.all()} == {"description": "井盖移位", "answer": "已复位"}
        assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "where", "sentence"),
    [
        ({"condition": ""}, "form", "要选一个立案条件"),
        ({"condition": "stall"}, "form", "须由执法部门处置"),
        ({"condition": "cover"}, "handled", "请补拍"),
    ],
)
def test_what_cannot_be_solved_on_the_spot_is_not_reported_by_half(
    world: World, worker: Phone, changes: dict[str, str], where: str, sentence: str
) -> None:
    _wants_photo_after(world)
    chosen = changes["condition"] and str(world.conditions[changes["condition"]].pk)
    sent = {"place": "文一路", "description": "井盖移位", "is_handled": "on", "condition": chosen}

    answer = worker.send(worker.page("/field/report/"), "/field/report/", **sent)

    assert answer.status_code == 422
    assert sentence in str(answer.context[where].errors)
    with As(world.worker):
        assert not Case.objects.exists()


def _wants_photo_after(world: World) -> None:
    with open_scope(machine("import")):
        condition = world.conditions["cover"]
        condition.wants_photo_after = True
        condition.save()


def test_what_was_used_lately_is_at_hand_and_the_rest_is_found_by_words(world: World, worker: Phone) -> None:
    with As(world.worker):
        for name in ("heap", "road", "heap"):
            world.collect("worker", condition=world.conditions[name], at=clock.now() - timedelta(days=1))

    lines = worker.client.get("/field/report/").context["form"].fields["condition"].widget.lines
    assert [line.title.partition("：")[0] for line in lines] == ["乱堆物料", "道路破损", "不确定，由平台归类"]
    found = worker.client.post("/field/report/conditions/?name=condition", {"condition_words": "井盖"}).content.decode()
    assert "雨水井盖" in found
    assert "乱堆物料" not in found


def test_the_search_works_without_a_script(world: World, worker: Phone) -> None:
    page = worker.page("/field/report/")

    answer = worker.send(page, "/field/report/", search="condition", condition_words="井盖", description="有个坑")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "雨水井盖" in text
    assert "有个坑" in text
    with As(world.worker):
        assert not Case.objects.exists()


def test_the_same_matter_nearby_is_hinted_at_and_joined(world: World, worker: Phone, neighbour: Phone) -> None:
    spot, now = {"lon": 120.11, "lat": 30.28}, clock.now()
    with As(world.worker):
        known = world.collect("worker2", at=now, condition=world.conditions["cover"], **spot).case
        world.collect("worker2", at=now, condition=world.conditions["heap"], **spot)
    cover, road = world.conditions["cover"].pk, world.conditions["road"].pk
    near = "/field/report/near/?lon=120.1105&lat=30.28&condition="

    assert worker.page(f"{near}{cover}").count("就是这件</button>") == 1
    assert "就是这件" not in worker.page(f"{near}{road}")
    assert worker.page(near).count("就是这件</button>") == 2
    assert "就是这件" not in neighbour.page(near)

    page = worker.page("/field/report/")
    for _time in range(2):
        answer = worker.send(page, f"/field/cases/{known.pk}/join/", description="还没盖", photos=[photo()])
        assert answer.url == f"/field/cases/{known.pk}/"
    theirs = neighbour.page("/field/report/")
    assert neighbour.send(theirs, f"/field/cases/{known.pk}/join/").status_code == 404
    with As(world.worker):
        assert Case.objects.count() == 2
        note = Entry.objects.get(case=known, step="note")
        assert note.words.get(name="note").text == "还没盖"
        assert Attachment.objects.get(entry=note).kind == AttachmentKind.BEFORE


def test_the_resident_who_asked_is_kept_sealed_and_opens_the_receipt(world: World, worker: Phone) -> None:
    page = worker.page("/field/report/")
    assert "请先征得本人同意" in page
    sent = {"place": "文一路", "description": "有个坑", "reporter_name": "李红", "reporter_phone": "138 0013 8000"}

    answer = worker.send(page, "/field/report/", **sent)

    code = worker.client.get(answer.url).context["code"].replace(" ", "")
    with As(world.worker):
        reporter = Reporter.objects.get(case=Case.objects.get())
    assert (reporter.name, reporter.phone) == ("李红", "13800138000")
    assert reporter.masked_phone in (shown := worker.page(answer.url.replace("report/done", "cases").split("?")[0]))
    assert "13800138000" not in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT reporter::text FROM cases_reporter reporter")
        assert not [row for row in cursor.fetchall() if "李红" in row[0] or "13800138000" in row[0]]
    resident = Client()
    resident.post("/follow/", {"code": code, "tail": "8000"})
    assert "文一路" in resident.get("/follow/matter/").content.decode()


def test_what_is_no_phone_number_is_said_beside_the_field(world: World, worker: Phone) -> None:
    page = worker.page("/field/report/")
    answer = worker.send(page, "/field/report/", place="文一路", description="有个坑", reporter_phone="12")

    assert answer.status_code == 422
    assert "不像一个电话号码" in answer.context["form"].errors["reporter_phone"][0]
    assert '<details class="wg-action" open>' in answer.content.decode()


@pytest.mark.usefixtures("drawn")
def test_the_contact_is_sealed_in_somebody_elses_grid_too(world: World, worker: Phone) -> None:
    page = worker.page("/field/report/")
    spot = {"lon": "120.13", "lat": "30.28"}
    worker.send(page, "/field/report/", description="有个坑", reporter_phone="13800138000", **spot)

    with As(world.people["neighbour_worker"]):
        assert Reporter.objects.get().phone == "13800138000"
