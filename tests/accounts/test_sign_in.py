"""Coming in by the front door, as a browser does."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.conftest import SignIn as ComeIn
from tests.accounts.conftest import user_of
from tests.world import MONDAY_NINE, PASSWORD, As, World, give_password
from wangge.accounts import actions, totp
from wangge.accounts.models import Credential, Mandate, SignIn, User
from wangge.accounts.roles import Role
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

ME = "/accounts/me"


def test_a_wrong_password_is_told_next_to_the_field_and_stays_on_record(town: World) -> None:
    give_password("worker")
    answer = Client().post("/accounts/sign-in", {"username": "worker", "password": "wrong"})

    assert answer.status_code == 422
    assert "登录名或密码不正确" in answer.content.decode()
    with As(town.audit_admin):
        assert [event.kind for event in SignIn.objects.all()] == [SignIn.Kind.WRONG_PASSWORD]


def test_five_wrong_passwords_lock_across_addresses(town: World) -> None:
    give_password("worker")
    for number in range(5):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post("/accounts/sign-in", {"username": "worker", "password": "wrong"})
    answer = Client(REMOTE_ADDR="10.1.1.1").post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})

    assert answer.status_code == 422
    assert "暂时锁定" in answer.content.decode()


def test_signing_in_leads_home_or_to_the_page_that_was_asked_for(town: World) -> None:
    give_password("worker")
    give_password("security_admin")
    words = {"username": "security_admin", "password": PASSWORD}

    asked = Client().get("/desk/people/")
    assert asked.headers["Location"] == "/accounts/sign-in?next=%2Fdesk%2Fpeople%2F"
    assert Client().post(asked.headers["Location"], words).headers["Location"] == "/desk/people/"
    assert Client().post("/accounts/sign-in?next=https://evil.example/", words).headers["Location"] == "/accounts/home"
    worker = Client()
    worker.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    assert worker.get("/accounts/home").headers["Location"] == "/field/"


def test_a_first_password_is_changed_before_anything_else(town: World) -> None:
    with As(town.security_admin) as by:
        first = actions.issue_password(user_of(town, "system_admin"), by=by, at=clock.now())
    client = Client()
    client.post("/accounts/sign-in", {"username": "system_admin", "password": first})

    assert client.get("/desk/people/").headers["Location"] == "/accounts/password"
    assert client.get(ME).headers["Location"] == "/accounts/password"
    weak = client.post("/accounts/password", {"old": first, "new": "12345678", "again": "12345678"})
    assert weak.status_code == 422
    new = "Green-Tiles-At-Noon-7"
    assert client.post("/accounts/password", {"old": first, "new": new, "again": new}).status_code == 302
    assert client.get("/desk/people/").status_code == 200


def test_an_old_password_is_changed_where_the_settings_say_so(come_in: ComeIn, settings: Any) -> None:
    client = come_in("worker")
    assert client.get(ME).status_code == 200
    settings.PASSWORD_DAYS = 90  # the town's passwords are of March
    assert client.get(ME).headers["Location"] == "/accounts/password"
    assert "使用时间过长" in client.get("/accounts/password").content.decode()


def test_a_changed_password_ends_the_other_sessions(come_in: ComeIn) -> None:
    here = come_in("worker")
    there = Client()
    there.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    assert there.get(ME).status_code == 200

    new = "Green-Tiles-At-Noon-7"
    here.post("/accounts/password", {"old": PASSWORD, "new": new, "again": new})

    assert here.get(ME).status_code == 200
    assert there.get(ME).status_code == 302


@pytest.mark.parametrize("act", [actions.lock, actions.issue_password])
def test_a_locked_or_reset_user_is_out_at_the_next_request(town: World, come_in: ComeIn, act: Any) -> None:
    client = come_in("worker")
    assert client.get(ME).status_code == 200
    with As(town.security_admin) as by:
        act(user_of(town, "worker"), by=by, at=clock.now())

    assert client.get(ME).headers["Location"].startswith("/accounts/sign-in")


def test_a_revoked_mandate_holds_no_longer_at_the_next_request(town: World, come_in: ComeIn) -> None:
    client = come_in("system_admin")
    assert client.get("/desk/people/").status_code == 200
    with As(town.security_admin) as by:
        actions.end(Mandate.objects.get(pk=town.system_admin.mandate_id), by=by, at=clock.now())

    assert client.get("/desk/people/").status_code == 404
    assert client.get(ME).status_code == 200


def test_to_a_wrong_role_a_page_does_not_exist(come_in: ComeIn) -> None:
    worker, audit, system = come_in("worker"), come_in("audit_admin"), come_in("system_admin")

    assert worker.get("/desk/people/").status_code == 404
    assert audit.get("/desk/people/new").status_code == 404
    assert system.get("/desk/people/new").status_code == 200
    assert system.get("/desk/audit/signins").status_code == 404


def test_idle_sessions_end_and_a_poll_is_no_sign_of_life(come_in: ComeIn, settings: Any) -> None:
    settings.IDLE_SECONDS = 1800
    client = come_in("worker")
    backdate(client, 1000)

    assert client.get(ME, headers={"X-Wangge-Poll": "1"}).status_code == 200
    assert seconds_silent(client) >= 1000
    assert client.get(ME).status_code == 200
    assert seconds_silent(client) < 10

    backdate(client, 1801)
    assert client.get(ME, headers={"X-Wangge-Poll": "1"}).status_code == 401
    answer = client.get(ME)
    assert answer.headers["Location"] == "/accounts/sign-in?next=%2Faccounts%2Fme"


def test_who_was_idle_is_told_so(come_in: ComeIn, settings: Any) -> None:
    settings.IDLE_SECONDS = 1800
    client = come_in("worker")
    backdate(client, 1801)
    answer = client.get(ME, follow=True)
    assert "自动退出" in answer.content.decode()


def backdate(client: Client, seconds: int) -> None:
    """Let the last sign of life be so long ago."""
    session = client.session
    session["seen"] = int(clock.now().timestamp()) - seconds
    session.save()


def seconds_silent(client: Client) -> int:
    """How long ago the last sign of life is."""
    return int(clock.now().timestamp()) - int(client.session["seen"])


def test_before_the_view_there_are_four_queries(come_in: ComeIn) -> None:
    client = come_in("worker")
    client.get("/accounts/home")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/accounts/home")  # redirects without a query of its own
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    if asked[-1].startswith("SELECT set_config") and "'wangge.scope', ''" in asked[-1]:
        asked.pop()  # inside a test's transaction the outer scope, none, is put back
    assert len(asked) == 4, asked
    assert "django_session" in asked[0]
    assert "set_config" in asked[1]
    assert "accounts_mandate" in asked[2]
    assert "set_config" in asked[3]


def test_a_get_writes_the_sessions_stamp_at_most_once_a_minute(come_in: ComeIn) -> None:
    client = come_in("worker")
    backdate(client, 61)
    with CaptureQueriesContext(connection) as first:
        client.get(ME)
    with CaptureQueriesContext(connection) as second:
        client.get(ME)

    def writes(queries: CaptureQueriesContext) -> list[str]:
        return [sql for query in queries if (sql := query["sql"]).startswith(("INSERT", "UPDATE", "DELETE"))]

    assert [sql.split()[1] for sql in writes(first)] == ['"django_session"']
    assert writes(second) == []


def test_another_mandate_is_chosen_and_nobody_elses(town: World, come_in: ComeIn) -> None:
    with As(town.security_admin) as by:
        second = actions.grant(
            user_of(town, "worker"),
            role=Role.GRID_LEADER,
            area=town.areas["grid2"],
            starts_on=clock.today(),
            by=by,
            at=clock.now(),
        )
    client = come_in("worker")
    assert client.post("/accounts/mandate", {"mandate": second.pk, "next": ME}).headers["Location"] == ME
    assert client.get(ME).wsgi_request.actor.role == Role.GRID_LEADER  # type: ignore[attr-defined]
    assert client.post("/accounts/mandate", {"mandate": town.community.mandate_id}).status_code == 404


def test_signing_out_leaves_nothing_behind(town: World, come_in: ComeIn) -> None:
    client = come_in("worker")
    assert client.get("/accounts/sign-out").status_code == 405
    left = client.post("/accounts/sign-out")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'

    assert client.get(ME).status_code == 302
    assert Session.objects.count() == 0
    with As(town.audit_admin):
        kinds = [event.kind for event in SignIn.objects.order_by("at")]
    assert kinds == [SignIn.Kind.SIGNED_IN, SignIn.Kind.SIGNED_OUT]


def test_a_session_of_before_is_not_the_session_of_after(town: World) -> None:
    give_password("worker")
    client = Client()
    client.get("/accounts/sign-in")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    assert before
    client.cookies["wangge_session"] = before
    client.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    assert client.session.session_key != before


def test_the_language_follows_the_person(come_in: ComeIn) -> None:
    client = come_in("worker")
    answer = client.post("/accounts/language", {"language": "en"})
    assert answer.cookies["django_language"].value == "en"
    elsewhere = Client()
    answer = elsewhere.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    assert answer.cookies["django_language"].value == "en"


# --- the second factor -----------------------------------------------------------------------------------------------


def secret_of(who: str) -> str:
    """What the phone holds."""
    with open_scope(machine("signin")):
        return totp.unseal(bytes(Credential.objects.get(user__username=who).totp_sealed or b""))


def code_in(secret: str, steps: int = 0) -> str:
    """What the phone shows now, or some steps from now."""
    return totp.code_at(int(clock.now().timestamp()) // 30 + steps, secret=secret)


def enrol(client: Client) -> list[str]:
    """Set up a phone as the page says; the recovery codes."""
    page = client.get("/accounts/second-factor")
    secret = "".join(page.context["groups"])
    assert page.context["picture"].startswith("data:image/svg+xml")
    answer = client.post("/accounts/second-factor", {"code": code_in(secret, -1)})
    assert answer.status_code == 200, answer.content.decode()
    codes: list[str] = answer.context["codes"]
    return codes


def test_the_second_factor_is_set_up_asked_and_stopped(come_in: ComeIn) -> None:
    client = come_in("worker")
    assert client.post("/accounts/second-factor", {"code": "000000"}).status_code == 422
    codes = enrol(client)
    secret = secret_of("worker")
    assert len(codes) == 10

    again = Client()
    answer = again.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/code"
    assert again.get(ME).status_code == 302
    assert again.post("/accounts/code", {"code": "000000"}).status_code == 422
    assert again.post("/accounts/code", {"code": code_in(secret)}).headers["Location"] == "/accounts/home"
    assert again.get(ME).status_code == 200

    third = Client()
    third.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    assert third.post("/accounts/code", {"code": codes[0]}).status_code == 302
    assert third.get(ME).status_code == 200

    assert third.post("/accounts/second-factor/stop", {"password": "wrong"}).status_code == 422
    assert third.post("/accounts/second-factor/stop", {"password": PASSWORD}).status_code == 302
    fourth = Client()
    answer = fourth.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/home"


def test_the_code_page_is_only_for_who_knew_the_password_a_moment_ago(come_in: ComeIn) -> None:
    enrol(come_in("worker"))
    assert Client().get("/accounts/code").headers["Location"] == "/accounts/sign-in"
    late = Client()
    late.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    session = late.session
    session["pending"] = [session["pending"][0], session["pending"][1] - 301]
    session.save()
    assert (
        late.post("/accounts/code", {"code": code_in(secret_of("worker"))}).headers["Location"] == "/accounts/sign-in"
    )


def test_the_session_keeps_no_secret_in_clear(come_in: ComeIn) -> None:
    client = come_in("worker")
    secret = "".join(client.get("/accounts/second-factor").context["groups"])
    assert secret not in str(dict(client.session))


def test_roles_that_need_a_second_factor_set_it_up_first(come_in: ComeIn, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["security_admin"]
    client = come_in("security_admin")
    assert client.get("/desk/people/").headers["Location"] == "/accounts/second-factor"
    enrol(client)
    assert client.get("/desk/people/").status_code == 200


def test_the_address_is_the_one_that_our_own_proxy_has_seen(town: World, settings: Any) -> None:
    def seen(forwarded: str) -> str | None:
        Client(REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": forwarded}).post(
            "/accounts/sign-in", {"username": "worker", "password": "wrong"}
        )
        with As(town.audit_admin):
            return SignIn.objects.latest("at", "id").address

    assert seen("192.0.2.1") == "10.0.0.9"  # without a proxy anybody could write this
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert seen("203.0.113.5, 192.0.2.1") == "192.0.2.1"
    assert seen("not an address") == "10.0.0.9"


# --- what every answer says ------------------------------------------------------------------------------------------


def test_every_answer_forbids_what_no_page_needs(come_in: ComeIn) -> None:
    answer = come_in("worker").get(ME)
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "'sha256-" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Permissions-Policy"].startswith("geolocation=(self)")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_sign_that_no_text_can_hold_is_told_of(come_in: ComeIn) -> None:
    client = come_in("street")
    assert client.get("/desk/buildings/", {"area": "\0"}).status_code == 400
    assert client.post("/desk/buildings/new", {"area_words": "文一\0"}).status_code == 400


def test_cookies_are_strict(town: World) -> None:
    give_password("worker")
    client = Client()
    answer = client.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    for name in ("wangge_session", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] in ("Lax", "Strict")
    assert answer.status_code == 302


def test_a_form_without_its_token_is_refused(town: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/accounts/sign-in", {"username": "worker", "password": PASSWORD})
    assert answer.status_code == 403


def test_somebody_without_mandates_sees_their_own_page_and_no_other(town: World) -> None:
    with As(town.system_admin) as by:
        user = actions.create_user(username="newcomer", name="江河", by=by, at=MONDAY_NINE - timedelta(days=1))
    give_password("newcomer")
    client = Client()
    client.post("/accounts/sign-in", {"username": "newcomer", "password": PASSWORD})
    assert client.get("/accounts/home").headers["Location"] == ME
    assert "还没有任何授权" in client.get(ME).content.decode()
    assert client.get("/desk/people/").status_code == 404
    assert User(pk=user.pk) == user
