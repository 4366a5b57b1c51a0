"""Whoever a request has identified sees and takes back what he agreed to; to nobody else does it show."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.desk.lives import browser
from tests.registers.archive import agreed, citizen, door, hand, settled
from tests.world import As, World
from wangge.accounts.models import Department
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Record
from wangge.kernel.refused import Refused
from wangge.registers.people.actions import PersonFacts, add_care, change_person, find_person, set_reminder
from wangge.registers.people.models import CareNeed, Consent, Person, Residence
from wangge.registers.rights.actions import decide
from wangge.registers.rights.models import Request

pytestmark = pytest.mark.django_db
PAGE = "/mine/consents/"
WHO = {"name": "张小明", "number": citizen().number, "phone": "13812345678"}
WITHDRAW = {**WHO, "kind": "withdraw"}
OTHER = {"name": "李四", "number": citizen(9).number, "phone": "13900000009"}


@pytest.fixture
def home(world: World) -> Iterator[Residence]:
    """He agreed to a workplace and to care, and both stand in the archive; a neighbour agreed to nothing."""
    cache.clear()
    with As(world.worker) as worker:
        residence = settled(worker, "张小明", door(world, "grid1", worker), citizen(), "13812345678")
        settled(worker, "李四", residence.dwelling, citizen(9), "13900000009")
        agreed(worker, residence, "workplace")
        agreed(worker, residence)
        facts = PersonFacts("张小明", citizen(), "13812345678", others={"workplace": "西溪茶厂"})
        change_person(residence.person, facts, hand(worker), area_code=residence.area_code)
        add_care(residence.person, "mobility", clock.today(), hand(worker), area_code=residence.area_code)
    yield residence


@pytest.fixture
def desk(world: World) -> Client:
    return browser("community")


def asked(world: World, desk: Client, who: dict[str, str], decision: str = "granted") -> Client:
    """A phone whose request the desk has decided."""
    phone = Client()
    ticket = phone.get("/mine/ask/").context["form"]["ticket"].value()
    phone.post("/mine/ask/", {"ticket": ticket, "kind": "see", **who})
    with As(world.duty):
        request = Request.objects.get(state="received")
    sent = {"decision": decision, "words": "" if decision == "granted" else "无法核实", "key": new_id()}
    assert desk.post(f"/desk/requests/{request.pk}", sent).status_code == 302
    return phone


def consent_of(world: World, field: str) -> Consent:
    with As(world.community):
        return Consent.objects.get(item__field=field)


def test_he_sees_what_stands_and_takes_one_back_once(world: World, desk: Client, home: Residence) -> None:
    phone = asked(world, desk, WHO)
    assert PAGE in phone.get("/mine/request/").content.decode()
    page = phone.get(PAGE)
    told = page.content.decode()
    for words in ("服务处所", "就业服务", "个人同意", "第十三条第一款第（一）项", "书面", "关爱类别"):
        assert words in told
    given, key = consent_of(world, "workplace"), page.context["form"]["key"].value()
    for _twice in range(2):
        answer = phone.post(f"{PAGE}{given.pk}/withdraw/", {"key": key}, follow=True).content.decode()
        assert "已撤回，相关信息不再使用" in answer
        assert "服务处所" not in answer
        assert "关爱类别" in answer
    with As(world.community):
        assert Person.objects.get(pk=home.person_id).workplace == ""
        assert Record.objects.get(act="consent_withdrawn").by_name == "本人"
        with connection.cursor() as cursor:
            cursor.execute("SELECT via FROM kernel_change WHERE changed ? 'workplace' ORDER BY id DESC LIMIT 1")
            assert cursor.fetchone()[0] == "本人"
    again = phone.post(f"{PAGE}{given.pk}/withdraw/", {"key": new_id()}, follow=True).content.decode()
    assert "没有这项同意，或已经撤回" in again


def test_care_that_rested_on_it_ends(world: World, desk: Client, home: Residence) -> None:
    asked(world, desk, WHO).post(f"{PAGE}{consent_of(world, 'kind').pk}/withdraw/", {"key": new_id()})
    with As(world.community):
        assert CareNeed.objects.get().to_on == clock.today()


def test_nobody_else_sees_or_takes_anything(world: World, desk: Client, home: Residence) -> None:
    given = consent_of(world, "workplace")
    stranger, unknown, other = Client(), asked(world, desk, WHO, "unknown"), asked(world, desk, OTHER)
    assert stranger.get(PAGE).headers["Location"] == "/mine/"
    assert unknown.get(PAGE).headers["Location"] == "/mine/request/"
    assert PAGE not in unknown.get("/mine/request/").content.decode()
    assert "没有仍然有效的同意" in other.get(PAGE).content.decode()
    for phone in (stranger, unknown):
        assert phone.post(f"{PAGE}{given.pk}/withdraw/", {"key": new_id()}).status_code == 302
    answers = [
        other.post(f"{PAGE}{pk}/withdraw/", {"key": new_id()}, follow=True).content.decode().count("没有这项同意")
        for pk in (given.pk, 987654321)
    ]
    assert answers == [1, 1]
    assert consent_of(world, "workplace").withdrawn_at is None
    with As(world.community):
        assert Person.objects.get(pk=home.person_id).workplace == "西溪茶厂"


def test_a_guardian_takes_back_for_a_child_until_it_is_fourteen(world: World, desk: Client, home: Residence) -> None:
    this_year = clock.today().year
    with As(world.worker) as worker:
        child = settled(worker, "张小小", home.dwelling)
        Person.objects.filter(pk=child.person_id).update(guardian=home.person, born_on=date(this_year - 10, 1, 1))
        given = agreed(worker, child, "occupation")
    phone = asked(world, desk, WHO)
    told = phone.get(PAGE).content.decode()
    assert "张**的信息，您是监护人" in told
    with As(world.worker):
        Person.objects.filter(pk=child.person_id).update(born_on=date(this_year - 15, 1, 1))
    assert "监护人" not in phone.get(PAGE).content.decode()
    with As(world.worker):
        Person.objects.filter(pk=child.person_id).update(born_on=date(this_year - 10, 1, 1))
    phone.post(f"{PAGE}{given.pk}/withdraw/", {"key": new_id()})
    assert consent_of(world, "occupation").withdrawn_at is not None


def test_he_learns_that_a_department_has_set_a_reminder_and_no_desk_does(
    world: World, desk: Client, home: Residence
) -> None:
    with As(world.police_handler) as police:
        found = find_person(citizen(), "张小明", "duty", by=police)
        set_reminder(found, "call_first", [world.worker.user_id or 0], hand(police))
        department = Department.objects.get(pk=police.department_id).name
    phone, other = asked(world, desk, WHO), asked(world, desk, OTHER)
    told = phone.get("/mine/request/").content.decode()
    assert f"{department}自 {clock.today()} 起为您设置了上门提醒" in told
    assert "没有部门为您设置上门提醒" in other.get("/mine/request/").content.decode()
    for words in ("上门前先打电话", world.worker.name):
        assert words not in told
    with As(world.community), connection.cursor() as cursor:
        request = Request.objects.get(person_id=home.person_id)
        assert department not in request.answer
        cursor.execute("SELECT count(*) FROM rights_reminders(%s, %s)", [request.code_index, request.tail_index])
        assert cursor.fetchone()[0] == 0
    corrected = asked(world, desk, {**WHO, "kind": "looks"}).get("/mine/request/").content.decode()
    assert "上门提醒" not in corrected


def standing(world: World) -> set[str]:
    with As(world.community):
        return set(Consent.objects.filter(withdrawn_at=None).values_list("item__field", flat=True))


def test_a_consent_is_taken_back_as_soon_as_somebody_has_checked_who_asks(
    world: World, desk: Client, home: Residence
) -> None:
    front = Client().get("/mine/").content.decode()
    assert "/mine/ask/?kind=withdraw" in front
    page = Client().get("/mine/ask/?kind=withdraw").content.decode()
    assert "服务处所" in page
    assert "应该是" not in page
    phone = asked(world, desk, {**WITHDRAW, "about": "person.workplace"}, "granted")
    assert standing(world) == {"kind"}
    with As(world.community):
        assert Person.objects.get(pk=home.person_id).workplace == ""
        request = Request.objects.get()
        assert (request.state, request.outcome) == ("answered", "已撤回")
        assert request.due_at - request.received_at < timedelta(days=5)  # a working day, over a weekend
    told = phone.get("/mine/request/").content.decode()
    assert "已撤回：服务处所" in told
    assert "不予" not in told
    phone.post(f"{PAGE}{consent_of(world, 'kind').pk}/withdraw/", {"key": new_id()})
    assert standing(world) == set()


def test_nobody_decides_about_taking_back(world: World, desk: Client, home: Residence) -> None:
    phone = Client()
    ticket = phone.get("/mine/ask/?kind=withdraw").context["form"]["ticket"].value()
    assert phone.post("/mine/ask/", {"ticket": ticket, "only": "withdraw", **WITHDRAW}).status_code == 302
    assert "不用谁批准" in phone.get("/mine/request/").content.decode()
    with As(world.community):
        request = Request.objects.get()
    address = f"/desk/requests/{request.pk}"
    page = desk.get(address).content.decode()
    assert "身份属实，立即撤回" in page
    assert "待核实身份" in page
    assert "待核实身份" in desk.get("/desk/requests/").content.decode()
    assert f'href="/desk/residents/{home.person_id}"' in page
    assert desk.get(f"/desk/residents/{home.person_id}").status_code == 200
    assert "不予同意" not in page
    refused = desk.post(address, {"decision": "refused", "words": "不行", "key": new_id()})
    assert refused.status_code == 422
    for who in ("neighbour_street", "neighbour_community", "works_handler", "police_handler", "worker", "audit_admin"):
        stranger = browser(who)
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"decision": "granted", "words": "", "key": new_id()}).status_code == 404
    assert phone.get(PAGE).headers["Location"] == "/mine/request/"
    assert standing(world) == {"workplace", "kind"}
    desk.post(address, {"decision": "granted", "words": "", "key": new_id()})
    assert standing(world) == set()
    with As(world.community):
        assert CareNeed.objects.get().to_on == clock.today()


def test_who_is_not_the_person_takes_nothing_back(world: World, desk: Client, home: Residence) -> None:
    wrong = asked(world, browser("duty"), {**WITHDRAW, "phone": "13811112222"}, "unknown")
    other = asked(world, desk, {**OTHER, "kind": "withdraw"})
    assert standing(world) == {"workplace", "kind"}
    assert wrong.get(PAGE).headers["Location"] == "/mine/request/"
    assert "没有仍然有效的这项同意" in other.get("/mine/request/").content.decode()
    with As(world.duty), pytest.raises(Refused):
        unknown = Request.objects.get(decision="unknown")
        Request.objects.filter(pk=unknown.pk).update(state="received", decision="")
        decide(unknown, "granted", "", hand(world.duty))


def test_at_the_desk_it_is_done_before_his_eyes(world: World, desk: Client, home: Residence) -> None:
    sent = {**WITHDRAW, "is_checked": "on", "key": new_id()}
    for _twice in range(2):
        answer = desk.post("/desk/requests/new", sent, follow=True)
        assert "已撤回，立即生效" in answer.content.decode()
    assert standing(world) == set()
    with As(world.community):
        request = Request.objects.get()
        assert (request.state, request.decided_by) == ("answered", None)
        acts = Record.objects.filter(subject_id=str(request.pk)).values_list("act", flat=True)
        assert sorted(acts) == ["request_decided", "request_received"]
