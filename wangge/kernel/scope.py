"""Who is looking, told to the database: row-level security shows what the open scope may see. No scope, no rows."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

CODE_END = "~"
EVERYWHERE = ("", CODE_END)
NOWHERE = ("", "")
MACHINES = ("worker", "timer", "import", "replay", "signin", "portal", "feed")
MACHINES_WITHOUT_AREA = ("signin", "portal")

SETTINGS = (
    "wangge.scope",
    "wangge.user_id",
    "wangge.mandate_id",
    "wangge.area_lo",
    "wangge.area_hi",
    "wangge.department_lo",
    "wangge.department_hi",
    "wangge.case_id",
)
SET_SCOPE = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)
SET_SCOPE_AND_PLANS = SET_SCOPE + ", set_config('plan_cache_mode', %s, true)"


@dataclass(frozen=True)
class Scope:
    """What one transaction may see: a name, and the ranges that the policies compare with."""

    name: str
    user_id: int | None = None
    mandate_id: int | None = None
    area_lo: str = ""
    area_hi: str = ""
    department_lo: str = ""
    department_hi: str = ""
    case_id: UUID | None = None

    def values(self) -> list[str]:
        """The values of SETTINGS, in their order; an absent one is the empty string."""
        known = (
            self.name,
            self.user_id,
            self.mandate_id,
            self.area_lo,
            self.area_hi,
            self.department_lo,
            self.department_hi,
            self.case_id,
        )
        return ["" if value is None else str(value) for value in known]


NO_SCOPE = Scope(name="")


def code_range(code: str) -> tuple[str, str]:
    """The half-open range that holds a code and everything below it."""
    return code, code + CODE_END


def machine(name: str) -> Scope:
    """The scope of a listed machine principal."""
    if name not in MACHINES:
        raise ValueError(f"{name!r} is not a machine principal; known are {', '.join(MACHINES)}.")
    lo, hi = NOWHERE if name in MACHINES_WITHOUT_AREA else EVERYWHERE
    return Scope(name=name, area_lo=lo, area_hi=hi)


@contextmanager
def open_scope(scope: Scope, *, acts: bool = False) -> Iterator[None]:
    """One transaction (a savepoint when nested) under a scope; the outer scope stands again afterwards.

    `acts` says that things are done here rather than looked at: the same few statements, each on one matter, whose
    plans PostgreSQL may keep. What is looked at is planned for the values asked.
    """
    if not scope.name:
        raise ValueError("A scope needs a name.")
    outer = current() or NO_SCOPE
    is_nested = connection.in_atomic_block
    token, acting = _current.set(scope), _acts.set(acts or _acts.get())
    try:
        with transaction.atomic():
            _tell_database(scope)
            yield
    finally:
        _current.reset(token)
        _acts.reset(acting)
    if is_nested:  # a rollback has put the outer scope back by itself
        _tell_database(outer)


def become(scope: Scope) -> None:
    """Change the open scope for the rest of its block, without a savepoint (first the user, then their mandate)."""
    if current() is None:
        raise RuntimeError("No scope is open; use open_scope().")
    _tell_database(scope)
    _current.set(scope)


def current() -> Scope | None:
    """The open scope, or None."""
    return _current.get() if connection.in_atomic_block else None


def in_scope(scope: Scope) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorator: the whole function runs under this scope."""

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def scoped(*args: P.args, **kwargs: P.kwargs) -> R:
            with open_scope(scope):
                return function(*args, **kwargs)

        return scoped

    return wrap


def _tell_database(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SET_SCOPE_AND_PLANS, [*scope.values(), "auto" if _acts.get() else "force_custom_plan"])


_acts: ContextVar[bool] = ContextVar("wangge_acts", default=False)
_current: ContextVar[Scope | None] = ContextVar("wangge_scope", default=None)
