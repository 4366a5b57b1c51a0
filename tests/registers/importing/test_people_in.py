"""A sheet of people comes in."""

from datetime import date
from typing import Any

import pytest

from tests.registers.importing.sheets import STREET, checked, counts, doors, hand, number, said, sheet, undone, written
from tests.world import As, World
from wangge.kernel import clock, crypto
from wangge.kernel.ids import new_id
from wangge.kernel.models import Change, Look
from wangge.registers.basis.actions import end_item
from wangge.registers.basis.models import Item
from wangge.registers.importing.models import Import
from wangge.registers.people.actions import PersonFacts, change_person
from wangge.registers.people.documents import read
from wangge.registers.people.models import DOCUMENT, Household, Person, Residence
from wangge.registers.people.models.person import document_index

pytestmark = pytest.mark.django_db

HOME = f"{STREET}1单元101室"
FAMILY = [
    ["张小明", number(1), HOME, "138 1234 5678", "男", "户籍人口", "户主", "本科"],
    ["李梅", number(2), "文锦苑5-1-101", "", "女", "户籍", "妻", "大专"],
    ["张可", "", HOME, "", "", "", "子", ""],
]


@pytest.fixture
def town(world: World) -> World:
    doors(world, "grid1", world.community)
    return world


def test_a_family_comes_in(town: World) -> None:
    batch = written(sheet(FAMILY), town.community)

    assert (batch.state, batch.problem, batch.total) == (Import.State.WRITTEN, "", 3)
    assert counts(batch, town.community) == {"new": 3}, said(batch, town.community)
    with As(town.community):
        head = Residence.objects.get(relation="0")
        assert (head.name, head.pinyin, head.initials, head.capacity) == (
            "张小明",
            "zhangxiaoming",
            "zxm",
            "registered",
        )
        person = Person.objects.get(pk=head.person_id)
        assert (person.document_number, person.phone, person.sex) == (number(1), "13812345678", "1")
        assert (person.born_on, person.education) == (date(1980, 1, 1), "20")
        assert person.document_index == document_index(read(number(1)))
        assert head.phone_tail_index == person.phone_tail_index != ""
        assert set(Residence.objects.values_list("household_id", flat=True)) == {head.household_id}
        assert Household.objects.count() == 1
        ways = set(Change.objects.filter(table__startswith="people").values_list("via", "kind"))
        assert ways == {(batch.via, "insert")}
        assert Change.objects.filter(table="people_person").count() == 3


def test_the_preview_writes_nothing(town: World) -> None:
    batch = checked(sheet(FAMILY), town.community)

    assert (batch.state, counts(batch, town.community)) == (Import.State.CHECKED, {"new": 3})
    with As(town.community):
        assert not Person.objects.exists()
        assert not Look.objects.exists()


def test_the_same_sheet_again_changes_nothing(town: World) -> None:
    written(sheet(FAMILY), town.community)
    with As(town.community):
        before = Change.objects.count()
    again = written(sheet(FAMILY), town.community)

    assert counts(again, town.community) == {"unchanged": 3}
    with As(town.community):
        assert Change.objects.count() == before


def test_old_and_new_values_are_shown_masked(town: World) -> None:
    written(sheet(FAMILY), town.community)
    newer = [["张小明", number(1), HOME, "13900000001", "男", "户籍人口", "户主", "研究生"]]
    batch = written(sheet(newer), town.community)

    with As(town.community):
        row = batch.rows.get()
        assert row.changes == [["学历", "20", "10"], ["联系电话", "138****5678", "139****0001"]]
        assert row.title.startswith("张**")
        residence = Residence.objects.get(relation="0")
        person = Person.objects.get(pk=residence.person_id)
        assert (person.phone, person.education) == ("13900000001", "10")
        assert residence.phone_tail_index == person.phone_tail_index


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", number(3), HOME, "", "", "", "", ""], "缺姓名"),
        (["王五", number(3)[:-1] + "Y", HOME, "", "", "", "", ""], "18 位"),
        (["王五", number(3)[:-2] + "00", HOME, "", "", "", "", ""], "校验位"),
        (["王五", number(3), HOME, "1234", "", "", "", ""], "电话号码不对"),
        (["王五", number(3), HOME, "", "女", "", "", ""], "性别与证件号码不一致"),
        (["王五", number(3), HOME, "", "", "", "", "神童"], "不在代码表里"),
        (["王五", number(3), f"{STREET}1单元901室", "", "", "", "", ""], "没有这个户室"),
        (["王五", number(3), "无名路9号", "", "", "", "", ""], "没有这个地址"),
        (["王五", number(3, "20990101"), HOME, "", "", "", "", ""], "出生日期不合情理"),
    ],
)
def test_a_row_is_refused_with_its_reason(town: World, row: list[str], reason: str) -> None:
    batch = written(sheet([*FAMILY, row]), town.community)

    assert counts(batch, town.community) == {"new": 3, "refused": 1}
    assert reason in said(batch, town.community)[5]


def test_twice_in_the_sheet(town: World) -> None:
    """The same row twice is refused; the same person behind another door has two residences; another name is wrong."""
    other = f"{STREET}1单元201室"
    rows = [
        ["张小明", number(1), HOME, "", "", "户籍", "", ""],
        ["张小明", number(1), HOME, "", "", "户籍", "", ""],
        ["张小明", number(1), other, "", "", "流动", "", ""],
        ["张大明", number(1), other, "", "", "流动", "", ""],
        ["张小明", number(1), f"{STREET}1单元301室", "", "", "流动", "", ""],
    ]
    batch = written(sheet(rows), town.community)

    assert counts(batch, town.community) == {"new": 3, "refused": 2}
    reasons = said(batch, town.community)
    assert "与第 2 行重复" in reasons[3]
    assert "与第 4 行重复" in reasons[5] or "另一个姓名" in reasons[5]
    with As(town.community):
        assert (Person.objects.count(), Residence.objects.count()) == (1, 3)


def test_a_community_writes_on_its_own_ground_only(town: World) -> None:
    batch = written(sheet(FAMILY), town.neighbour_community)

    assert counts(batch, town.neighbour_community) == {"refused": 3}
    assert "辖区" in said(batch, town.neighbour_community)[2]
    with As(town.street):
        assert not Residence.objects.exists()
    with As(town.community):
        assert not Import.objects.exists()


def test_a_number_elsewhere(town: World) -> None:
    """Number and name link, with a trail in both places; the number alone makes a double, without a word."""
    written(sheet(FAMILY), town.community)
    doors(town, "grid4", town.neighbour_community, "古翠路8号")
    there = "古翠路8号1单元101室"
    rows = [
        ["张小明", number(1), there, "13700000000", "", "流动", "", ""],
        ["王五", number(2), there, "", "", "流动", "", ""],
    ]
    batch = written(sheet(rows), town.neighbour_community)

    assert counts(batch, town.neighbour_community) == {"new": 2}
    with As(town.neighbour_community):
        linked = Residence.objects.get(name="张小明")
        assert Person.objects.get(pk=linked.person_id).phone == "13812345678"
        assert Person.objects.get(name="王五").is_double
    with As(town.community):
        assert not Person.objects.get(pk=linked.person_id).is_double
    with As(town.audit_admin):
        looks = Look.objects.filter(what="known_by_import", subject_id=str(linked.person_id))
        places = {look.area_code[:12] for look in looks}
        assert places == {"990106001001", "990106002001"}
    again = written(sheet(rows), town.neighbour_community)
    assert counts(again, town.neighbour_community) == {"unchanged": 1, "changed": 1}


def test_a_number_in_sight_under_another_name_is_refused(town: World) -> None:
    written(sheet(FAMILY), town.community)
    batch = written(sheet([["王五", number(1), HOME, "", "", "", "", ""]]), town.street)

    assert "另一个姓名" in said(batch, town.street)[2]


def test_doubtful_rows_wait_for_a_word(town: World) -> None:
    written(sheet(FAMILY), town.community)
    rows = [["张可", number(5, "20150101"), HOME, "", "", "", "", ""]]
    left = written(sheet(rows), town.community)
    assert counts(left, town.community) == {"doubtful": 1}
    taken = written(sheet(rows), town.community, takes_doubtful=True)

    assert counts(taken, town.community) == {"changed": 1}
    with As(town.community):
        assert Person.objects.get(name="张可").document_number == number(5, "20150101")
        assert Person.objects.count() == 3


def test_one_head_in_a_household(town: World) -> None:
    columns = ["姓名", "户号", "地址", "户主关系"]
    rows = [
        ["甲某", "1", HOME, "户主"],
        ["乙某", "1", HOME, "户主"],
        ["丙某", "1", HOME, "配偶"],
        ["丁某", "2", HOME, "户主"],
    ]
    batch = written(sheet(rows, columns), town.community)

    assert counts(batch, town.community) == {"new": 3, "refused": 1}
    with As(town.community):
        homes = dict(Residence.objects.values_list("name", "household__number"))
        assert homes == {"甲某": "1", "丙某": "1", "丁某": "2"}


def test_a_member_before_the_head_joins_in_the_end(town: World, settings: Any) -> None:
    settings.IMPORT_BATCH_ROWS = 1
    written(sheet([FAMILY[2], FAMILY[0]]), town.community)

    with As(town.community):
        assert Residence.objects.get(name="张可").household_id == Residence.objects.get(name="张小明").household_id


def test_undo_takes_everything_back(town: World) -> None:
    written(sheet(FAMILY[:1]), town.community)
    with As(town.community):
        before = Person.objects.values().get()
    newer = [["张小明", number(1), HOME, "13900000001", "男", "户籍人口", "户主", "研究生"], *FAMILY[1:]]
    batch = undone(written(sheet(newer), town.community), town.community)

    assert (batch.state, batch.problem) == (Import.State.UNDONE, "")
    with As(town.community):
        after = Person.objects.values().get()
        assert {key: value for key, value in after.items() if not key.endswith("sealed")} == {
            key: value for key, value in before.items() if not key.endswith("sealed")
        }
        assert crypto.unseal(after["document_sealed"] or b"", purpose=DOCUMENT) == number(1)
        assert Person.objects.get().phone == "13812345678"
        assert Residence.objects.get().phone_tail_index == after["phone_tail_index"]


def test_what_was_touched_later_is_not_undone(town: World) -> None:
    batch = written(sheet(FAMILY), town.community)
    with As(town.community):
        residence = Residence.objects.get(name="李梅")
        person = Person.objects.get(pk=residence.person_id)
        change_person(person, PersonFacts("李梅梅"), hand(town.community), area_code=residence.area_code)
    batch = undone(batch, town.community)

    assert (batch.state, "又有变动" in batch.problem) == (Import.State.WRITTEN, True)
    with As(town.community):
        assert Residence.objects.count() == 3


def test_what_has_no_basis_is_not_read(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with As(town.security_admin):
        item = Item.objects.get(dataset="person", field="education")
        end_item(item, clock.today(), by=town.security_admin, at=clock.now(), key=new_id())
    batch = written(sheet(FAMILY[:1]), town.community)

    assert "education" not in batch.mapping
    with As(town.community):
        assert Person.objects.get().education == ""
