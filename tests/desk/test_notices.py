"""A person's own notices: read by opening, read all at once, never somebody else's."""

from datetime import timedelta

from tests.desk.lives import browser
from tests.world import World, moment
from wangge.cases.models import Entry
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope
from wangge.notices.models import Notice


def _told(world: World, who: str, count: int) -> list[Notice]:
    with open_scope(machine("import")):
        cases = [world.collect("worker", moment("2026-03-02 09:00")).case for _each in range(count)]
    with open_scope(machine("worker")):
        entries = [Entry.objects.get(case=case) for case in cases]
        return [
            Notice.objects.create(
                user_id=world.people[who].user_id, entry=entry, case_number=entry.case.number, title=f"井盖 {number}",
                step="collect", why=Notice.Why.ACT, made_at=clock.now() - timedelta(minutes=count - number),
            )
            for number, entry in enumerate(entries)
        ]  # fmt: skip


def test_without_notices_the_page_says_what_will_be_here(world: World) -> None:
    assert "还没有消息" in browser("community").get("/desk/notices/").content.decode()


def test_newest_first_with_pages_by_key(world: World) -> None:
    _told(world, "community", 52)
    desk = browser("community")
    first = desk.get("/desk/notices/")
    assert first.context["unread"] == 52
    assert [line.notice.title for line in first.context["lines"][:2]] == ["井盖 51", "井盖 50"]
    second = desk.get("/desk/notices/", {"after": first.context["page"].next_key})
    assert [line.notice.title for line in second.context["lines"]] == ["井盖 1", "井盖 0"]


def test_opening_one_marks_it_read_and_leads_to_its_case(world: World) -> None:
    one, other = _told(world, "community", 2)
    answer = browser("community").post(f"/desk/notices/{one.pk}/open")
    assert answer.headers["Location"] == f"/desk/cases/{one.case_number}/"
    with open_scope(machine("worker")):
        one.refresh_from_db()
        other.refresh_from_db()
    assert one.read_at
    assert other.read_at is None


def test_reading_all_leaves_those_of_others(world: World) -> None:
    _told(world, "community", 2)
    (foreign,) = _told(world, "street", 1)
    desk = browser("community")
    desk.post("/desk/notices/read")
    assert desk.get("/desk/notices/").context["unread"] == 0
    assert desk.post(f"/desk/notices/{foreign.pk}/open").status_code == 404
    with open_scope(machine("worker")):
        foreign.refresh_from_db()
    assert foreign.read_at is None
