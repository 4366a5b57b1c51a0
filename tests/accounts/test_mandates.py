"""Users, mandates and departments: what is granted holds from its first day to its last, and 三员分立 holds always."""

from datetime import date

import pytest

from tests.accounts.conftest import user_of
from tests.world import BEGINNING, MONDAY_NINE, As, World, moment
from wangge.accounts import actions, queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate, User
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import machine, open_scope

TODAY = date(2026, 3, 2)


@pytest.fixture
def newcomer(town: World) -> User:
    """Somebody who may not do anything yet."""
    with As(town.system_admin) as admin:
        return actions.create_user(username="Newcomer", name=" 江 河 ", by=admin, at=MONDAY_NINE)


def grant(town: World, user: User, role: Role, area: str, department: str = "", **days: date) -> Mandate:
    """The security administrator grants."""
    with As(town.security_admin) as admin:
        return actions.grant(
            user,
            role=role,
            area=town.areas[area],
            department=town.departments[department] if department else None,
            starts_on=days.get("starts_on", BEGINNING),
            ends_on=days.get("ends_on"),
            by=admin,
            at=MONDAY_NINE,
        )


def test_a_new_user_has_a_plain_name_and_can_do_nothing(town: World, newcomer: User) -> None:
    assert (newcomer.username, newcomer.name) == ("newcomer", "江 河")
    with As(town.security_admin):
        assert not hasattr(user_of_pk(newcomer), "credential")


def user_of_pk(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("username", ["", "x", "张三", "a b", "-a", "a" * 41])
def test_a_login_name_is_refused_with_a_sentence(town: World, username: str) -> None:
    with As(town.system_admin) as admin, pytest.raises(Refused) as told:
        actions.create_user(username=username, name="江河", by=admin, at=MONDAY_NINE)
    assert told.value.field == "username"


def test_a_login_name_is_taken_once(town: World, newcomer: User) -> None:
    with As(town.system_admin) as admin, pytest.raises(Refused, match="已被使用"):
        actions.create_user(username="NEWCOMER", name="江河", by=admin, at=MONDAY_NINE)


def test_a_mandate_holds_from_its_first_day_to_its_last(town: World, newcomer: User) -> None:
    grant(town, newcomer, Role.GRID_WORKER, "grid1", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 31))
    with open_scope(Actor.of_user(newcomer).scope()):
        held = {
            day: len(queries.mandates_of(newcomer.pk, on=date(2026, *day))) for day in ((3, 1), (3, 2), (3, 31), (4, 1))
        }
    assert held == {(3, 1): 0, (3, 2): 1, (3, 31): 1, (4, 1): 0}


def test_ended_at_once_it_no_longer_holds_today(town: World, newcomer: User) -> None:
    mandate = grant(town, newcomer, Role.GRID_WORKER, "grid1")
    with As(town.security_admin) as admin:
        actions.end(mandate, by=admin, at=MONDAY_NINE)
    assert not mandate.holds_on(TODAY)
    with As(town.security_admin) as admin, pytest.raises(Refused, match="结束"):
        actions.end(mandate, on=date(2027, 1, 1), by=admin, at=MONDAY_NINE)


def test_a_mandate_that_began_today_can_be_ended_today(town: World, newcomer: User) -> None:
    mandate = grant(town, newcomer, Role.GRID_WORKER, "grid1", starts_on=TODAY)
    with As(town.security_admin) as admin:
        actions.end(mandate, by=admin, at=MONDAY_NINE)
    assert not mandate.holds_on(TODAY)


def test_ending_never_prolongs(town: World, newcomer: User) -> None:
    mandate = grant(town, newcomer, Role.GRID_WORKER, "grid1", ends_on=date(2026, 12, 31))
    with As(town.security_admin) as admin, pytest.raises(Refused, match="不能延长"):
        actions.end(mandate, on=date(2027, 1, 1), by=admin, at=MONDAY_NINE)


@pytest.mark.parametrize(
    ("role", "area", "department", "field"),
    [
        (Role.GRID_WORKER, "community1", "", "area"),
        (Role.OPERATOR, "street1", "", "area"),
        (Role.HANDLER, "district", "", "department"),
        (Role.OPERATOR, "district", "urban", "department"),
        (Role.HANDLER, "street2", "street1_office", "area"),
    ],
)
def test_a_role_is_given_only_where_it_can_stand(
    town: World, newcomer: User, role: Role, area: str, department: str, field: str
) -> None:
    with pytest.raises(Refused) as told:
        grant(town, newcomer, role, area, department)
    assert told.value.field == field


def test_the_same_mandate_is_not_given_twice_at_a_time(town: World, newcomer: User) -> None:
    grant(town, newcomer, Role.GRID_WORKER, "grid1", ends_on=date(2026, 6, 30))
    with pytest.raises(Refused, match="同样的授权"):
        grant(town, newcomer, Role.GRID_WORKER, "grid1", starts_on=date(2026, 6, 30))
    grant(town, newcomer, Role.GRID_WORKER, "grid1", starts_on=date(2026, 7, 1))


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", [*sorted(ADMINISTRATORS), Role.OPERATOR])
def test_the_three_exclude_each_other_and_all_work(town: World, newcomer: User, first: Role, second: Role) -> None:
    if first == second:
        return
    grant(town, newcomer, first, "district")
    with pytest.raises(Refused, match="三员分立"):
        grant(town, newcomer, second, "district")


def test_one_of_the_three_may_become_another_later(town: World, newcomer: User) -> None:
    grant(town, newcomer, Role.AUDIT_ADMIN, "district", ends_on=date(2026, 6, 30))
    grant(town, newcomer, Role.OPERATOR, "district", starts_on=date(2026, 7, 1))


@pytest.mark.parametrize("who", ["worker", "community", "dispatcher", "leader", "system_admin", "audit_admin"])
def test_nobody_else_does_the_security_administrators_work(town: World, newcomer: User, who: str) -> None:
    by = town.people[who]
    mandate = grant(town, newcomer, Role.GRID_WORKER, "grid1")
    with As(by):
        for act in (
            lambda: actions.grant(
                newcomer, role=Role.LEADER, area=town.areas["district"], starts_on=TODAY, by=by, at=MONDAY_NINE
            ),
            lambda: actions.end(mandate, by=by, at=MONDAY_NINE),
            lambda: actions.issue_password(newcomer, by=by, at=MONDAY_NINE),
            lambda: actions.lock(newcomer, by=by, at=MONDAY_NINE),
            lambda: actions.clear_second_factor(newcomer, by=by, at=MONDAY_NINE),
        ):
            with pytest.raises(NotYours):
                act()


@pytest.mark.parametrize("who", ["security_admin", "audit_admin", "leader"])
def test_nobody_else_does_the_system_administrators_work(town: World, who: str) -> None:
    with As(town.people[who]) as by:
        with pytest.raises(NotYours):
            actions.create_user(username="friend", name="友", by=by, at=MONDAY_NINE)
        with pytest.raises(NotYours):
            actions.create_department(name="新局", area=town.areas["district"], by=by, at=MONDAY_NINE)


def test_the_system_administrator_cannot_bring_a_password(town: World) -> None:
    with As(town.system_admin) as by, pytest.raises(Refused, match="安全管理员"):
        actions.create_user(username="friend", name="友", password="known-to-me-1", by=by, at=MONDAY_NINE)


def test_the_security_administrator_acts_on_nobody_who_is_themselves(town: World) -> None:
    with As(town.security_admin) as by:
        me = user_of(town, "security_admin")
        for act in (actions.lock, actions.unlock, actions.issue_password, actions.clear_second_factor):
            with pytest.raises(Refused, match="另一位"):
                act(me, by=by, at=MONDAY_NINE)


def test_every_act_is_on_record_without_personal_data(town: World, newcomer: User) -> None:
    mandate = grant(town, newcomer, Role.GRID_WORKER, "grid1")
    with As(town.audit_admin):
        created = Record.objects.get(act="create_user", subject_id=str(newcomer.pk))
        granted = Record.objects.get(act="grant", subject_id=str(mandate.pk))
    assert created.user_id == town.system_admin.user_id
    assert (granted.user_id, granted.area_code) == (town.security_admin.user_id, "990106001001001")
    assert "江" not in str(created.facts) + str(granted.facts)


def test_departments_form_a_tree_by_path(town: World) -> None:
    with As(town.system_admin) as by:
        bureau = actions.create_department(
            name="区应急管理局", short_name="应急局", area=town.areas["district"], code="YJ", by=by, at=MONDAY_NINE
        )
        first = actions.create_department(
            name="一中队", area=town.areas["street1"], parent=bureau, by=by, at=MONDAY_NINE
        )
        second = actions.create_department(
            name="二中队", area=town.areas["street2"], parent=bureau, by=by, at=MONDAY_NINE
        )
        with pytest.raises(Refused, match="已被使用"):
            actions.create_department(name="又一个", area=town.areas["district"], code="yj", by=by, at=MONDAY_NINE)
    assert [each.path for each in (bureau, first, second)] == ["yj.", "yj.001.", "yj.002."]
    assert (first.level, first.area_code) == (2, "990106001")


def test_a_department_with_people_is_not_retired(town: World) -> None:
    with As(town.system_admin) as by, pytest.raises(Refused, match="任职"):
        actions.retire_department(town.departments["urban"], by=by, at=MONDAY_NINE)
    with As(town.system_admin) as by:
        actions.retire_department(town.departments["street1_office"], by=by, at=MONDAY_NINE)


def test_a_retired_department_takes_nobody(town: World, newcomer: User) -> None:
    with As(town.system_admin) as by:
        actions.retire_department(town.departments["street1_office"], by=by, at=MONDAY_NINE)
    with pytest.raises(Refused, match="已撤销"):
        grant(town, newcomer, Role.HANDLER, "street1", "street1_office")


def test_actors_of_a_place_are_those_over_it_closest_first(town: World) -> None:
    with open_scope(machine("worker")):
        desks = queries.actors_of(Role.COMMUNITY_DESK, Role.STREET_DESK, area_code="990106001001001", on=TODAY)
        west = queries.actors_of(Role.HANDLER, area_code="990106001", department_path="cg.01.", on=TODAY)
    assert [actor.name for actor in desks] == ["陈静", "周涛", "孙伟", "郑洁"]
    assert {actor.name for actor in west} == {"沈刚", "韩雪"}


def test_what_the_public_sees_is_what_was_opted_in(town: World) -> None:
    with As(town.worker) as me:
        mandate = Mandate.objects.select_related("user").get(pk=me.mandate_id)
        actions.publish(mandate, name="小王", duty="第一网格", phone="0571-88880000", by=me, at=MONDAY_NINE)
    with open_scope(machine("portal")):
        (shown,) = queries.public_people(["990106001001001", "990106001001"], on=TODAY)
    assert (shown.name, shown.duty, shown.phone) == ("小王", "第一网格", "0571-88880000")
    with As(town.community) as colleague, pytest.raises(NotYours):
        actions.withdraw(mandate, by=colleague, at=MONDAY_NINE)
    with As(town.worker) as me:
        actions.withdraw(mandate, by=me, at=moment("2026-03-02 10:00"))
    with open_scope(machine("portal")):
        assert queries.public_people(["990106001001001"], on=TODAY) == []
