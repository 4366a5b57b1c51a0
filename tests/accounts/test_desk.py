"""The three administrators at the desk: one creates, another grants, the third reads."""

import re
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from tests.accounts.conftest import SignIn as ComeIn
from tests.accounts.conftest import user_of
from tests.world import MONDAY_NINE, PASSWORD, As, World
from wangge.accounts import names, queries
from wangge.accounts.models import Department, Mandate, SignIn, User
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope


def test_from_nobody_to_a_working_grid_worker(town: World, come_in: ComeIn) -> None:
    system, security, audit = come_in("system_admin"), come_in("security_admin"), come_in("audit_admin")

    made = system.post("/desk/people/new", {"username": "jiang.he", "name": "江河", "phone": "13800138000"})
    page = made.headers["Location"]
    granted = security.post(
        f"{page}/grant",
        {"role": "grid_worker", "area": "990106001001002 阳光社区第二网格", "starts_on": clock.today().isoformat()},
    )
    assert granted.headers["Location"] == page
    shown = security.post(f"{page}/password")
    password = re.search(r'<code class="wg-secret">([^<]+)', shown.content.decode())
    assert password
    assert "no-store" in shown.headers["Cache-Control"]

    worker = Client()
    worker.post("/accounts/sign-in", {"username": "jiang.he", "password": password[1]})
    new = "Green-Tiles-At-Noon-7"
    worker.post("/accounts/password", {"old": password[1], "new": new, "again": new})
    assert worker.get("/accounts/home").headers["Location"] == "/field/"

    read = audit.get("/desk/audit/records").content.decode()
    assert all(act in read for act in ("新建用户", "授权", "发放初始密码"))
    assert "江河" in audit.get("/desk/audit/signins").content.decode()


def test_a_refused_grant_says_why_next_to_the_field_and_keeps_what_was_typed(town: World, come_in: ComeIn) -> None:
    security = come_in("security_admin")
    page = f"/desk/people/{town.worker.user_id}"
    words = {"role": "operator", "area": "990106001", "starts_on": "2026-11-01"}

    answer = security.post(f"{page}/grant", words)

    assert answer.status_code == 422
    assert "不能授权到" in str(answer.context["grant_form"].errors["area"])
    assert 'value="990106001"' in answer.content.decode()
    nowhere = security.post(f"{page}/grant", {**words, "area": "无此区域"})
    assert "没有找到" in str(nowhere.context["grant_form"].errors["area"])


def test_the_list_of_users_is_searched_and_narrowed(come_in: ComeIn) -> None:
    security = come_in("security_admin")

    def found(query: str) -> set[str]:
        return {user.username for user in security.get(f"/desk/people/?{query}", follow=True).context["page"].rows}

    assert found("q=王") == {"worker"}
    assert found("role=dispatcher") == {"dispatcher", "dispatcher_second"}
    assert found("area=990106002") == {"neighbour_worker", "neighbour_community", "neighbour_street"}
    with open_scope(machine("import")):
        urban = Department.objects.get(path="cg.")
    assert found(f"department={urban.pk}") == {"urban_handler", "urban_west_handler"}
    assert found("state=idle") == set()


def test_the_list_of_users_costs_the_same_however_long(come_in: ComeIn, django_assert_max_num_queries: object) -> None:
    security = come_in("security_admin")
    security.get("/desk/people/")  # rows that are kept in memory
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        security.get("/desk/people/")


def test_ended_at_the_desk_it_is_over(town: World, come_in: ComeIn) -> None:
    security = come_in("security_admin")
    assert security.post(f"/desk/people/mandates/{town.worker.mandate_id}/end", {"on": ""}).status_code == 302
    with As(town.security_admin):
        mandate = Mandate.objects.get(pk=town.worker.mandate_id)
    assert mandate.ends_on == clock.today() - timedelta(days=1)


def test_the_administrator_publishes_and_withdraws(town: World, come_in: ComeIn) -> None:
    security = come_in("security_admin")
    place = f"/desk/people/mandates/{town.worker.mandate_id}/public"
    assert security.post(place, {"is_public": "on", "name": "", "duty": "网格员"}).status_code == 422
    security.post(place, {"is_public": "on", "name": "王敏", "duty": "网格员", "phone": "0571-1"})
    with open_scope(machine("portal")):
        assert [who.name for who in queries.public_people(["990106001001001"], on=clock.today())] == ["王敏"]
    security.post(place, {"name": "王敏", "duty": "网格员"})
    with open_scope(machine("portal")):
        assert queries.public_people(["990106001001001"], on=clock.today()) == []


@pytest.mark.parametrize("act", ["lock", "password", "second-factor"])
def test_an_administrator_cannot_do_it_to_themselves_at_the_desk(town: World, come_in: ComeIn, act: str) -> None:
    security = come_in("security_admin")
    security.post(f"/desk/people/{town.security_admin.user_id}/{act}")
    assert security.get("/accounts/me").status_code == 200
    with As(town.audit_admin):
        kinds = set(SignIn.objects.values_list("kind", flat=True))
    assert kinds == {SignIn.Kind.SIGNED_IN}


def test_a_phone_is_masked_and_kept_when_left_empty(town: World, come_in: ComeIn) -> None:
    system = come_in("system_admin")
    place = f"/desk/people/{town.worker.user_id}"
    system.post(f"{place}/change", {"name": "王敏", "phone": "13800138000"})
    system.post(f"{place}/change", {"name": "王小敏", "phone": ""})

    page = system.get(place).content.decode()
    assert "王小敏" in page
    assert "13800138000" not in page
    with As(town.system_admin):
        assert user_of(town, "worker").phone == "13800138000"


def test_departments_are_set_up_changed_and_retired(town: World, come_in: ComeIn) -> None:
    system = come_in("system_admin")
    words = {"name": "区应急管理局", "area": "990106", "code": "yj", "short_name": "应急局"}
    assert system.post("/desk/departments/new", words).status_code == 302
    assert "已被使用" in system.post("/desk/departments/new", words).content.decode()
    with open_scope(machine("import")):
        bureau = Department.objects.get(path="yj.")
    system.post(f"/desk/departments/{bureau.pk}", {"name": "区应急局", "short_name": "", "is_enforcement": "on"})
    system.post(f"/desk/departments/{bureau.pk}/retire")
    with open_scope(machine("import")):
        bureau.refresh_from_db()
    assert (bureau.name, bureau.is_enforcement, bureau.is_retired) == ("区应急局", True, True)


def test_another_administrator_reads_a_department_and_changes_nothing(town: World, come_in: ComeIn) -> None:
    security = come_in("security_admin")
    place = f"/desk/departments/{town.departments['urban'].pk}"
    assert security.get(place).status_code == 200
    assert security.post(place, {"name": "我的局"}).status_code == 404


def test_pages_by_key_show_every_row_once_in_both_directions(town: World) -> None:
    with open_scope(machine("signin")):
        worker = user_of(town, "worker")
        for number in range(7):  # three of them at the same moment
            moment = MONDAY_NINE + timedelta(minutes=max(number, 2))
            SignIn(kind="signed_in", at=moment, user=worker, name_index=names.index("worker")).save(force_insert=True)
        rows = SignIn.objects.all()
        wanted = list(rows.order_by("-at", "-pk"))

        def page(query: str) -> tuple[list[SignIn], str, str]:
            found = page_of(rows, RequestFactory().get(f"/?{query}"), order="-at", size=3)
            return found.rows, found.next_key, found.previous_key

        first, after_first, before_first = page("")
        second, after_second, _ = page(f"after={after_first}")
        third, after_third, before_third = page(f"after={after_second}")
        back, _, _ = page(f"before={before_third}")
        cut, _, _ = page("after=nonsense")

    assert first + second + third == wanted
    assert (before_first, after_third) == ("", "")
    assert back == second
    assert cut == first


def test_a_user_named_twice_is_told_where_the_fault_is(town: World, come_in: ComeIn) -> None:
    system = come_in("system_admin")
    answer = system.post("/desk/people/new", {"username": "WORKER", "name": "王敏"})
    assert "已被使用" in str(answer.context["form"].errors["username"])
    with As(town.system_admin):
        assert User.objects.filter(name="王敏").count() == 1


def test_the_password_of_the_town_is_not_in_the_record(town: World, come_in: ComeIn) -> None:
    audit = come_in("audit_admin")
    assert PASSWORD not in audit.get("/desk/audit/signins").content.decode()
