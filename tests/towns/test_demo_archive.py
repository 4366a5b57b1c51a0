"""The archive of the demo town: like a city's, the same for the same seed, nobody real, and only in a demo town."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.world import World
from wangge.areas import queries as areas
from wangge.interfaces.towns import demo_archive
from wangge.interfaces.towns.demo_archive import NoDemo, people_the_town
from wangge.interfaces.towns.demo_days import mark
from wangge.interfaces.towns.demo_dwellers import PHONE_RANGES
from wangge.interfaces.towns.demo_land import CODE, make_land
from wangge.kernel import clock
from wangge.kernel.kept import expire_all
from wangge.kernel.scope import machine, open_scope
from wangge.registers.basis import actions as basis
from wangge.registers.basis.datasets import CARE, PERSON
from wangge.registers.buildings.address import Address
from wangge.registers.buildings.models import Building, Compound, Dwelling
from wangge.registers.counting.queries import figures, population
from wangge.registers.counting.senses import Asked
from wangge.registers.organisations import uscc
from wangge.registers.organisations.models import Contact, Hazard, Organisation
from wangge.registers.people import documents
from wangge.registers.people.models import CareNeed, Consent, Household, Person, Residence
from wangge.registers.people.queries import agreed_fields

pytestmark = pytest.mark.django_db

SEED = 7
PEOPLE = 1200
TODAY = date(2026, 3, 2)


@pytest.fixture
def land() -> None:
    """A town with its land and its mark, and nothing else."""
    import random

    with open_scope(machine("replay")):
        make_land(random.Random(SEED))
        basis.seed()
        expire_all()
        mark(SEED, 0, [], at=clock.now())


def lived() -> list[tuple[Any, ...]]:
    """Everybody, as far as a seed decides."""
    of_person = ("name", "sex", "born_on", "education", "document_index", "guardian__name")
    rows = Residence.objects.order_by("id")
    return list(rows.values_list("dwelling__address", "capacity", "from_on", *(f"person__{one}" for one in of_person)))


def agreed(person: Person, dataset: str) -> frozenset[str]:
    return agreed_fields(person, dataset, clock.today())


def fill(people: int = PEOPLE, today: date = TODAY) -> None:
    people_the_town(people, today=today, tell=lambda count: None)


def test_it_is_like_a_city(land: None) -> None:
    fill()
    with open_scope(machine("import")):
        assert PEOPLE <= Person.objects.count() == Residence.objects.count() < PEOPLE + 400
        capacities = Counter(Residence.objects.values_list("capacity", flat=True))
        assert capacities["registered"] > capacities["floating"] > 10 * capacities["foreign"]
        children, old = (
            population(CODE, Asked(age_from=low, age_to=high), TODAY).total for low, high in ((0, 14), (65, 120))
        )
        assert 0.08 < children / PEOPLE < 0.28
        assert 0.07 < old / PEOPLE < 0.25
        assert len(set(Person.objects.values_list("name", flat=True))) > 0.6 * PEOPLE
        assert 2 < Person.objects.count() / Household.objects.count() < 3.5
        alone = CareNeed.objects.filter(kind="old_alone").select_related("person")
        assert {(one.person.age_on(TODAY) or 0) >= 79 for one in alone} == {True}
        assert Residence.objects.values("area_code").distinct().count() > 6
        without = [one.name for one in Person.objects.exclude(occupation="") if "occupation" not in agreed(one, PERSON)]
        without += [one.person.name for one in CareNeed.objects.all() if "kind" not in agreed(one.person, CARE)]
        assert without == [], "what rests on consent is held of nobody who has not given it"
        assert Organisation.objects.exists() and Contact.objects.count() >= Organisation.objects.count()
        assert figures(CODE, [], TODAY)[CODE].total("dwelling") == Dwelling.objects.count()


def test_nobody_real_can_be_meant(land: None) -> None:
    fill()
    with open_scope(machine("import")):
        people = list(Person.objects.all())
        for person in people:
            number = person.document_number
            if person.document_kind == documents.DocumentKind.CITIZEN:
                assert number.startswith("99")
                read = documents.read(number)
                assert (read.kind, read.born_on, read.sex) == ("111", person.born_on, person.sex)
            assert not person.phone or re.fullmatch(rf"({'|'.join(PHONE_RANGES)})\d{{8}}", person.phone)
        assert len({person.document_index for person in people}) == len(people)
        phones = [person.phone for person in people if person.phone]
        assert len(set(phones)) == len(phones)
        codes = list(Organisation.objects.values_list("uscc", flat=True))
        assert [uscc.read(code) for code in codes] == codes
        assert {code[2:8] for code in codes} == {CODE}
        assert {contact.phone[:3] for contact in Contact.objects.all()} <= set(PHONE_RANGES)


def test_everything_stands_where_it_says(land: None) -> None:
    fill(400)
    with open_scope(machine("import")):
        for building in Building.objects.select_related("compound"):
            place = areas.locate(building.lon or 0, building.lat or 0)
            assert place and place.grid and place.grid.code == building.area_code
            assert building.told() == building.address
        for dwelling in Dwelling.objects.select_related("building")[:60]:
            read = Address.read(dwelling.address)
            assert (read.unit, read.room) == (dwelling.unit, dwelling.room)
        assert {one.area_code for one in Compound.objects.all()} <= {
            one.area_code[:12] for one in Building.objects.all()
        }


def test_the_same_seed_makes_the_same_and_a_greater_one_begins_with_it(
    land: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(300)
    with open_scope(machine("import")):
        first = lived()
    monkeypatch.setattr(demo_archive, "BATCH", 200)
    fill(900)
    with open_scope(machine("import")):
        assert lived()[: len(first)] == first
        greater = lived()
        Person.objects.update(guardian=None)
        assert len(greater) >= 900
        for model in (
            Hazard,
            Consent,
            CareNeed,
            Residence,
            Household,
            Person,
            Contact,
            Organisation,
            Dwelling,
            Building,
            Compound,
        ):
            model._default_manager.all().delete()
        monkeypatch.setattr(demo_archive.Standing, "found", classmethod(lambda cls: cls()))
    fill(900)
    with open_scope(machine("import")):
        assert lived() == greater


def test_a_district_in_use_is_not_touched(world: World) -> None:
    with pytest.raises(NoDemo):
        fill(10)
    with pytest.raises(CommandError):
        call_command("demo", "--people", "10")
    with open_scope(machine("import")):
        assert not Person.objects.exists()
