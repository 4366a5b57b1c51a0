"""Residents at the desk: found, read, shown with a reason, settled, moved, merged; and nothing to anybody else."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.lives import browser
from tests.registers.archive import agreed, citizen, door, family, hand, settled
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Change, Look
from wangge.registers.people.actions import PersonFacts, add_care, change_person, move_out
from wangge.registers.people.models import CareNeed, Household, Person, Residence, Ruling

pytestmark = pytest.mark.django_db
LIST = "/desk/residents/"
TODAY = clock.today()
SCOPE = ("SAVEPOINT", "RELEASE", "SELECT set_config")
STRANGERS = (
    *("neighbour_worker", "neighbour_community", "neighbour_street", "urban_handler", "police_handler"),
    *("operator", "dispatcher", "assessor", "leader", "system_admin", "security_admin", "audit_admin"),
)


def home(world: World) -> list[Residence]:
    with As(world.community):
        here = door(world, "grid1", world.community)
    return family(world, world.community, here)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def found(client: Client, **filters: str) -> str:
    """The list that the search box leads to."""
    sent = client.post(LIST, filters)
    assert sent.status_code == 302
    return text(client.get(sent["Location"]))


def test_the_list_finds_people_as_they_are_typed(world: World) -> None:
    home(world)
    client = browser("community")
    for typed in (
        "张大山",
        "张大",
        "zhangdashan",
        "zds",
        "5678",
        "13812345678",
        citizen(1).number,
        "文锦苑5-2-301",
        "文锦苑",
    ):
        page = found(client, q=typed)
        assert "张**" in page, typed
    for typed in ("王五", "wangwu", "9999", "13899999999", citizen(9).number, "文锦苑6幢"):
        assert "没有找到符合条件的人" in found(client, q=typed), typed


def test_households_are_found_by_anybody_in_them(world: World) -> None:
    head, *_others = home(world)
    with As(world.community):
        alone = settled(world.community, "王五", door(world, "grid2", world.community, "文二路2号"), relation="0")
    client = browser("community")

    def shown(**filters: str) -> list[int]:
        sent = client.post(f"{LIST}households", {"q": "", **filters})
        page = text(client.get(sent["Location"]))
        return [one for one in (head.household_id, alone.household_id) if f'id="household-{one}"' in page]

    for typed in ("李小花", "zds", "13812345678", citizen(1).number, "文锦苑5-2-301"):
        assert shown(q=typed) == [head.household_id], typed
    assert shown(q="赵六") == []
    assert shown(area="阳光社区第二网格") == shown(shape="alone") == [alone.household_id]
    assert shown(shape="headless") == shown(shape="large") == []
    with As(world.community):
        move_out(head, TODAY, hand(world.community))
    assert shown(shape="headless") == [head.household_id] == shown(q=" 李　小花 ")


def test_a_death_is_written_down_and_taken_back(world: World) -> None:
    head, *_others = home(world)
    client, page = browser("community"), f"{LIST}{head.person_id}"
    assert "登记死亡" in text(client.get(page))
    assert "不能晚于今天" in text(client.post(f"{page}/died", form(on=TODAY.replace(year=TODAY.year + 1))))
    done = client.post(f"{page}/died", form(on=TODAY), follow=True)
    assert f"此人已于 {TODAY} 死亡" in text(done)
    for offered in ("登记另一住处", "登记关爱信息"):
        assert offered not in text(done)
    back = text(client.post(f"{page}/alive", form(), follow=True))
    assert "至今" in back
    assert "此人已于" not in back


def test_nothing_plain_stands_in_list_or_address(world: World) -> None:
    home(world)
    client = browser("community")
    sent = client.post(LIST, {"q": citizen(1).number})
    assert citizen(1).number not in sent["Location"]
    page = text(client.get(sent["Location"])) + text(client.get(LIST))
    for plain in (citizen(1).number, "13812345678", "张大山"):
        assert plain not in page
    assert "138****5678" in page


def test_the_list_is_narrowed(world: World) -> None:
    _head, wife, son = home(world)
    with As(world.community):
        agreed(world.community, son)
        add_care(son.person, "child_behind", TODAY, hand(world.community), area_code=son.area_code)
        move_out(wife, TODAY, hand(world.community))
    client = browser("community")

    def rows(**filters: str) -> int:
        return text(client.get(LIST, filters)).count("data-row")

    assert rows() == 2
    assert rows(past="on") == 3
    assert rows(age="7-17") == 1
    assert rows(care="child_behind") == 1
    assert rows(care="old_alone") == 0
    assert rows(capacity="floating") == 0
    assert rows(area="阳光社区第二网格") == 0
    assert rows(area="阳光社区第一网格", presence="both", sort="name") == 2


def test_the_list_costs_few_queries(world: World) -> None:
    home(world)
    client = browser("community")
    client.get(LIST)
    for address in (LIST, f"{LIST}?q=文锦苑", f"{LIST}?q=文锦苑5-2-301&sort=-since", f"{LIST}?care=mobility&age=18-59"):
        sealed = client.get(address).headers.get("Location", address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(sealed).status_code == 200
        told = [each["sql"] for each in asked if not each["sql"].startswith(SCOPE)]
        assert len(told) <= 8, told


def test_a_page_is_masked_and_leaves_a_look(world: World) -> None:
    head, *_others = home(world)
    client = browser("community")
    answer = client.get(f"{LIST}{head.person_id}")
    page = text(answer)
    for plain in ("张大山", "13812345678", citizen(1).number, "1980-01-01"):
        assert plain not in page
    assert "no-store" in answer["Cache-Control"]
    assert "李**" in page
    assert page.count("打开人员档案页") == 1
    assert "档案页 ·" not in page
    with As(world.audit_admin):
        assert Look.objects.filter(subject="person", subject_id=str(head.person_id), what="page").count() == 1


def test_a_page_tells_what_changed(world: World) -> None:
    head, *_others = home(world)
    with As(world.community):
        facts = PersonFacts("张大山", phone="13700001111", sex="1", others={"education": "20"})
        change_person(head.person, facts, hand(world.community, "本人更正"), area_code=head.area_code)
    page = text(browser("community").get(f"{LIST}{head.person_id}"))
    for told in ("学历：空 → 大学本科", "电话已变更", "本人更正", "陈静"):
        assert told in page, told
    for hidden in ("13700001111", "pinyin", "is_double", "phone_index"):
        assert hidden not in page
    sources = page.partition("各项信息来自哪里")[2].partition("</section>")[0]
    of_person = [line for line in sources.split("<li>") if "学历" in line or "证件号码" in line]
    assert [("学历" in line, "电话" in line, "证件号码" in line) for line in of_person] == [
        (True, True, False),
        (False, False, True),
    ]


@pytest.mark.parametrize(
    ("what", "plain"), [("phone", "13812345678"), ("document", citizen(1).number), ("name", "张大山")]
)
def test_what_is_masked_is_shown_with_a_reason(world: World, what: str, plain: str) -> None:
    head, *_others = home(world)
    client, url = browser("community"), f"{LIST}{head.person_id}/reveal"
    assert client.get(url).status_code == 405
    for reason in ("", " "):
        refused = client.post(url, {"what": what, "reason": reason})
        assert refused.status_code == 422
        assert plain not in text(refused)
    shown = client.post(url, {"what": what, "reason": "核对户口簿"})
    assert plain in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert plain not in text(client.get(f"{LIST}{head.person_id}"))
    with As(world.audit_admin):
        look = Look.objects.get(subject="person", what=what)
    assert (look.who, look.reason, look.area_code) == (world.community.user_id, "核对户口簿", head.area_code)


def test_nobody_is_shown_all_day(world: World, settings: Any) -> None:
    settings.REVEALS_AN_HOUR = 2
    head, *_others = home(world)
    client, url = browser("community"), f"{LIST}{head.person_id}/reveal"
    answers = [client.post(url, {"what": "phone", "reason": "核对"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 422]
    assert "13812345678" not in text(answers[2])


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_learns_that_anybody_is_there(world: World, who: str) -> None:
    head, wife, _son = home(world)
    with As(world.community):
        agreed(world.community, head)
        need = add_care(head.person, "mobility", TODAY, hand(world.community), area_code=head.area_code)
    client = browser(who)
    listed = client.get(LIST)
    if listed.status_code == 200:
        assert "还没有居民档案" in text(listed)
        assert "没有找到" in found(client, q=citizen(1).number)
        assert "还没有家庭户" in text(client.get(f"{LIST}households"))
        assert "张" not in text(client.get(f"{LIST}door?dwelling={head.dwelling_id}"))
        assert "文锦苑5幢" not in text(client.post(f"{LIST}dwellings?name=dwelling", {"dwelling_words": "文锦苑"}))
    else:
        assert listed.status_code == 404
    key = {"key": new_id(), "why": "走访", "on": TODAY, "reason": "核对"}
    for path in (
        *(f"{head.person_id}{rest}" for rest in ("", "/correct", "/move-in", "/care", "/reveal", "/died", "/alive")),
        *(f"homes/{head.pk}/change", f"homes/{head.pk}/move-out", f"care/{need.pk}/end"),
        *(f"households/{head.household_id}{rest}" for rest in ("", "/arrange", "/split")),
        *("doubles", f"doubles/{head.person_id}/{wife.person_id}", "doubles/rulings/1/undo"),
    ):
        for answer in (client.get(LIST + path), client.post(LIST + path, key)):
            assert answer.status_code in (404, 405), (path, answer.status_code)
            missing = client.get(f"{LIST}999999")
            assert missing.status_code == 404
    moved = client.post(f"{LIST}move", {**key, "row": head.pk, "dwelling": head.dwelling_id})
    assert moved.status_code == 404 or "没有选中任何人" in text(moved)


def form(**words: Any) -> dict[str, Any]:
    return {"key": new_id(), "why": "走访核实", **words}


def test_somebody_is_settled_once(world: World) -> None:
    with As(world.community):
        here = door(world, "grid1", world.community)
    client = browser("community")
    sent = form(
        dwelling=here.pk, name="赵六", document_number=citizen(5, "19900307").number, phone="139 1234 0000",
        sex="0", capacity="floating", presence="here", relation="0", from_on="2026-01-02",
    )  # fmt: skip
    first, second = client.post(f"{LIST}settle", sent), client.post(f"{LIST}settle", sent)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with As(world.community):
        one = Residence.objects.get()
        assert (one.person.born_on, one.person.sex, one.capacity) == (date(1990, 3, 7), "1", "floating")
        assert one.household


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"document_number": "990101198001010010"}, "校验位不对"),
        ({"phone": "1234"}, "电话号码不对"),
        ({"name": ""}, "这个字段是必填项"),
        ({"dwelling": ""}, "这个字段是必填项"),
        ({"from_on": "2999-01-01"}, "入住日期不能晚于今天"),
        ({"born_on": "1850-01-01"}, "出生日期不合情理"),
    ],
)
def test_what_is_wrong_is_said_next_to_its_field(world: World, wrong: dict[str, str], sentence: str) -> None:
    with As(world.community):
        here = door(world, "grid1", world.community)
    sent = form(dwelling=here.pk, name="赵六", capacity="registered", presence="both", sex="0") | wrong
    answer = browser("community").post(f"{LIST}settle", sent)
    assert answer.status_code == 422
    (field,) = wrong
    assert sentence in text(answer)
    assert answer.context["form"].errors.keys() == {field}
    with As(world.community):
        assert not Person.objects.exists()


def test_an_address_is_searched_without_a_script(world: World) -> None:
    with As(world.community):
        here = door(world, "grid1", world.community)
    client = browser("community")
    answer = client.post(
        f"{LIST}settle", {"search": "dwelling", "dwelling_words": "文锦苑5幢二单元301", "name": "赵六"}
    )
    assert answer.status_code == 200
    assert f'value="{here.pk}"' in text(answer)
    assert "赵六" in text(answer)


def test_a_wife_joins_the_only_household(world: World) -> None:
    head, *_others = home(world)
    sent = form(dwelling=head.dwelling_id, name="赵六", capacity="registered", presence="both", relation="5", sex="2")
    browser("community").post(f"{LIST}settle", sent)
    with As(world.community):
        assert Residence.objects.get(name="赵六").household_id == head.household_id


def test_masked_values_stay_where_a_field_is_left_empty(world: World) -> None:
    head, *_others = home(world)
    client, url = browser("community"), f"{LIST}{head.person_id}/correct"
    asked = text(client.get(url))
    for plain in ("张大山", "13812345678", citizen(1).number, "1980-01-01"):
        assert plain not in asked
    assert client.post(url, form(sex="1", education="20")).status_code == 302
    with As(world.community):
        person = Person.objects.get(pk=head.person_id)
        assert (person.name, person.phone, person.document_number) == ("张大山", "13812345678", citizen(1).number)
        assert (person.education, person.born_on) == ("20", date(1980, 1, 1))
        assert Change.objects.filter(table="people_person", row_id=person.pk, why="走访核实").count() == 1
    refused = client.post(url, form(sex="2"))
    assert refused.status_code == 422
    assert "性别与证件号码不一致" in text(refused)
    assert client.post(url, form(sex="1", forget_phone="on")).status_code == 302
    with As(world.community):
        assert Person.objects.get(pk=head.person_id).phone == ""


def test_the_chosen_move_together(world: World) -> None:
    people = home(world)
    with As(world.community):
        there = door(world, "grid2", world.community, "文二路2号")
    client, rows = browser("community"), [one.pk for one in people]
    assert "张**" in text(client.post(f"{LIST}move", {"row": rows}))
    sent = form(row=rows, dwelling=there.pk, on=TODAY)
    assert client.post(f"{LIST}move", sent).status_code == 302
    assert client.post(f"{LIST}move", sent).status_code == 302
    with As(world.community):
        assert Residence.objects.filter(dwelling=there, to_on=None).count() == 3
        assert Residence.objects.count() == 6


def test_homes_households_and_needs_are_kept(world: World) -> None:
    head, wife, son = home(world)
    with As(world.community):
        there = door(world, "grid2", world.community, "文二路2号")
        agreed(world.community, head)
    client, person, house = browser("community"), f"{LIST}{head.person_id}", f"{LIST}households/{head.household_id}"
    living = {"capacity": "floating", "presence": "both"}
    relations = {f"relation_{head.pk}": "1", f"relation_{wife.pk}": "0", f"relation_{son.pk}": "2"}
    for url, sent in (
        (f"{person}/move-in", form(dwelling=there.pk, **living)),
        (f"{person}/care", form(kind="mobility", from_on=TODAY)),
        (f"{house}/arrange", form(**relations)),
        (f"{house}/split", form(**{f"relation_{son.pk}": "0"})),
        (f"{LIST}homes/{wife.pk}/change", form(**living, household=head.household_id, relation="0")),
        (f"{LIST}homes/{wife.pk}/move-out", form(on=TODAY)),
    ):  # fmt: skip
        assert client.get(url).status_code in (200, 405), url
        assert client.post(url, sent).status_code == 302, url
        assert client.post(url, sent).status_code in (302, 404), url
    with As(world.community):
        need = CareNeed.objects.get()
        assert Residence.objects.filter(person=head.person, to_on=None).count() == 2
        assert Household.objects.count() == 2
    assert client.post(f"{LIST}care/{need.pk}/end", form(on=TODAY)).status_code == 302
    assert "这一户没有户主" in text(client.get(house))
    refused = client.post(f"{house}/arrange", form(**{f"relation_{head.pk}": "1"}))
    assert refused.status_code == 422
    assert "有且只有一位户主" in text(refused)


def test_the_duty_officer_merges_and_undoes(world: World) -> None:
    head, *_others = home(world)
    with As(world.neighbour_street):
        two = settled(
            world.neighbour_street, "张大三", door(world, "grid4", world.neighbour_street, "古翠路8号"), citizen(1)
        )
    client = browser("duty")
    assert "证件号码相同，姓名不同" in text(client.get(f"{LIST}doubles"))
    url = f"{LIST}doubles/{two.person_id}/{head.person_id}"
    page = text(client.get(url))
    assert citizen(1).number not in page
    assert client.post(url, {"key": new_id(), "is": "one", "kept": head.person_id}).status_code == 422
    sent = form(kept=head.person_id, **{"is": "one"})
    assert client.post(url, sent).status_code == 302
    kept = client.get(f"{LIST}{two.person_id}")
    assert urlsplit(kept["Location"]).path == f"{LIST}{head.person_id}"
    with As(world.duty):
        ruling = Ruling.objects.get()
        assert Residence.objects.get(pk=two.pk).person_id == head.person_id
    for _each in range(2):
        assert client.post(f"{LIST}doubles/rulings/{ruling.pk}/undo").status_code == 302
    assert client.get(f"{LIST}{two.person_id}").status_code == 200
    assert client.post(url, form(**{"is": "two"})).status_code == 302
    assert "没有待核对的重复登记" in text(client.get(f"{LIST}doubles"))


def test_nothing_says_double_to_who_keeps_the_ground(world: World) -> None:
    home(world)
    with As(world.neighbour_street):
        two = settled(
            world.neighbour_street, "张大三", door(world, "grid4", world.neighbour_street, "古翠路8号"), citizen(1)
        )
    client = browser("neighbour_street")
    page = text(client.get(f"{LIST}{two.person_id}")) + text(client.get(LIST))
    assert "重复" not in page
