"""Who acts: a mandate's holder, a resident with one matter, or a machine by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wangge.accounts.roles import Role
from wangge.kernel.scope import Scope, code_range, machine

if TYPE_CHECKING:
    from uuid import UUID

    from wangge.accounts.models import Mandate, User


@dataclass(frozen=True)
class Actor:
    """The one who takes a step; its scope is what it may see. `kind` "self" is a user without a mandate."""

    kind: Literal["mandate", "self", "resident", "machine"]
    name: str
    user_id: int | None = None
    mandate_id: int | None = None
    role: Role | None = None
    area_id: int | None = None
    area_code: str = ""
    area_level: str = ""
    department_id: int | None = None
    department_path: str = ""
    machine: str = ""
    case_id: UUID | None = None

    @classmethod
    def of_mandate(cls, mandate: Mandate) -> Actor:
        """The holder of a mandate (load it with its user and area)."""
        return cls(
            kind="mandate",
            name=mandate.user.name,
            user_id=mandate.user_id,
            mandate_id=mandate.pk,
            role=Role(mandate.role),
            area_id=mandate.area_id,
            area_code=mandate.area_code,
            area_level=mandate.area.level,
            department_id=mandate.department_id,
            department_path=mandate.department_path,
        )

    @classmethod
    def of_user(cls, user: User) -> Actor:
        """A signed-in user who holds no mandate: sees themselves."""
        return cls(kind="self", name=user.name, user_id=user.pk)

    @classmethod
    def resident(cls, case_id: UUID, area_code: str) -> Actor:
        """Somebody who showed the receipt of one matter."""
        return cls(kind="resident", name="", case_id=case_id, area_code=area_code)

    @classmethod
    def machine_named(cls, name: str) -> Actor:
        """One of the listed machine principals."""
        return cls(kind="machine", name=name, machine=name)

    def scope(self) -> Scope:
        """What this actor's transaction may see."""
        return _SCOPES[self.kind](self)

    def is_one_of(self, *roles: Role) -> bool:
        """Whether the mandate in use gives one of these roles."""
        return self.role in roles


def _of_mandate(actor: Actor) -> Scope:
    area_lo, area_hi = code_range(actor.area_code)
    department_lo, department_hi = code_range(actor.department_path) if actor.department_path else ("", "")
    return Scope(
        name="mandate",
        user_id=actor.user_id,
        mandate_id=actor.mandate_id,
        area_lo=area_lo,
        area_hi=area_hi,
        department_lo=department_lo,
        department_hi=department_hi,
    )


def _of_resident(actor: Actor) -> Scope:
    area_lo, area_hi = code_range(actor.area_code)
    return Scope(name="resident", case_id=actor.case_id, area_lo=area_lo, area_hi=area_hi)


_SCOPES: dict[str, Callable[[Actor], Scope]] = {
    "mandate": _of_mandate,
    "self": lambda actor: Scope(name="self", user_id=actor.user_id),
    "resident": _of_resident,
    "machine": lambda actor: machine(actor.machine),
}
