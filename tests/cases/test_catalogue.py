"""The catalogue: what is shipped, how it is edited, and the real city's sheets."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import xlsxwriter
from django.db import DatabaseError, transaction

from tests.world import As, build
from wangge.accounts.actors import Actor
from wangge.cases.catalogue import acts, queries
from wangge.cases.catalogue.sheets import SheetReading, read_file, read_sheets, write_csv, write_xlsx
from wangge.cases.catalogue.taking_in import Tally, import_lines, load_default_catalogue
from wangge.cases.choosing import conditions_coded
from wangge.cases.deadlines import Limit, Unit
from wangge.cases.models import DeskLevel
from wangge.cases.models.catalogue import CatalogueVersion, Category, FilingCondition, FirstDesk, StageClock, StageLimit
from wangge.cases.routing import first_desk, stage_limit
from wangge.kernel.clock import now
from wangge.kernel.kept import expire_all
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import machine, open_scope

SHEETS = Path(__file__).parents[2].parent / "shared" / "data" / "standards"
IMPORTER = Actor.machine_named("import")
TODAY = date(2026, 11, 24)
HEADER = ["大类代码", "大类名称", "小类代码", "小类名称", "立案条件", "处置时限", "结案条件"]


@pytest.fixture
def shipped(db: None) -> Iterator[None]:
    """The default catalogue in an otherwise empty database."""
    with open_scope(machine("import")):
        load_default_catalogue(by=IMPORTER, at=now(), key=uuid4())
        yield


@pytest.fixture
def scoped(db: None) -> Iterator[None]:
    with open_scope(machine("import")):
        yield


@pytest.fixture
def cover(shipped: None) -> FilingCondition:
    """A missing manhole cover."""
    return FilingCondition.objects.get(
        category__version__code="GBT47678.5-2026", category__kind="object", category__minor_name="供水井盖", number=1
    )


def real_sheet(name: str) -> SheetReading:
    path = SHEETS / name
    if not path.exists():
        pytest.skip(f"{path.name} is not here: put the shared data beside the project.")
    return read_file(path)


def take_in(reading: SheetReading, code: str = "town", on: date = TODAY) -> Tally:
    return import_lines(reading.lines, code=code, name="本市目录", on=on, by=IMPORTER, at=now(), key=uuid4())


def sheet(*rows: list[object], title: str = "立案标准（部件）") -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet("标准")
        for number, row in enumerate([[title], HEADER, *rows]):
            page.write_row(number, 0, row)
    return content.getvalue()


def test_every_class_of_the_directory_is_shipped_with_a_condition(shipped: None) -> None:
    national = Category.objects.filter(version__code="GBT47678.5-2026")
    assert national.filter(kind="object").count() == 153
    assert national.filter(kind="item").count() == 250
    assert not Category.objects.filter(conditions=None).exists()
    assert set(Category.objects.values_list("field", flat=True)) - {""} == {
        "peace", "fire", "health", "civil", "party", "clean", "labour", "ageing"
    }  # fmt: skip


def test_what_is_offered_is_in_force_and_named_once(shipped: None) -> None:
    offered = queries.offered(TODAY)
    assert set(offered.values_list("version__code", flat=True)) == {"GBT47678.5-2026", "local"}
    assert offered.filter(minor_name__contains="供水井盖").count() == 1
    assert [category.minor_name for category in queries.offered(TODAY, "红绿灯")] == ["交通信号灯"]
    former = Category.objects.get(version__code="GBT30428.2-2013", minor_name="上水井盖")
    assert former.maps_to is not None and former.maps_to.minor_name == "供水井盖"
    assert queries.offered(date(2026, 6, 30)).filter(version__code="GBT47678.5-2026").count() == 0


def test_loading_again_keeps_what_the_town_has_edited(cover: FilingCondition) -> None:
    acts.revise_condition(
        cover, limit=Limit(1, Unit.EMERGENCY_HOUR), text=cover.text, closing=cover.closing, on=TODAY,
        by=IMPORTER, at=now(), key=uuid4(),
    )  # fmt: skip
    before = list(FilingCondition.objects.values().order_by("pk"))
    desks = list(FirstDesk.objects.values())
    assert load_default_catalogue(by=IMPORTER, at=now(), key=uuid4()) == Tally()
    assert list(FilingCondition.objects.values().order_by("pk")) == before
    assert list(FirstDesk.objects.values()) == desks


def test_a_revised_condition_leaves_the_old_one_standing(cover: FilingCondition) -> None:
    key = uuid4()
    for _again in range(2):
        new = acts.revise_condition(
            cover, limit=Limit(1, Unit.EMERGENCY_HOUR), text="缺失", closing="恢复", on=TODAY,
            by=IMPORTER, at=now(), key=key,
        )  # fmt: skip
    yesterday = queries.conditions_in_force(cover.category, TODAY - timedelta(days=1)).get(number=1)
    assert (yesterday.pk, yesterday.limit_amount, yesterday.to_on) == (cover.pk, 2, TODAY)
    assert queries.conditions_in_force(cover.category, TODAY).get(number=1) == new
    assert list(queries.history_of(new)) == [new, cover]
    assert Record.objects.filter(act="catalogue.revise_condition").count() == 1
    with pytest.raises(Refused, match="已经停用"):
        acts.revise_condition(
            FilingCondition.objects.get(pk=cover.pk), limit=Limit(2, Unit.WORKING_DAY), text="缺", closing="复",
            on=TODAY, by=IMPORTER, at=now(), key=uuid4(),
        )  # fmt: skip


def test_two_revisions_on_one_day_keep_all_three_rows(cover: FilingCondition) -> None:
    row = cover
    for hours in (1, 3):
        row = acts.revise_condition(
            row, limit=Limit(hours, Unit.EMERGENCY_HOUR), text="缺失", closing="恢复", on=TODAY,
            by=IMPORTER, at=now(), key=uuid4(),
        )  # fmt: skip
    assert queries.history_of(row).count() == 3
    assert queries.conditions_in_force(cover.category, TODAY).get(number=1).limit_amount == 3


def test_a_condition_cannot_change_before_it_began(cover: FilingCondition) -> None:
    with pytest.raises(Refused, match="2026-07-01") as refusal:
        acts.revise_condition(
            cover, limit=Limit(1, Unit.WORKING_DAY), text="缺", closing="复", on=date(2026, 6, 30),
            by=IMPORTER, at=now(), key=uuid4(),
        )  # fmt: skip
    assert refusal.value.field == "on"


def test_stage_limits_and_first_desks_are_read_from_memory_and_change_at_once(shipped: None) -> None:
    assert stage_limit(StageClock.ARRIVE, "street", TODAY) == Limit(30, Unit.MINUTE)
    acts.set_stage_limit(
        "arrive", "street", Limit(1, Unit.EMERGENCY_HOUR), on=TODAY, by=IMPORTER, at=now(), key=uuid4()
    )
    assert stage_limit(StageClock.ARRIVE, "street", TODAY) == Limit(1, Unit.EMERGENCY_HOUR)
    assert stage_limit(StageClock.ARRIVE, "community", TODAY) == Limit(30, Unit.MINUTE)
    desk = FirstDesk.objects.get(source="video")
    acts.set_first_desk(desk, DeskLevel.DISTRICT, on=TODAY, by=IMPORTER, at=now(), key=uuid4())
    assert first_desk("video", None, TODAY) == DeskLevel.DISTRICT
    assert first_desk("video", None, TODAY - timedelta(days=1)) == DeskLevel.STREET


def test_only_those_who_keep_the_catalogue_edit_it(db: None) -> None:
    world = build()
    condition = next(iter(world.conditions.values()))
    for person in (world.worker, world.dispatcher, world.street, world.urban_handler, world.security_admin):
        with As(person), pytest.raises(NotYours):
            acts.end_row(condition, on=TODAY, by=person, at=now(), key=uuid4())
    for person in (world.duty, world.system_admin):
        with As(person):
            assert acts.end_row(condition, on=TODAY, by=person, at=now(), key=uuid4()).to_on == TODAY


@pytest.mark.parametrize("scope", ["portal", "worker"])
def test_the_database_lets_everybody_read_and_only_keepers_write(shipped: None, scope: str) -> None:
    with open_scope(machine(scope)):
        assert Category.objects.exists()
        assert StageLimit.objects.update(limit_amount=99) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            CatalogueVersion.objects.create(code="x", name="x", from_on=TODAY)


def test_no_scope_no_catalogue(transactional_db: None) -> None:
    with open_scope(machine("import")):
        CatalogueVersion.objects.create(code="x", name="x", from_on=TODAY)
    assert not CatalogueVersion.objects.exists()


@pytest.mark.parametrize(
    ("name", "objects", "items"),
    [("yuncheng_filing_conditions.csv", 279, 0), ("yuncheng_filing_conditions_with_handlers.xlsx", 375, 144)],
)
def test_the_real_citys_sheets_go_in_whole(scoped: None, name: str, objects: int, items: int) -> None:
    reading = real_sheet(name)
    assert reading.faults == []
    tally = take_in(reading)
    assert (tally.new, tally.changed) == (objects + items, 0)
    rows = FilingCondition.objects.filter(category__version__code="town")
    assert rows.filter(category__kind="object").count() == objects
    assert rows.filter(category__kind="item").count() == items
    assert not rows.filter(handlers="").exists()
    again = take_in(reading)
    assert (again.new, again.changed, again.unchanged) == (0, 0, objects + items)


def test_the_real_citys_odd_cells_are_read_and_said(scoped: None) -> None:
    reading = real_sheet("yuncheng_filing_conditions_with_handlers.xlsx")
    notes = {sentence: count for sentence, count, _first in reading.notes_by_sentence()}
    assert notes["时限“1天”没有写明单位，按“1 工作日”读入。"] == 143
    assert notes["时限“1紧急工作时制止”按“1 紧急工作时”读入，“制止”没有读入。"] == 1
    take_in(reading)
    cover = Category.objects.get(version__code="town", kind="object", major_code="01", minor_code="01")
    assert (cover.minor_name, cover.conditions.count()) == ("上水井盖", 4)
    tree = real_sheet("yuncheng_filing_conditions.csv")
    assert {line.season for line in tree.lines} == {"", "种植季节"}


@pytest.mark.parametrize(("write", "name"), [(write_csv, "目录.csv"), (write_xlsx, "目录.xlsx")])
def test_what_goes_out_comes_back_the_same(shipped: None, write: object, name: str) -> None:
    for version in CatalogueVersion.objects.all():
        day = version.from_on
        lines = list(queries.lines_of(version, day))
        reading = read_sheets(name, write(lines))  # type: ignore[operator]
        assert reading.lines == lines
        assert (reading.faults, reading.notes) == ([], [])
        tally = import_lines(reading.lines, code=version.code, on=TODAY, by=IMPORTER, at=now(), key=uuid4())
        assert (tally.new_categories, tally.new, tally.changed, tally.unchanged) == (0, 0, 0, len(lines))


def test_bad_rows_are_refused_one_by_one_and_the_rest_is_kept() -> None:
    reading = read_sheets(
        "标准.xlsx",
        sheet(
            [1, "公用设施", 1, "井盖", "缺失", "2紧急工作时", "恢复"],
            ["", "", "", "", "破损", "尽快", "修复"],
            ["", "", "", "", "移位", "4工作时", ""],
            ["", "", "", "", "缺失", "1工作日", "恢复"],
            ["", "", "一二三四", "路灯", "不亮", "1工作日", "恢复"],
            ["", "", 3, "护栏", "倒伏", "1工作日", "扶正"],
        ),
    )
    assert [(line.row, line.category.major_code + line.category.minor_code) for line in reading.lines] == [
        (3, "0101"),
        (8, "0103"),
    ]
    assert [(fault.row, fault.field) for fault in reading.faults] == [
        (4, "处置时限"), (5, "结案条件"), (6, "立案条件"), (7, "小类代码")
    ]  # fmt: skip
    assert all(fault.mend for fault in reading.faults)


def test_a_file_without_the_needed_columns_is_refused_whole() -> None:
    with pytest.raises(Refused, match="没有找到表头") as refusal:
        read_sheets("名单.csv", "姓名,电话\n张三,1\n".encode("gb18030"))
    assert "立案条件" in refusal.value.mend
    with pytest.raises(Refused, match="打不开"):
        read_sheets("坏.xlsx", b"no workbook")


def test_a_changed_sheet_changes_by_dated_rows(scoped: None) -> None:
    before = sheet([1, "公用设施", 1, "井盖", "缺失", "2紧急工作时", "恢复"])
    after = sheet(
        [1, "公用设施", 1, "井盖", "缺失", "1紧急工作时", "恢复"], ["", "", "", "", "异响", "2工作日", "修复"]
    )
    take_in(read_sheets("旧.xlsx", before), on=date(2026, 1, 1))
    tally = take_in(read_sheets("新.xlsx", after))
    assert (tally.new, tally.changed, tally.unchanged) == (1, 1, 0)
    category = Category.objects.get(version__code="town")
    assert queries.conditions_in_force(category, TODAY - timedelta(days=1)).get().limit_amount == 2
    assert [row.limit_amount for row in queries.conditions_in_force(category, TODAY)] == [1, 2]


@pytest.fixture(autouse=True)
def _read_rules_anew() -> Iterator[None]:
    expire_all()
    yield
    expire_all()


def test_conditions_by_code_are_those_of_the_rows_in_memory(shipped: None) -> None:
    """Whoever changed the rows, and whenever memory looks again: an index in memory is never older than its rows."""
    category = Category.objects.filter(to_on=None, conditions__isnull=False).order_by("pk")[0]
    before = conditions_coded(category.code, TODAY)
    assert before
    assert conditions_coded("0199", TODAY) == []

    Category.objects.filter(pk=category.pk).update(major_code="01", minor_code="99")

    assert conditions_coded(category.code, TODAY) == before, "memory has not looked again"
    expire_all()
    assert conditions_coded("0199", TODAY) == before
    assert conditions_coded(category.code, TODAY) == []
