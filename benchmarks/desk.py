"""Who asks in the benchmarks: a system with a token, a duty officer's system, and a duty officer at the desk."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.house import Caller, Send
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.queries import user_with_secrets
from wangge.accounts.roles import Role
from wangge.areas.models import Area
from wangge.cases.models import Case, FilingCondition
from wangge.exchange import tokens
from wangge.interfaces.shared.middleware import SEEN_KEY
from wangge.kernel import clock
from wangge.kernel.scope import Scope, machine, open_scope

NOT_QUERIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
SOME = 50


@dataclass
class Desk:
    """The callers, and what they ask about."""

    system: Caller
    officer: Caller
    visitor: Caller
    matter: dict[str, object]
    condition: int
    cases: list[str]

    @classmethod
    def of_the_town(cls, send: Send) -> "Desk":
        """An operator and a duty officer of the whole district, one category, and cases that have a journal."""
        with open_scope(machine("import")):
            operator, duty = (
                Mandate.objects.filter(role=role).order_by("id")[0] for role in (Role.OPERATOR, Role.DUTY_OFFICER)
            )
            grid = Area.objects.filter(level="grid").order_by("code")[0]
            system, officer = (_with_token(send, mandate) for mandate in (operator, duty))
        with open_scope(machine("worker")):
            lived = (
                Case.objects.filter(entry_count__gt=5)
                .select_related("condition__category__version")
                .order_by("-number")
            )
            cases = list(lived[:SOME])
            condition = _condition(cases)
        visitor = Caller(send, {"Cookie": f"{settings.SESSION_COOKIE_NAME}={_session(duty.user_id)}"})
        category = condition.category
        matter = {"area_code": grid.code, "category": category.major_code + category.minor_code,
                  "condition": condition.number, "version": category.version.code}  # fmt: skip
        return cls(system, officer, visitor, matter, condition.pk, [case.number for case in cases])

    def case(self, number: int) -> str:
        """One of the cases, in turn."""
        return self.cases[number % len(self.cases)]

    def over(self, send: Send) -> "Desk":
        """The same callers on another way."""
        callers = {name: replace(getattr(self, name), send=send) for name in ("system", "officer", "visitor")}
        return replace(self, **callers)

    def queries(self, asks: Callable[["Desk"], dict[str, Callable[[int], object]]]) -> dict[str, int]:
        """How many queries each takes in this process, the second time."""
        found = {}
        for name, ask in asks(self.over(_send_inside)).items():
            ask(0)
            with CaptureQueriesContext(connection) as asked:
                ask(1)
            found[name] = sum(not query["sql"].startswith(NOT_QUERIES) for query in asked.captured_queries)
        return found


def _condition(cases: list[Case]) -> FilingCondition:
    return next(case.condition for case in cases if case.condition and not case.condition.category.is_enforcement)


def _with_token(send: Send, mandate: Mandate) -> Caller:
    by, now = Actor.machine_named("import"), clock.now()
    issued = tokens.issue(mandate, name=f"benchmark {now:%H%M%S}", days=1, may_write=True, by=by, at=now)
    return Caller(send, {"Authorization": f"Bearer {issued.word}"})


def _session(user_id: int) -> str:
    with open_scope(Scope("self", user_id=user_id)):
        user = user_with_secrets(user_id)
    if user is None:
        raise TypeError("the town has not been made")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SEEN_KEY] = int((clock.now() + timedelta(hours=1)).timestamp())
    session.create()
    return str(session.session_key)


def _send_inside(method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
    client = Client(
        SERVER_NAME="localhost",
        headers={name: value for name, value in headers.items() if name not in ("Cookie", "Content-Type")},
    )
    if "Cookie" in headers:
        client.cookies.load(headers["Cookie"])
    answer = client.generic(method, path, body or "", content_type="application/json")
    return answer.status_code, answer.content
