"""Buildings and their doors: found as people type, numbered at once, corrected in bulk, gone when nobody is there."""

from datetime import date

import pytest
import shapely
from django.db import connection

from tests.registers.archive import door, hand
from tests.world import As, World
from wangge.areas import queries as areas
from wangge.kernel import history
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.buildings import queries
from wangge.registers.buildings.actions import (
    BuildingFacts,
    DwellingFacts,
    Plan,
    Plate,
    add_building,
    add_dwelling,
    change_building,
    make_dwellings,
    move_dwellings,
    remove_building,
    remove_dwelling,
    renumber,
    restore_building,
    restore_dwelling,
    undo_move,
)
from wangge.registers.buildings.address import NONE, Address
from wangge.registers.buildings.models import Building, Dwelling
from wangge.registers.organisations.actions import OrganisationFacts, Seat, add_organisation
from wangge.registers.people.actions import Living, PersonFacts, move_out, settle

pytestmark = pytest.mark.django_db
POINT = (120.1, 30.28)


def building(world: World, text: str, grid: str = "grid1", who: str = "worker", **facts: object) -> Building:
    place = areas.place_of(world.areas[grid].code)
    assert place
    return add_building(BuildingFacts(Address.read(text), **facts), place, hand(world.people[who]))  # type: ignore[arg-type]


def test_the_surest_candidate_stands_first(world: World) -> None:
    with As(world.worker):
        for number in (5, 15, 6):
            building(world, f"文一路1号文锦苑{number}幢")
        building(world, "文一路12号")
        for typed in ("文锦苑5幢", "文锦苑5", "阳光社区文锦苑5号", "文锦苑小区5幢", "文二路文锦苑5幢"):
            first = queries.geocode(typed, world.worker)[0]
            assert first.building.address == "文一路1号文锦苑5幢", typed
            assert 0 < first.score <= 1
        assert [one.score for one in queries.geocode("文锦苑", world.worker)] == [0.625] * 3
        assert queries.geocode("西溪区文新街道文一路12", world.worker)[0].score == 1.0
        assert queries.geocode("文一路1号文锦苑5幢301", world.worker)[0].score == 0.7
        assert not queries.geocode("文三路", world.worker)
        assert not queries.geocode("西溪区", world.worker)


def test_a_search_tells_buildings_in_any_spelling(world: World) -> None:
    with As(world.worker):
        five = building(world, "文一路1号文锦苑5幢")
        seen = queries.buildings_seen_by(world.worker)
        for typed in ("", "文锦", "一路1号", "五栋", "文锦苑５＃", "1号文锦苑"):
            assert list(queries.search(seen, typed, world.worker)) == [five], typed
        assert not queries.search(seen, "文锦苑7幢", world.worker).exists()
    with As(world.neighbour_worker):
        seen = queries.buildings_seen_by(world.neighbour_worker)
        assert not queries.search(seen, "文锦", world.neighbour_worker).exists()
        assert not queries.geocode("文锦苑5幢", world.neighbour_worker)


def test_a_point_tells_the_nearest_building(world: World) -> None:
    lon, lat = POINT
    footprint = shapely.to_wkb(shapely.box(lon + 0.0003, lat - 0.0002, lon + 0.0007, lat + 0.0002))
    with As(world.worker):
        near = building(world, "文一路1号", lon=lon, lat=lat)
        wide = building(world, "文一路2号", lon=lon + 0.0005, lat=lat, footprint=footprint)
        building(world, "文一路3号", lon=lon + 0.01, lat=lat)
        assert queries.reverse(lon, lat, world.worker) == [(near, 0), (wide, 48)]
        assert queries.reverse(lon + 0.00031, lat, world.worker)[0] == (wide, 0)
        assert not queries.reverse(lon + 1, lat, world.worker)
    with As(world.neighbour_worker):
        assert not queries.reverse(lon, lat, world.neighbour_worker)


def test_all_doors_of_a_building_at_once(world: World) -> None:
    with As(world.worker):
        five = building(world, "文锦苑5幢")
        known = add_dwelling(five, DwellingFacts(unit="1", floor="1", room="101"), hand(world.worker))
        assert (known.unit, known.floor, known.room) == ("1单元", NONE, "101室")
        once = hand(world.worker)
        assert make_dwellings(five, Plan(units=2, last_floor=11, skipped_floors=frozenset({4})), once) == 39
        assert make_dwellings(five, Plan(units=2, last_floor=11), once) == 39
        doors = queries.dwellings_of(five)
        assert len(doors) == 40
        assert [each.door for each in doors[:3]] == ["1单元1101室", "1单元1102室", "1单元1001室"]
        assert doors[-1].address == "文锦苑5幢2单元102室"
        with pytest.raises(Refused, match="已在档"):
            make_dwellings(five, Plan(units=2, last_floor=3), hand(world.worker))
        assert make_dwellings(five, Plan(units=2, last_floor=1, runs_on=True), hand(world.worker)) == 2
        assert Dwelling.objects.filter(room="104室", unit="2单元").exists()


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(first_floor=3, last_floor=2), "last_floor"),
        (Plan(last_floor=500), "last_floor"),
        (Plan(rooms_per_floor=0), "rooms_per_floor"),
        (Plan(units=9, last_floor=99, rooms_per_floor=9), ""),
    ],
)
def test_a_plan_without_sense_is_refused(world: World, plan: Plan, field: str) -> None:
    with As(world.worker):
        with pytest.raises(Refused) as refused:
            make_dwellings(building(world, "文锦苑5幢"), plan, hand(world.worker))
        assert refused.value.field == field
        assert not Dwelling.objects.exists()


def test_plates_are_corrected_in_bulk_and_exchanged(world: World) -> None:
    with As(world.community):
        one, two = (building(world, f"文一路{number}号", who="community") for number in (1, 2))
        add_dwelling(one, DwellingFacts(room="301"), hand(world.community))
        swapped = [Plate(one, "文二路", "2"), Plate(two, "文二路", "1号")]
        assert (
            renumber([Plate(one, "文一路", "2"), Plate(two, "文一路", "1")], hand(world.community), one.area_code) == 2
        )
        once = hand(world.community)
        assert renumber(swapped, once, one.area_code) == 2
        assert renumber(swapped, once, one.area_code) == 2
        one.refresh_from_db()
        assert (one.address, one.dwellings.get().address) == ("文二路2号", "文二路2号301室")
        assert history.story_of(one)[0].changed["road"] == ["文一路", "文二路"]
        with pytest.raises(Refused, match="相同"):
            renumber([Plate(one, "文二路", "7"), Plate(two, "文二路", "7")], hand(world.community), one.area_code)
        with pytest.raises(Refused, match="看不懂"):
            renumber([Plate(one, "文二路", "7号5幢")], hand(world.community), one.area_code)
        with pytest.raises(Refused, match="没有改动"):
            renumber([Plate(one, "文二路", "2号")], hand(world.community), one.area_code)
        assert Building.objects.get(pk=two.pk).address == "文二路1号"


def test_nobody_lives_in_what_goes(world: World) -> None:
    with As(world.worker):
        flat = door(world, "grid1", world.worker)
        living = settle(PersonFacts("张三"), Living(flat), hand(world.worker))
        with pytest.raises(Refused, match="在住"):
            remove_dwelling(flat, hand(world.worker))
        move_out(living, date(2026, 1, 1), hand(world.worker))
        with pytest.raises(Refused, match="房屋在档"):
            remove_building(flat.building, hand(world.worker))
        remove_dwelling(flat, hand(world.worker))
        remove_building(flat.building, hand(world.worker))
        assert not queries.buildings_seen_by(world.worker).exists()
        assert not queries.dwellings_seen_by(world.worker).exists()


def test_a_removal_is_undone_unless_its_address_is_taken(world: World) -> None:
    with As(world.worker):
        flat = door(world, "grid1", world.worker)
        remove_dwelling(flat, hand(world.worker))
        removed = remove_building(flat.building, hand(world.worker))
        assert queries.gone_seen_by(world.worker).get() == removed
        facts = BuildingFacts(Address.read(removed.address))
        again = add_building(facts, world.place("grid1"), hand(world.worker))
        with pytest.raises(Refused, match="地址相同"):
            restore_building(removed, hand(world.worker))
        remove_building(again, hand(world.worker))
        restore_building(removed, undoing := hand(world.worker))
        restore_building(removed, undoing)
        assert queries.buildings_seen_by(world.worker).get() == removed
        with pytest.raises(Refused, match="不用恢复"):
            restore_building(removed, hand(world.worker))


def test_what_cannot_be_kept_is_refused(world: World) -> None:
    elsewhere = areas.place_of(world.areas["grid4"].code)
    with As(world.worker):
        five = building(world, "文锦苑5幢")
        with pytest.raises(Refused) as refused:
            add_dwelling(five, DwellingFacts(), hand(world.worker))
        assert refused.value.field == "room"
        with pytest.raises(Refused, match="最多"):
            building(world, "长" * 100 + "苑5幢")
        with pytest.raises(Refused, match="管辖"):
            change_building(five, BuildingFacts(Address.read("文锦苑5幢")), hand(world.worker), grid=elsewhere)


@pytest.mark.parametrize("who", ["urban_handler", "leader", "dispatcher"])
def test_who_works_here_reads_and_does_not_write(world: World, who: str) -> None:
    with As(world.worker):
        five = building(world, "文锦苑5幢")
    with As(world.people[who]) as actor:
        assert queries.buildings_seen_by(actor).get() == five
        with pytest.raises(NotYours):
            make_dwellings(five, Plan(), hand(actor))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE buildings_building SET road = '文九路'")
            assert cursor.rowcount == 0


def test_a_removed_door_comes_back_unless_its_place_is_taken(world: World) -> None:
    with As(world.worker):
        flat = door(world, "grid1", world.worker)
        here, facts = flat.building, DwellingFacts(flat.unit, flat.floor, flat.room)
        remove_dwelling(flat, hand(world.worker))
        assert queries.gone_doors_seen_by(world.worker).get() == flat
        renumber([Plate(here, "文二路", "9")], hand(world.worker), here.area_code)
        again = add_dwelling(here, facts, hand(world.worker))
        with pytest.raises(Refused, match="已有这个户室"):
            restore_dwelling(flat, hand(world.worker))
        remove_dwelling(again, hand(world.worker))
        remove_building(here, hand(world.worker))
        with pytest.raises(Refused, match="楼栋已登记拆除"):
            restore_dwelling(flat, hand(world.worker))
        restore_building(here, hand(world.worker))
        restore_dwelling(flat, undoing := hand(world.worker))
        restore_dwelling(flat, undoing)
        assert queries.dwellings_seen_by(world.worker).get() == flat
        assert flat.room in Dwelling.objects.get(pk=flat.pk).address
        assert "文二路9号" in Dwelling.objects.get(pk=flat.pk).address
        with pytest.raises(Refused, match="不用恢复"):
            restore_dwelling(flat, hand(world.worker))


def test_all_dwellings_move_with_those_in_them_and_come_back(world: World) -> None:
    by = world.community
    with As(by):
        flat = door(world, "grid1", by)
        living = settle(PersonFacts("张三"), Living(flat), hand(by))
        seat = Seat(world.place("grid1"), dwelling=flat)
        shop = add_organisation(OrganisationFacts("小李面馆"), seat, hand(by))
        old, new = flat.building, building(world, "文一路20号", "grid2", "community")
        moving = hand(by)
        assert [move_dwellings(old, new, moving) for _time in range(2)] == [1, 1]
        for row in (flat, living, shop):
            row.refresh_from_db()
            assert row.area_code == new.area_code
        assert (flat.building, shop.building, shop.area_id) == (new, new, new.area_id)
        assert flat.address == shop.address == f"文一路20号{flat.door}"
        assert "building_id" in history.story_of(flat)[0].changed
        move = queries.moves_into(new).get()
        undoing = hand(by)
        assert [undo_move(move, undoing) for _time in range(2)] == [1, 1]
        for row in (flat, living, shop):
            row.refresh_from_db()
            assert row.area_code == old.area_code
        assert flat.address == shop.address == f"{old.address}{flat.door}"
        with pytest.raises(Refused, match="已经撤销"):
            undo_move(move, hand(by))


def test_dwellings_that_cannot_move_stay_where_they_are(world: World) -> None:
    by = world.community
    with As(by):
        flat = door(world, "grid1", by)
        old, new = flat.building, building(world, "文一路20号", who="community")
        with pytest.raises(Refused, match="没有房屋"):
            move_dwellings(new, old, hand(by))
        with pytest.raises(Refused, match="不能搬到"):
            move_dwellings(old, old, hand(by))
        add_dwelling(old, DwellingFacts(room="901"), hand(by))
        twin = add_dwelling(new, DwellingFacts(flat.unit, flat.floor, flat.room), hand(by))
        with pytest.raises(Refused, match=f"1 个相同的户室：{flat.door}"):
            move_dwellings(old, new, hand(by))
        assert old.dwellings.count() == 2
        remove_dwelling(twin, hand(by))
        assert move_dwellings(old, new, hand(by)) == 2
        remove_building(old, hand(by))
        with pytest.raises(Refused, match="原来的楼栋已登记拆除"):
            undo_move(queries.moves_into(new).get(), hand(by))
    with As(world.neighbour_community), pytest.raises(NotYours):
        move_dwellings(new, old, hand(world.neighbour_community))


def test_an_organisation_follows_the_plate_of_its_building(world: World) -> None:
    with As(world.worker):
        here = building(world, "文一路20号")
        shop = add_organisation(OrganisationFacts("小李面馆"), Seat(world.place("grid1"), here), hand(world.worker))
        renumber([Plate(here, "文二路", "9")], hand(world.worker), here.area_code)
        shop.refresh_from_db()
        assert shop.address == "文二路9号"
