"""“Known in this district”, from outside: a full number with the matching name links a person; nothing else is told."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.desk.lives import browser
from tests.registers.archive import agreed, citizen, door, hand, settled
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.kernel.scope import machine, open_scope
from wangge.registers.buildings.models import Dwelling
from wangge.registers.people.actions import PersonFacts, change_person
from wangge.registers.people.models import Residence
from wangge.registers.people.models.person import document_index

pytestmark = pytest.mark.django_db
SETTLE = "/desk/residents/settle"
CHANGING = re.compile(
    r'"[A-Za-z0-9]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}|\b\d{6}\*+\w{4}|(?:residents|consents)/\d+|home-\d+|homes/\d+|value="\d+"'
    r"|\d{4}-\d\d-\d\dT[\d:.+]+"
)


@pytest.fixture
def there(world: World) -> Dwelling:
    """A door of another street; in the first one lives 张小明, of whom much is known."""
    with As(world.worker) as worker:
        home = settled(worker, "张小明", door(world, "grid1", worker), citizen(), "13812345678")
        agreed(worker, home, "occupation")
        facts = PersonFacts("张小明", phone="13812345678", sex="1", others={"occupation": "茶农"})
        change_person(home.person, facts, hand(worker), area_code=home.area_code)
    return next_door(world, "301室")


def next_door(world: World, room: str) -> Dwelling:
    with As(world.neighbour_community) as neighbour:
        return door(world, "grid4", neighbour, "古翠路8号", room)


def sent(client: Client, there: Dwelling, name: str, serial: int) -> Any:
    return client.post(SETTLE, {
        "key": new_id(), "dwelling": there.pk, "name": name, "document_number": citizen(serial).number,
        "sex": "0", "capacity": "floating", "presence": "here", "why": "新来登记",
    })  # fmt: skip


def page(client: Client, answer: Any) -> list[str]:
    """The answer, or the page that it leads to, without keys and numbers; lines in any order, for the clock of the
    database stands still in a test."""
    shown = client.get(answer["Location"]) if answer.status_code == 302 else answer
    plain = shown.content.decode()
    for serial in (1, 9):
        plain = plain.replace(citizen(serial).number, "…")
    return sorted(re.split(r"(?=</?li)", CHANGING.sub("…", plain)))


def test_a_wrong_name_and_an_unknown_number_look_alike_however_often(world: World, there: Dwelling) -> None:
    client = browser("neighbour_community")
    other = next_door(world, "302室")
    for name, where, status in (
        ("李小四", there, 302),
        ("李小四", there, 422),
        ("王小五", there, 422),
        ("李小四", other, 302),
    ):
        pages = []
        for serial in (1, 9):
            answer = sent(client, where, name, serial)
            assert answer.status_code == status, (name, serial)
            pages.append(page(client, answer))
        assert pages[0] == pages[1], name


def test_number_and_name_link_the_residence_and_show_nothing_of_the_other(world: World, there: Dwelling) -> None:
    client = browser("neighbour_community")
    answer = sent(client, there, "张小明", 1)
    with As(world.neighbour_community):
        linked = Residence.objects.get(name="张小明")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/{linked.person_id}")
    shown = client.get(answer["Location"]).content.decode()
    for hidden in ("文一路", "阳光社区"):
        assert hidden not in shown
    for who, code in (("community", "990106001001001"), ("neighbour_community", "990106002001001")):
        with As(world.people[who]):
            look = Look.objects.get(subject="person", subject_id=str(linked.person_id), what="known", area_code=code)
        assert (look.who, look.reason) == (world.neighbour_community.user_id, "新来登记")


@pytest.mark.parametrize("name", ["portal", "signin", "feed", "assessor", "operator", "system_admin"])
def test_who_keeps_no_archive_learns_nothing_by_plain_sql(world: World, there: Dwelling, name: str) -> None:
    """Under the product's own login, past every screen."""
    index = document_index(citizen())
    scope = world.people[name].scope() if name in world.people else machine(name)
    with open_scope(scope), connection.cursor() as cursor:
        cursor.execute("SELECT people_taken(%s)", [index])
        assert not cursor.fetchone()[0]
        for asked in (
            "SELECT people_known(%s, '张小明', '990106', 'x')",
            "SELECT * FROM people_known_many(ARRAY[1], ARRAY[%s], ARRAY['张小明'], ARRAY['990106'], 'x')",
        ):
            with pytest.raises(DatabaseError, match="Not for this scope"), transaction.atomic():
                cursor.execute(asked, [index])


def test_too_many_questions_are_refused_alike(world: World, there: Dwelling) -> None:
    client, asker = browser("neighbour_community"), world.neighbour_community
    with As(asker):
        Look.objects.bulk_create(
            Look(who=asker.user_id, at=clock.now(), subject="person", subject_id="", what="known", reason="核对")
            for _ in range(120)
        )
    answers = [sent(client, there, name, serial) for name, serial in (("张小明", 1), ("李小四", 1), ("张小明", 9))]
    assert {answer.status_code for answer in answers} == {422}
    assert all("次数过多" in answer.content.decode() for answer in answers)
    with As(asker):
        assert not Residence.objects.exists()
