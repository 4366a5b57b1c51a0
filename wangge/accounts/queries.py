"""What is looked at: who holds what, who may see whom, who serves a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department, Mandate, SignIn, User
from wangge.accounts.models.mandates import MandateSet
from wangge.accounts.roles import Role
from wangge.kernel import codes
from wangge.kernel.models import Look, Record
from wangge.kernel.refused import Refused
from wangge.kernel.scope import code_range


def mandates_of(user_id: int, *, on: date) -> list[Mandate]:
    """What a user holds on this day, with everything that a request needs to know; one query."""
    held = Mandate.objects.in_force(on).filter(user_id=user_id)
    return list(held.select_related("user__credential").order_by("id"))


def holder_of(mandate_id: int, *, on: date) -> Actor:
    """Who acts under a mandate; refused once it is over, or its holder may no longer come in."""
    held = Mandate.objects.in_force(on).filter(pk=mandate_id, user__is_active=True).select_related("user").first()
    if held is None:
        raise Refused(_("当时的授权已结束，不能继续。"))
    return Actor.of_mandate(held)


def user_with_secrets(user_id: int) -> User | None:
    """A user with the credential that a session is checked against."""
    return User.objects.select_related("credential").filter(pk=user_id).first()


def users_seen_by(actor: Actor) -> QuerySet[User]:
    """Administrators see every user of their ground and those without a mandate; others their colleagues."""
    held = Mandate.objects.filter(user=OuterRef("pk"))
    on_my_ground = Exists(held.filter(within(actor.area_code)))
    match actor.role:
        case Role.SYSTEM_ADMIN | Role.SECURITY_ADMIN | Role.AUDIT_ADMIN:
            return User.objects.filter(on_my_ground | ~Exists(held))
        case None:
            return User.objects.filter(pk=actor.user_id or 0)
        case _:
            return User.objects.filter(on_my_ground | Q(pk=actor.user_id or 0))


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """What these people are called."""
    return dict(User.objects.filter(pk__in=list(user_ids)).values_list("pk", "name"))


def mandates_seen_by(actor: Actor) -> MandateSet:
    """Those of the actor's ground, and the actor's own."""
    if actor.role is None:
        return Mandate.objects.filter(user_id=actor.user_id or 0)
    return Mandate.objects.filter(within(actor.area_code) | Q(user_id=actor.user_id or 0))


def departments_seen_by(actor: Actor) -> QuerySet[Department]:
    """Departments of the actor's ground and of those above it: whoever may be called here."""
    if not actor.area_code:
        return Department.objects.none()
    return Department.objects.filter(within(actor.area_code) | Q(area_code__in=codes.ancestors_of(actor.area_code)))


def sign_ins_seen_by(actor: Actor) -> QuerySet[SignIn]:
    """The audit administrator sees the record of the door, the security administrator too; others their own."""
    if actor.role in (Role.AUDIT_ADMIN, Role.SECURITY_ADMIN):
        return SignIn.objects.all()
    return SignIn.objects.filter(user_id=actor.user_id or 0)


def looks_seen_by(actor: Actor) -> QuerySet[Look]:
    """The audit administrator sees every look on their ground; others their own."""
    return Look.objects.all() if actor.role == Role.AUDIT_ADMIN else Look.objects.filter(who=actor.user_id or 0)


def records_seen_by(actor: Actor) -> QuerySet[Record]:
    """The audit administrator sees every act on their ground; others their own."""
    return Record.objects.all() if actor.role == Role.AUDIT_ADMIN else Record.objects.filter(user_id=actor.user_id or 0)


def own_sign_ins(user_id: int) -> QuerySet[SignIn]:
    """What happened at the door to one's own account, newest first."""
    return SignIn.objects.filter(user_id=user_id).order_by("-at", "-id")


def mandates_over(area_code: str, *roles: Role, on: date) -> QuerySet[Mandate]:
    """The mandates in one of these roles over a place or above it, of users who may sign in."""
    over = [*codes.ancestors_of(area_code), area_code]
    return Mandate.objects.in_force(on).filter(role__in=roles, area_code__in=over, user__is_active=True)


def actors_of(*roles: Role, area_code: str, department_path: str = "", on: date) -> list[Actor]:
    """Who may act in one of these roles for a place (and a department): mandates over it or above it, closest first."""
    held = mandates_over(area_code, *roles, on=on)
    if department_path:
        held = held.filter(department_path__in=paths_above(department_path))
    return [Actor.of_mandate(mandate) for mandate in held.select_related("user").order_by("-area_code", "id")]


@dataclass(frozen=True)
class PublicPerson:
    """What the public may know of somebody who serves a place."""

    name: str
    role: str
    duty: str
    phone: str
    area_id: int
    area_code: str


def public_people(area_codes: Iterable[str], *, on: date) -> list[PublicPerson]:
    """Who serves these areas, as far as published; closest to the ground first."""
    shown = Mandate.objects.in_force(on).filter(is_public=True, area_code__in=list(area_codes))
    return [
        PublicPerson(
            name=mandate.public_name,
            role=mandate.get_role_display(),
            duty=mandate.public_duty,
            phone=mandate.public_phone,
            area_id=mandate.area_id,
            area_code=mandate.area_code,
        )
        for mandate in shown.order_by("-area_code", "id")
    ]


def within(area_code: str) -> Q:
    """The rows of an area and of all below it, as a range that the index serves."""
    lo, hi = code_range(area_code)
    return Q(area_code__gte=lo, area_code__lt=hi)


def below(department_path: str) -> Q:
    """The mandates in a department and in all its units."""
    lo, hi = code_range(department_path)
    return Q(department_path__gte=lo, department_path__lt=hi)


def paths_above(path: str) -> list[str]:
    """A department's path and those of the departments that hold it."""
    links = path.rstrip(".").split(".")
    return [".".join(links[: end + 1]) + "." for end in range(len(links))]
