"""Organisations: kept, found, minded; and seen by nobody of another area."""

from datetime import date

import pytest
from django.db import connection

from tests.registers.archive import door, hand
from tests.world import As, World
from wangge.kernel import clock, history
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.buildings.actions import remove_dwelling
from wangge.registers.organisations import queries, uscc
from wangge.registers.organisations.actions import (
    HazardFacts,
    OrganisationFacts,
    Seat,
    add_organisation,
    change_organisation,
    close_organisation,
    drop_contact,
    end_hazard,
    find_hazard,
    inspected,
    name_contact,
    reopen_organisation,
)
from wangge.registers.organisations.models import Contact, Organisation

pytestmark = pytest.mark.django_db
BODY = "9133010699010100A"
CODE = BODY + uscc.check_sign(BODY)


def shop(world: World, name: str = "西溪小李面馆", code: str = CODE, who: str = "worker") -> Organisation:
    place = world.place("grid1")
    facts = OrganisationFacts(name, "shop", code, 4, date(2024, 1, 1), date(2026, 12, 1))
    return add_organisation(facts, Seat(place, words="文一路9号"), hand(world.people[who]))


def test_it_is_found_as_people_type(world: World) -> None:
    with As(world.worker):
        one = shop(world)
        seen = queries.organisations_seen_by(world.worker)
        for typed in (
            "西溪",
            "小李",
            "小 李面馆",
            "面馆",
            "xixixiao",
            "xxxlmg",
            "lmg",
            "XXXL",
            CODE,
            CODE.lower(),
            CODE[:10],
            "",
        ):
            assert list(queries.search(seen, typed)) == [one], typed
        for typed in ("小王", "lxm", CODE[:-1] + "Z", "9144", "？"):
            assert not queries.search(seen, typed).exists(), typed


def test_it_stands_where_its_door_stands(world: World) -> None:
    with As(world.worker):
        flat = door(world, "grid1", world.worker)
        one = add_organisation(
            OrganisationFacts("小李面馆"), Seat(world.place("grid1"), None, flat), hand(world.worker)
        )
        assert (one.building, one.address, one.area_code) == (flat.building, flat.address, flat.area_code)
        with pytest.raises(Refused, match="在册单位"):
            remove_dwelling(flat, hand(world.worker))
        close_organisation(one, date(2026, 1, 1), hand(world.worker))
        remove_dwelling(flat, hand(world.worker))


def test_it_is_corrected_and_closed_and_opened_again(world: World) -> None:
    with As(world.worker):
        one = shop(world)
        seat = Seat(world.place("grid2"), words="文一路10号")
        with pytest.raises(Refused, match="管辖"):
            change_organisation(one, OrganisationFacts("小李面馆"), seat, hand(world.worker))
    with As(world.community):
        one = change_organisation(one, OrganisationFacts("小李面馆", "shop", CODE), seat, hand(world.community))
        assert (one.initials, one.area_code) == ("xlmg", world.areas["grid2"].code)
        assert history.story_of(one)[0].changed["address"] == ["文一路9号", "文一路10号"]
        one = close_organisation(one, date(2026, 1, 1), hand(world.community))
        assert not queries.organisations_seen_by(world.community).exists()
        with pytest.raises(Refused, match="已于"):
            close_organisation(one, date(2026, 1, 2), hand(world.community))
        again = shop(world, "小李新店", who="community")
        with pytest.raises(Refused, match="小李新店"):
            reopen_organisation(one, hand(world.community))
        close_organisation(again, date(2026, 1, 2), hand(world.community))
        assert reopen_organisation(one, hand(world.community)).is_open


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (OrganisationFacts(" "), "name"),
        (OrganisationFacts("长" * 101), "name"),
        (OrganisationFacts("小李面馆", uscc=CODE[:-1] + ("0" if CODE[-1] != "0" else "1")), "uscc"),
        (OrganisationFacts("小李面馆", uscc="123"), "uscc"),
        (OrganisationFacts("小李面馆", opened_on=date(2990, 1, 1)), "opened_on"),
    ],
)
def test_what_is_wrong_is_refused_by_name(world: World, facts: OrganisationFacts, field: str) -> None:
    with As(world.worker):
        with pytest.raises(Refused) as refused:
            add_organisation(facts, Seat(world.place("grid1")), hand(world.worker))
        assert refused.value.field == field
        assert not Organisation.objects.exists()


def test_a_code_elsewhere_tells_nothing(world: World) -> None:
    with As(world.worker):
        shop(world)
        with pytest.raises(Refused, match="西溪小李面馆"):
            shop(world, "别的店")
    with As(world.neighbour_worker):
        seat = Seat(world.place("grid4"), words="古翠路8号")
        assert add_organisation(OrganisationFacts("别的店", uscc=CODE), seat, hand(world.neighbour_worker))


def test_whom_to_call_is_sealed_and_for_keepers(world: World) -> None:
    with As(world.worker):
        one = shop(world)
        name_contact(one, "safety", "李小明", "138 1234 5678", hand(world.worker))
        contact = name_contact(one, "safety", "李小明", "", hand(world.worker))
        assert (contact.masked_name, contact.masked_phone, contact.phone) == ("李**", "138****5678", "13812345678")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM organisations_contact c WHERE c::text LIKE '%13812345678%'")
            assert cursor.fetchone() == (0,)
        assert not name_contact(one, "safety", "王芳", "", hand(world.worker)).phone
        with pytest.raises(Refused) as refused:
            name_contact(one, "legal", "李小明", "138", hand(world.worker))
        assert refused.value.field == "phone"
    with As(world.dispatcher):
        assert queries.organisations_seen_by(world.dispatcher).exists()
        assert not queries.contacts_seen_by(world.dispatcher).exists()
        assert not Contact.objects.exists()
    with As(world.worker):
        drop_contact(Contact.objects.get(), hand(world.worker))
        assert not Contact.objects.exists()


def test_a_hazard_stands_until_it_is_gone(world: World) -> None:
    with As(world.worker):
        one = shop(world)
        hazard = find_hazard(one, HazardFacts("02", "煤气罐放在灶边", date(2026, 1, 5)), hand(world.worker))
        seen = queries.organisations_seen_by(world.worker)
        assert queries.with_hazard(seen).get() == queries.with_hazard(seen, "02").get() == one
        assert not queries.with_hazard(seen, "01").exists()
        with pytest.raises(Refused):
            end_hazard(hazard, date(2026, 1, 4), hand(world.worker))
        end_hazard(hazard, date(2026, 1, 6), hand(world.worker))
        assert not queries.with_hazard(seen).exists()


def test_the_next_inspection_is_due_on_a_day(world: World) -> None:
    with As(world.worker):
        one = shop(world)
        seen = queries.organisations_seen_by(world.worker)
        assert not queries.inspection_due(seen, date(2026, 11, 30)).exists()
        assert queries.inspection_due(seen, date(2026, 12, 1)).get() == one
        with pytest.raises(Refused):
            inspected(one, clock.today(), hand(world.worker))
        assert inspected(one, None, hand(world.worker)).inspection_due_on is None


@pytest.mark.parametrize(
    "who", ["neighbour_worker", "neighbour_community", "neighbour_street", "system_admin", "audit_admin"]
)
def test_nobody_else_sees(world: World, who: str) -> None:
    with As(world.worker):
        one = shop(world)
        name_contact(one, "legal", "李小明", "13812345678", hand(world.worker))
        find_hazard(one, HazardFacts("02"), hand(world.worker))
    actor = world.people[who]
    with As(actor):
        assert not queries.everything_seen_by(actor).exists()
        for table in ("organisation", "contact", "hazard"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM organisations_{table}")  # noqa: S608
                assert cursor.fetchone() == (0,)
                cursor.execute("SELECT count(*) FROM organisations_found('小李')")
        with pytest.raises((NotYours, Refused)):
            close_organisation(one, date(2026, 1, 1), hand(actor))
