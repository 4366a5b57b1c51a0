"""A list of residents taken along: masked, marked, for whoever asked, for a term."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import TestCase
from python_calamine import CalamineWorkbook

from tests.registers.archive import citizen, door, family, hand, show_to_community_alone
from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.queries import looks_seen_by
from wangge.areas import queries as areas
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import machine, open_scope
from wangge.registers.buildings.actions import DwellingFacts, add_dwelling
from wangge.registers.buildings.models import Building
from wangge.registers.buildings.queries import DwellingFilters
from wangge.registers.exporting import acts
from wangge.registers.exporting.keeping import EXPORTS
from wangge.registers.exporting.models import Export, Narrowing
from wangge.registers.exporting.sweeping import sweep, wake_what_waits
from wangge.registers.exporting.working import waiting, work_off
from wangge.registers.organisations.actions import (
    HazardFacts,
    OrganisationFacts,
    Seat,
    add_organisation,
    find_hazard,
    name_contact,
)
from wangge.registers.organisations.queries import OrganisationFilters
from wangge.registers.people.queries import Filters, number_index

pytestmark = pytest.mark.django_db
REASON = "核对入户名册"
PLAIN = ("张大山", "李小花", "张小山", "13812345678", *(citizen(each).number for each in (1, 2)))
State = Export.State


@pytest.fixture
def town(world: World, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT, settings.EXPORT_DRAFTS = tmp_path / "media", tmp_path / "drafts"
    with As(world.community):
        here = door(world, "grid1", world.community)
    family(world, world.community, here)
    return world


def asked(by: Actor, narrowed: Narrowing | None = None, kind: str = "csv", key: UUID | None = None) -> Export:
    with As(by):
        return acts.ask(narrowed or Filters(), kind, reason=REASON, key=key or new_id(), by=by, at=clock.now())


def written(by: Actor, narrowed: Narrowing | None = None, kind: str = "csv") -> Export:
    export = asked(by, narrowed, kind)
    work_off(waiting()[0])
    return now(export)


def now(export: Export) -> Export:
    with open_scope(machine("worker")):
        return Export.objects.get(pk=export.pk)


def content(export: Export, by: Actor) -> bytes:
    with As(by), acts.take(export, by=by, at=clock.now()) as file:
        return file.read()


def lines(export: Export, by: Actor) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(export, by).decode("utf-8-sig"))))


def test_the_file_is_masked_and_says_who_took_it_and_why(town: World) -> None:
    export = written(town.community)

    (mark,), head, *rows = lines(export, town.community)
    assert (export.state, export.total, export.done) == (State.READY, 3, 3)
    assert all(word in mark for word in (town.community.name, "社区", REASON, str(clock.today().year)))
    assert head[0] == "姓名"
    assert sorted(row[0] for row in rows) == ["张**", "张**", "李**"]
    assert "138****5678" in rows[0]
    text = content(export, town.community).decode()
    assert not [plain for plain in PLAIN if plain in text]


def test_a_workbook_holds_the_same_rows(town: World, settings: Any) -> None:
    text, book = written(town.community), written(town.community, kind="xlsx")

    read = CalamineWorkbook.from_filelike(io.BytesIO(content(book, town.community))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in read[:1]] == [lines(text, town.community)[0][0].replace("csv", "xlsx")]
    assert read[1:] == lines(text, town.community)[1:]
    assert not list(Path(settings.EXPORT_DRAFTS).iterdir())


def test_the_list_is_exported_as_it_was_narrowed(town: World) -> None:
    by_age = written(town.community, Filters(ages=(7, 17)))
    by_number = written(town.community, Filters(number=number_index("13812345678")))
    elsewhere = written(town.neighbour_community)

    assert [len(lines(each, town.community)) - 2 for each in (by_age, by_number)] == [1, 1]
    assert len(lines(elsewhere, town.neighbour_community)) == 2


def test_dwellings_are_exported_with_masked_owners(town: World) -> None:
    with As(town.community):
        door(town, "grid1", town.community, room="302室")
        facts = DwellingFacts(unit="2单元", room="303室", use="let", owner_name="钱多多", owner_phone="13912345678")
        add_dwelling(Building.objects.get(), facts, hand(town.community))
    everything, let = (written(town.community, DwellingFilters(use=use)) for use in ("", "let"))

    assert len(lines(everything, town.community)) == 2 + 3
    _mark, _head, row = lines(let, town.community)
    assert row[0].endswith("303室")
    assert row[4:] == ["钱**", "139****5678"]


def test_organisations_are_exported_with_whom_to_call_masked(town: World) -> None:
    place = areas.place_of(town.areas["grid1"].code or "")
    assert place
    with As(town.community):
        shop = add_organisation(OrganisationFacts(name="好再来面馆", kind="shop"), Seat(place), hand(town.community))
        add_organisation(OrganisationFacts(name="文一小学", kind="school"), Seat(place), hand(town.community))
        name_contact(shop, "duty", "钱多多", "13912345678", hand(town.community))
        find_hazard(shop, HazardFacts(sort="02", found_on=clock.today()), hand(town.community))
    export = written(town.community, OrganisationFilters(hazard="any"))

    _mark, _head, row = lines(export, town.community)
    assert (row[0], row[1]) == ("好再来面馆", "个体工商户")
    assert row[-2:] == ["消防", "日常联系人 钱** 139****5678"]


@pytest.mark.parametrize(
    ("dataset", "field", "narrowed", "told"),
    [
        ("person", "phone", Filters(), "138****5678"),
        ("dwelling", "owner_phone", DwellingFilters(), "139****5678"),
        ("contact", "phone", OrganisationFilters(), "137****5678"),
    ],
)
def test_a_field_that_a_role_may_not_see_is_not_in_its_file(
    town: World, dataset: str, field: str, narrowed: Narrowing, told: str
) -> None:
    place = areas.place_of(town.areas["grid1"].code or "")
    assert place
    with As(town.community):
        facts = DwellingFacts(unit="2单元", room="303室", owner_name="钱多多", owner_phone="13912345678")
        add_dwelling(Building.objects.get(), facts, hand(town.community))
        shop = add_organisation(OrganisationFacts(name="好再来面馆", kind="shop"), Seat(place), hand(town.community))
        name_contact(shop, "duty", "钱多多", "13712345678", hand(town.community))
    show_to_community_alone(town, dataset, field)

    who_took = {who: content(written(who, narrowed), who).decode() for who in (town.community, town.street)}
    assert [told in text for text in who_took.values()] == [True, False]


def test_neither_disk_nor_row_holds_what_is_in_it(town: World) -> None:
    export = written(town.community, Filters(text="张大山"))

    assert "张".encode() not in EXPORTS.path_of(export.kept).read_bytes()
    with open_scope(machine("worker")), connection.cursor() as cursor:
        cursor.execute("SELECT exporting_export::text FROM exporting_export")
        assert "张大山" not in str(cursor.fetchall())
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        assert "张" not in str(cursor.fetchall())


def test_a_number_that_was_typed_is_kept_as_its_blind_index(town: World) -> None:
    export = written(town.community, Filters(text=citizen(2).number))

    assert export.filters == Filters(number=number_index(citizen(2).number))
    assert [row[0] for row in lines(export, town.community)[2:]] == ["李**"]


@pytest.mark.parametrize("who", ["street", "worker", "neighbour_community", "duty", "system_admin"])
def test_nobody_else_finds_it(town: World, who: str) -> None:
    export, other = written(town.community), town.people[who]

    with As(other):
        assert not Export.objects.exists()
        with pytest.raises(NotYours):
            acts.take(export, by=other, at=clock.now())
        with pytest.raises(NotYours):
            acts.remove(export, by=other)


def test_under_another_mandate_of_ones_own_it_is_not_found_either(town: World) -> None:
    export = written(town.community)
    with open_scope(machine("import")):
        held = Mandate.objects.get(pk=town.community.mandate_id)
        held.pk = None
        held.save(force_insert=True)
        other = Actor.of_mandate(held)

    assert (other.user_id, other.area_code) == (town.community.user_id, town.community.area_code)
    with As(other):
        assert not Export.objects.exists()
        with pytest.raises(NotYours):
            acts.take(export, by=other, at=clock.now())


def test_only_who_keeps_the_archive_may_ask(town: World) -> None:
    for who in ("operator", "leader", "system_admin", "urban_handler"):
        with pytest.raises(NotYours):
            asked(town.people[who])


def test_asking_and_taking_stand_on_the_trail(town: World) -> None:
    export = written(town.community)
    content(export, town.community)

    with As(town.audit_admin):
        looks = looks_seen_by(town.audit_admin).filter(subject="export", subject_id=str(export.pk))
        assert sorted(looks.values_list("what", "reason")) == [("download", REASON), ("people.csv", REASON)]


def test_without_a_reason_nothing_is_asked(town: World) -> None:
    with As(town.community), pytest.raises(Refused, match="事由"):
        acts.ask(Filters(), "csv", reason=" ", key=new_id(), by=town.community, at=clock.now())
    assert waiting() == []


def test_asking_twice_is_asking_once(town: World) -> None:
    key = new_id()

    assert asked(town.community, key=key).pk == asked(town.community, key=key).pk
    with As(town.community):
        assert Look.objects.filter(subject="export").count() == 1


def test_so_many_a_day(town: World, settings: Any) -> None:
    settings.EXPORTS_A_DAY = 2
    with As(town.community):
        acts.remove(asked(town.community), by=town.community)
    asked(town.community)
    with pytest.raises(Refused, match="一天内已导出 2 次"):
        asked(town.community)
    asked(town.street)


def test_a_mandate_that_has_ended_gets_nothing(town: World) -> None:
    export = asked(town.community)
    with open_scope(machine("import")):
        Mandate.objects.filter(pk=town.community.mandate_id).update(ends_on=clock.today() - timedelta(days=1))
    work_off(waiting()[0])

    found = now(export)
    assert (found.state, found.kept) == (State.FAILED, "")
    assert "授权已结束" in found.problem


def test_a_file_goes_after_its_term(town: World, settings: Any) -> None:
    old, fresh, stray = written(town.community), written(town.community), EXPORTS.keep([b"x"])
    later = clock.now() + timedelta(days=settings.KEPT_DAYS_EXPORTS)
    with open_scope(machine("timer")):
        Export.objects.filter(pk=fresh.pk).update(expires_at=later + timedelta(days=1))
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert sweep(later) == 2

    assert (now(old).state, now(old).kept, now(fresh).state) == (State.EXPIRED, "", State.READY)
    assert [EXPORTS.path_of(name).exists() for name in (old.kept, stray, fresh.kept)] == [False, False, True]
    with As(town.community), pytest.raises(Refused, match="已过期"):
        acts.take(now(old), by=town.community, at=later)


def test_past_its_term_it_is_not_given_though_nobody_swept(town: World) -> None:
    export = written(town.community)
    assert export.expires_at

    with As(town.community), pytest.raises(Refused, match="已过期"):
        acts.take(export, by=town.community, at=export.expires_at)


def test_removed_before_a_worker_begins_it_leaves_nothing(town: World) -> None:
    export = asked(town.community)
    found = waiting()[0]
    with As(town.community):
        acts.remove(export, by=town.community)
    work_off(found)

    assert waiting() == []
    assert EXPORTS.older_than(clock.now() + timedelta(days=1)) == []


def test_what_never_ends_is_given_up(town: World) -> None:
    export = asked(town.community)
    with open_scope(machine("worker")):
        Export.objects.filter(pk=export.pk).update(attempts=3)
    work_off(waiting()[0])

    assert now(export).state == State.FAILED
    assert "3 次" in now(export).problem


def test_more_rows_than_a_workbook_holds_are_refused_before_they_are_written(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wangge.registers.exporting.pages.XLSX_MOST_ROWS", 4)
    export = written(town.community, kind="xlsx")

    assert export.state == State.FAILED
    assert "csv" in export.problem
    monkeypatch.setattr("wangge.registers.exporting.pages.XLSX_MOST_ROWS", 5)
    assert written(town.community, kind="xlsx").state == State.READY


def test_rows_that_came_while_it_was_written_are_refused_rather_than_dropped(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wangge.registers.exporting.pages.XLSX_MOST_ROWS", 4)
    monkeypatch.setattr("wangge.registers.exporting.listing.count", lambda export, by: 2)
    export = written(town.community, kind="xlsx")

    assert (export.state, export.kept) == (State.FAILED, "")
    assert "csv" in export.problem


def test_an_export_whose_job_was_lost_gets_another(town: World) -> None:
    asked(town.community)
    with open_scope(machine("timer")), TestCase.captureOnCommitCallbacks(execute=True):
        wake_what_waits()

    assert _jobs() == 1
    work_off(waiting()[0])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name = %s", [acts.ERRAND])
    with open_scope(machine("timer")), TestCase.captureOnCommitCallbacks(execute=True):
        wake_what_waits()
    assert _jobs() == 0


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [acts.ERRAND]
        )
        return int(cursor.fetchone()[0])
