"""Reminders as they are looked at: by the department that sets them, and by those whom it names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.queries import below, mandates_over
from wangge.accounts.roles import Role
from wangge.registers.people.models import Person, Reminder, Residence
from wangge.registers.people.queries import merged_into, residences_seen_by
from wangge.registers.writing import KEEPERS


@dataclass(frozen=True)
class ToMind:
    """What a reader is to mind, and the door behind which it is so."""

    reminder: Reminder
    home: Residence


def reminders_seen_by(actor: Actor) -> QuerySet[Reminder]:
    """Those of the actor's department, ended ones too; of no other, and nobody else's."""
    if actor.role != Role.HANDLER or not actor.department_path:
        return Reminder.objects.none()
    return Reminder.objects.filter(below(actor.department_path))


def reminders_told_to(actor: Actor, person: Person) -> QuerySet[Reminder]:
    """What this actor is to mind with this person now; nothing to whoever is not named."""
    return _naming(actor).filter(person_id__in=[person.pk, *merged_into(person)])


def reminders_told_at(building_id: int | None, actor: Actor, people: Collection[int] = ()) -> list[ToMind]:
    """What this actor is to mind now with those who live in a building, and with these people wherever that is."""
    named = list(_naming(actor))
    entries = Person.objects.filter(pk__in={one.person_id for one in named}) if named else Person.objects.none()
    kept = {pk: into or pk for pk, into in entries.values_list("pk", "merged_into_id")}
    visited = Q(dwelling__building=building_id) if building_id else Q(person__in=people)
    homes = residences_seen_by(actor).filter(visited | Q(person__in=people), person__in=kept.values())
    doors = homes.select_related("person", "dwelling").order_by("dwelling__address", "pk") if kept else ()
    return [ToMind(one, home) for home in doors for one in named if kept.get(one.person_id) == home.person_id]


def mandates_to_tell(area_code: str, *, on: date) -> list[Mandate]:
    """Who may be let know of a reminder at a place: who keeps its archive, closest first."""
    held = mandates_over(area_code, *sorted(KEEPERS), on=on)
    return list(held.select_related("user").order_by("-area_code", "user__name", "pk"))


def still_serving(reminders: Collection[Reminder], *, on: date) -> set[tuple[int, int]]:
    """Of the readers, as (reminder, user), those who still serve the place; one query."""
    users = {user for each in reminders for user in each.reader_ids}
    held = Mandate.objects.in_force(on).filter(user_id__in=users, role__in=KEEPERS, user__is_active=True)
    grounds = list(held.values_list("user_id", "area_code"))
    return {
        (each.pk, user)
        for each in reminders
        for user, code in grounds
        if user in each.reader_ids and each.area_code.startswith(code)
    }


def _naming(actor: Actor) -> QuerySet[Reminder]:
    if actor.role not in KEEPERS:
        return Reminder.objects.none()
    return Reminder.objects.filter(to_on=None, reader_ids__contains=[actor.user_id]).order_by("kind", "pk")
