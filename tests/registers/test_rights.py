"""What people may demand: to see, to correct, to be forgotten, to know who looked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.registers.archive import citizen, door, everything_about, hand
from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.cases.models import Case
from wangge.kernel import clock, codes, history, sealing
from wangge.kernel.ids import new_id
from wangge.kernel.models import Change, Record
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.trail import look
from wangge.registers.basis.models import Item
from wangge.registers.people import actions as people
from wangge.registers.people import documents
from wangge.registers.people.actions import Living, PersonFacts, merge, move_out, settle, undo
from wangge.registers.people.models import CareNeed, Consent, Person, Reminder, Residence, Ruling
from wangge.registers.people.queries import has_consent
from wangge.registers.rights import actions, queries
from wangge.registers.rights.actions import Asked
from wangge.registers.rights.models import Claim, Request, RetentionLine, RetentionRun, Wish

pytestmark = pytest.mark.django_db

NUMBER, PHONE = citizen().number, "13812345678"
CLAIM = Claim("张小明", PHONE, citizen().kind, NUMBER)
PORTAL = Actor.machine_named("portal")


@pytest.fixture
def settled(world: World) -> Iterator[Residence]:
    with As(world.worker):
        living = Living(door(world, "grid1", world.worker), relation="0", from_on=date(2020, 5, 1))
        residence = settle(PersonFacts("张小明", citizen(), PHONE), living, hand(world.worker))
        Person.objects.filter(pk=residence.person_id).update(workplace="西溪茶厂")
        yield residence


def asked(kind: str, claim: Claim = CLAIM, wish: Wish = Wish()) -> Asked:  # noqa: B008
    return Asked(kind, claim, wish, codes.new_receipt_code())


def at_portal(request: Asked) -> Request:
    number = new_id()
    with open_scope(machine("portal")):
        actions.receive_at_portal(request, number=number, by=PORTAL, at=clock.now())
        found = queries.find(request.code, request.claim.phone[-4:])
    assert found
    return found


def decided(request: Request, by: Actor, decision: str = "granted", words: str = "") -> Request:
    with As(by):
        return actions.decide(queries.requests_seen_by(by).get(pk=request.pk), decision, words, hand(by))


def test_somebody_sees_what_is_held(world: World, settled: Residence) -> None:
    with As(world.community):
        request = actions.receive(asked("see"), hand(world.community))
        assert (request.area_code, request.state) == (settled.area_code, "received")
        with pytest.raises(Refused, match="受理人不能决定"):
            actions.decide(request, "granted", "", hand(world.community))
    answered = decided(request, world.community_second)
    for told in ("张小明", NUMBER, PHONE, "西溪茶厂", "文一路", "第十三条"):
        assert told in answered.answer
    assert answered.state == "decided"
    with As(world.community):
        assert actions.hand_over(answered, hand(world.community)).state == "answered"
        assert Record.objects.filter(room="rights").count() == 3


def test_the_clock_is_fifteen_working_days(world: World, settled: Residence) -> None:
    with As(world.community):
        once = replace(hand(world.community), at=clock.now())
        request = actions.receive(asked("see"), once)
        days = (request.due_at - request.received_at).days
        assert 19 <= days <= 35
        assert not request.is_late(request.due_at)
        assert request.is_late(request.due_at + timedelta(seconds=1))
        assert actions.receive(asked("see"), once) == request


def test_the_portal_takes_in_alike_whether_known_or_not(world: World, settled: Residence) -> None:
    known = at_portal(asked("see"))
    stranger = at_portal(asked("see", replace(CLAIM, name="李四")))
    other_phone = at_portal(asked("see", replace(CLAIM, phone="13900000000")))
    assert known.person_id == settled.person_id
    assert (stranger.person_id, other_phone.person_id) == (None, None)
    assert stranger.area_code == world.areas["district"].code
    shown = [(each.kind, each.state, each.decision, each.answer) for each in (known, stranger, other_phone)]
    assert len(set(shown)) == 1


def test_who_is_not_identified_is_not_answered(world: World, settled: Residence) -> None:
    stranger = at_portal(asked("see", replace(CLAIM, name="李四")))
    with pytest.raises(Refused, match="核实身份"):
        decided(stranger, world.duty)
    with pytest.raises(Refused, match="理由"):
        decided(stranger, world.duty, "unknown")
    assert decided(stranger, world.duty, "unknown", "请带证件到社区").answer == "请带证件到社区"


def test_a_code_opens_nothing_without_its_phone(world: World, settled: Residence) -> None:
    request = asked("see")
    at_portal(request)
    with open_scope(machine("portal")):
        assert queries.find(request.code, "0000") is None
        assert not Request.objects.exists()


@pytest.mark.parametrize("who", ["worker", "neighbour_community", "neighbour_street", "police_handler", "audit_admin"])
def test_nobody_else_sees_or_decides_a_request(world: World, settled: Residence, who: str) -> None:
    request = at_portal(asked("see"))
    actor = world.people[who]
    with As(actor):
        assert not queries.requests_seen_by(actor).exists()
        assert not Request.objects.exists()
        with pytest.raises(NotYours):
            actions.decide(request, "refused", "不", hand(actor))


def test_a_correction_is_checked_and_written_with_himself_as_source(world: World, settled: Residence) -> None:
    request = at_portal(asked("correct", wish=Wish(field="education", value="大学本科")))
    decided(request, world.community)
    with As(world.community):
        person = Person.objects.get(pk=settled.person_id)
        assert (person.education, person.phone, person.document_number) == ("20", PHONE, NUMBER)
        change = Change.objects.filter(table="people_person", row_id=person.pk).latest("id")
        assert (change.via, change.why, change.changed["education"]) == ("本人", "本人申请更正", ["", "20"])


def test_a_correction_against_the_document_is_refused(world: World, settled: Residence) -> None:
    request = at_portal(asked("correct", wish=Wish(field="born_on", value="1990-01-01")))
    with pytest.raises(Refused, match="不一致"):
        decided(request, world.community)
    for field, value in (("document", "1"), ("education", "博士后"), ("phone", "")):
        with pytest.raises(Refused):
            at_portal(asked("correct", wish=Wish(field=field, value=value)))


def test_somebody_learns_who_looked_by_post_not_by_name(world: World, settled: Residence) -> None:
    with As(world.worker):
        look("person", settled.person_id, "phone", by=world.worker, at=clock.now(), reason="上门前联系")
    answer = decided(at_portal(asked("looks")), world.community).answer
    assert "阳光社区第一网格网格员" in answer
    assert "上门前联系" in answer
    assert "王敏" not in answer


def test_who_asked_is_answered_where_he_lives_now(world: World, settled: Residence) -> None:
    request = at_portal(asked("see"))
    with As(world.neighbour_community) as there:
        settle(PersonFacts("张小明", citizen()), Living(door(world, "grid4", there, "古翠路8号")), hand(there))
    with As(world.worker):
        move_out(settled, clock.today(), hand(world.worker))
    with As(world.community):
        assert not queries.requests_seen_by(world.community).exists()
    answer = decided(request, world.neighbour_community).answer
    assert NUMBER in answer and "古翠路8号" in answer


def test_looks_at_an_entry_that_was_merged_are_told_too(world: World, settled: Residence) -> None:
    request = at_portal(asked("looks"))
    ruling = doubled(world, settled)
    with open_scope(machine("timer")):
        Request.objects.filter(pk=request.pk).update(person=ruling.other_id)
    with As(world.worker):
        look("person", ruling.other_id, "phone", by=world.worker, at=clock.now(), reason="核对重复")
        look("person", ruling.kept_id, "phone", by=world.worker, at=clock.now(), reason="上门前联系")
    answer = decided(request, world.duty).answer
    assert "核对重复" in answer and "上门前联系" in answer


def test_consent_is_given_and_taken_back(world: World, settled: Residence) -> None:
    with As(world.worker):
        person = Person.objects.get(pk=settled.person_id)
        item = Item.objects.get(dataset="person", field="workplace")
        given = people.give_consent(person, item, "paper", hand(world.worker), area_code=settled.area_code)
        assert has_consent(person, item)
        with pytest.raises(Refused, match="已经同意过"):
            people.give_consent(person, item, "paper", hand(world.worker), area_code=settled.area_code)
        with pytest.raises(Refused, match="不以同意"):
            people.give_consent(
                person, Item.objects.get(field="born_on"), "paper", hand(world.worker), area_code=settled.area_code
            )
        people.withdraw_consent(given, hand(world.worker), area_code=settled.area_code)
        assert not has_consent(person, item)
        assert Person.objects.get(pk=person.pk).workplace == ""
        assert "西溪茶厂" in str(list(Change.objects.values_list("changed", flat=True)))
    with open_scope(machine("timer")):
        assert people.clear_withdrawn() == 1
        assert people.clear_withdrawn() == 0
        assert "西溪茶厂" not in str(list(Change.objects.values_list("changed", flat=True)))


def test_a_child_agrees_through_its_guardian(world: World, settled: Residence) -> None:
    born = (clock.today() - timedelta(days=10 * 366)).strftime("%Y%m%d")
    with As(world.worker):
        living = Living(settled.dwelling, relation="2", household=settled.household)
        child = settle(PersonFacts("张小小", citizen(7, born)), living, hand(world.worker)).person
        item = Item.objects.get(dataset="care_need", field="kind")
        with pytest.raises(Refused, match="监护人"):
            people.give_consent(child, item, "spoken", hand(world.worker), area_code=settled.area_code)
        with pytest.raises(Refused, match="成年"):
            people.give_consent(child, item, "spoken", hand(world.worker), area_code=settled.area_code, guardian=child)
        given = people.give_consent(
            child, item, "spoken", hand(world.worker), area_code=settled.area_code, guardian=settled.person
        )
        assert given.guardian_id == settled.person_id


def test_deleting_takes_what_rests_on_consent(world: World, settled: Residence) -> None:
    with As(world.worker):
        item = Item.objects.get(dataset="person", field="workplace")
        people.give_consent(settled.person, item, "paper", hand(world.worker), area_code=settled.area_code)
    answer = decided(at_portal(asked("delete")), world.community).answer
    assert "法定登记" in answer
    with As(world.community):
        person = Person.objects.get(pk=settled.person_id)
        assert (person.workplace, person.name) == ("", "张小明")
        assert Consent.objects.get().withdrawn_at


def gone(world: World, settled: Residence, days: int) -> None:
    with As(world.worker):
        CareNeed.objects.create(
            person=settled.person, area_code=settled.area_code, kind="old_alone", from_on=date(2021, 1, 1)
        )
        move_out(settled, clock.today() - timedelta(days=days), hand(world.worker))


def night() -> RetentionRun | None:
    with open_scope(machine("timer")):
        return actions.report(clock.now())


def test_who_is_past_his_term_is_reported_then_erased_when_approved(world: World, settled: Residence) -> None:
    with As(world.worker):
        world.collect("worker")
    gone(world, settled, 731)
    run = night()
    assert run and run.due_count == 1
    assert night() is None, "who waits in a report is not reported again"
    with open_scope(machine("timer")):
        assert not actions.erase_next(clock.now()), "nothing goes before somebody has read the report"
    with As(world.duty), pytest.raises(NotYours):
        actions.approve(run, by=world.duty, at=clock.now(), key=new_id())
    with As(world.security_admin):
        actions.approve(run, by=world.security_admin, at=clock.now(), key=new_id())
    with open_scope(machine("timer")):
        assert actions.erase_next(clock.now())
        assert not actions.erase_next(clock.now())
        run.refresh_from_db()
        assert (run.erased_count, run.lines.get().outcome) == (1, "erased")
        person, residence = Person.objects.get(pk=settled.person_id), Residence.objects.get(pk=settled.pk)
        assert (person.document_sealed, person.document_index, person.phone_index) == (None, "", "")
        assert (person.born_on, person.workplace, residence.name) == (None, "", "已去标识")
        assert (residence.phone_tail_index, residence.pinyin) == ("", "")
        assert not CareNeed.objects.exists()
        assert everything_about(["张小明", "zhangxiaoming", "zxm", "西溪茶厂", person.document_index or "-"]) == []
    with As(world.worker):
        assert Case.objects.count() == 1


def approve_and_erase(world: World) -> RetentionLine:
    run = night()
    assert run
    with As(world.security_admin):
        actions.approve(run, by=world.security_admin, at=clock.now(), key=new_id())
    with open_scope(machine("timer")):
        assert actions.erase_next(clock.now())
        return run.lines.get()


def doubled(world: World, settled: Residence) -> Ruling:
    """The same person once more, under a passport and another spelling, merged into the first entry."""
    with As(world.worker):
        facts = PersonFacts("张晓明", documents.read("E12345678", "414"), "13987654321")
        other = settle(facts, Living(settled.dwelling, capacity="floating"), hand(world.worker))
        Person.objects.filter(pk=other.person_id).update(workplace="龙井茶楼")
        item = Item.objects.get(dataset="person", field="workplace")
        people.give_consent(other.person, item, "paper", hand(world.worker), area_code=other.area_code)
    with As(world.duty):
        return merge(settled.person, other.person, hand(world.duty, "张晓明即张小明"))


DOUBLE = ["张晓明", "zhangxiaoming", "E12345678", "龙井茶楼", "13987654321"]


def test_what_was_merged_into_him_goes_with_him(world: World, settled: Residence) -> None:
    ruling = doubled(world, settled)
    with As(world.worker):
        for each in Residence.objects.filter(to_on=None):
            move_out(each, clock.today() - timedelta(days=731), hand(world.worker))
    with open_scope(machine("timer")):
        index = Person.objects.get(pk=ruling.other_id).document_index
        assert everything_about([*DOUBLE, index])
    assert approve_and_erase(world).row_id == settled.person_id
    with open_scope(machine("timer")):
        other = Person.objects.get(pk=ruling.other_id)
        assert (other.name, other.document_sealed, other.phone_index) == ("已去标识", None, "")
        assert other.erased_at and not Consent.objects.exists()
        assert everything_about([*DOUBLE, index, "张小明", "西溪茶厂"]) == []
    with As(world.duty), pytest.raises(Refused, match="已按保存期限清除"):
        undo(Ruling.objects.get(), hand(world.duty))


def test_an_open_request_of_a_double_holds_him(world: World, settled: Residence) -> None:
    request = at_portal(asked("see", Claim("张小明", PHONE, citizen().kind, NUMBER)))
    ruling = doubled(world, settled)
    gone(world, settled, 731)
    with As(world.worker):
        for each in Residence.objects.filter(to_on=None):
            move_out(each, clock.today() - timedelta(days=731), hand(world.worker))
    with open_scope(machine("timer")):
        Request.objects.filter(pk=request.pk).update(person=ruling.other_id)
    assert night() is None


def test_what_is_withdrawn_goes_from_the_double_too(world: World, settled: Residence) -> None:
    ruling = doubled(world, settled)
    with As(world.worker):
        given = Consent.objects.get(person=settled.person)
        people.withdraw_consent(given, hand(world.worker), area_code=settled.area_code)
    with open_scope(machine("timer")):
        assert Person.objects.get(pk=ruling.other_id).workplace == ""
        assert people.clear_withdrawn() == 1
        assert everything_about(["龙井茶楼", "西溪茶厂"]) == []


def remind(world: World, settled: Residence, to_on: date | None) -> None:
    handler = world.police_handler
    with As(handler):
        Reminder.objects.create(
            person_id=settled.person_id,
            department_id=handler.department_id,
            department_path=handler.department_path,
            area_code=settled.area_code,
            kind="call_first",
            reader_ids=[world.worker.user_id],
            from_on=date(2021, 1, 1),
            to_on=to_on,
        )


def test_an_open_reminder_holds_its_person(world: World, settled: Residence) -> None:
    remind(world, settled, None)
    gone(world, settled, 731)
    assert night() is None


@pytest.mark.parametrize(("days", "is_gone"), [(365, False), (366, True)])
def test_what_ended_long_ago_goes_though_the_person_stays(
    world: World, settled: Residence, days: int, is_gone: bool
) -> None:
    ended = clock.today() - timedelta(days=days)
    remind(world, settled, ended)
    with As(world.worker):
        for kind, to_on in (("old_alone", ended), ("mobility", None)):
            CareNeed.objects.create(
                person=settled.person, area_code=settled.area_code, kind=kind, from_on=date(2021, 1, 1), to_on=to_on
            )
    if not is_gone:
        assert night() is None
        return
    line = approve_and_erase(world)
    assert (line.why, line.outcome, line.area_code) == ("ended", "erased", settled.area_code)
    with open_scope(machine("timer")):
        assert [need.kind for need in CareNeed.objects.all()] == ["mobility"]
        assert not Reminder.objects.exists()
        assert everything_about(["old_alone", "call_first"]) == []
        assert Person.objects.get(pk=settled.person_id).name == "张小明"


@pytest.mark.parametrize(("days", "is_asked_about"), [(365, False), (731, True)])
def test_who_is_still_needed_is_not_reported(world: World, settled: Residence, days: int, is_asked_about: bool) -> None:
    gone(world, settled, days)
    if is_asked_about:
        at_portal(asked("see"))
    assert night() is None


def test_who_came_back_after_the_report_is_kept(world: World, settled: Residence) -> None:
    gone(world, settled, 731)
    run = night()
    assert run
    with As(world.worker):
        settle(PersonFacts("张小明", citizen(), PHONE), Living(settled.dwelling), hand(world.worker))
    with As(world.security_admin):
        actions.approve(run, by=world.security_admin, at=clock.now(), key=new_id())
    with open_scope(machine("timer")):
        assert actions.erase_next(clock.now())
        assert RetentionLine.objects.get().outcome == "kept"
        assert Person.objects.get(pk=settled.person_id).name == "张小明"


def test_forgetting_leaves_the_seals_whole(world: World, settled: Residence) -> None:
    with open_scope(machine("timer")):
        first = Change.objects.filter(table="people_residence").earliest("id")
        digest = sealing.digest_of(first)
        history.forget("people_residence", [settled.pk])
        history.forget("people_residence", [settled.pk])
        first.refresh_from_db()
        assert sealing.digest_of(first) == digest
