"""Reminders as they are looked at: by the department that sets them, and by those whom it names."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.queries import below, mandates_over
from wangge.accounts.roles import Role
from wangge.registers.people.models import Person, Reminder
from wangge.registers.people.queries import merged_into
from wangge.registers.writing import KEEPERS


def reminders_seen_by(actor: Actor) -> QuerySet[Reminder]:
    """Those of the actor's department, ended ones too; of no other, and nobody else's."""
    if actor.role != Role.HANDLER or not actor.department_path:
        return Reminder.objects.none()
    return Reminder.objects.filter(below(actor.department_path))


def reminders_told_to(actor: Actor, person: Person) -> QuerySet[Reminder]:
    """What this actor is to mind with this person now; nothing to whoever is not named."""
    if actor.role not in KEEPERS:
        return Reminder.objects.none()
    entries = [person.pk, *merged_into(person)]
    named = Reminder.objects.filter(person_id__in=entries, to_on=None, reader_ids__contains=[actor.user_id])
    return named.order_by("kind", "pk")


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
