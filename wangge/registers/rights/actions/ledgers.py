"""Lines of the three registers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.kernel import history, record
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.rights.models import Assessment, Disclosure, Incident

Line = TypeVar("Line", Assessment, Disclosure, Incident)
WRITERS = frozenset({Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN})
FOLLOWED = ("measures", "people_count", "authority_told_at", "people_told_at", "why_not_told", "closed_at")


def disclose(facts: Mapping[str, Any], *, by: Actor, at: datetime, key: UUID) -> Disclosure:
    """Personal data was given to somebody else."""
    if not facts.get("fields"):
        raise Refused(_("请写明提供了哪些内容。"), field="fields")
    return _write(Disclosure, facts, "disclosed", by=by, at=at, key=key)


def assess(facts: Mapping[str, Any], *, by: Actor, at: datetime, key: UUID) -> Assessment:
    """An impact was weighed."""
    return _write(Assessment, facts, "assessed", by=by, at=at, key=key)


def report_incident(facts: Mapping[str, Any], *, by: Actor, at: datetime, key: UUID) -> Incident:
    """Something went wrong with personal data."""
    if facts["found_at"] > at:
        raise Refused(_("发现时间不能晚于现在。"), field="found_at")
    return _write(Incident, facts, "incident_reported", by=by, at=at, key=key)


@transaction.atomic
def follow_incident(incident: Incident, facts: Mapping[str, Any], *, by: Actor, at: datetime, key: UUID) -> Incident:
    """What has been done since. It is closed once the authority knows, and people know or there is a reason."""
    _refuse_stranger(by)
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if Record.objects.filter(key=key).exists():
        return incident
    for name in FOLLOWED:
        setattr(incident, name, facts.get(name, getattr(incident, name)))
    if incident.closed_at and not (incident.authority_told_at and (incident.people_told_at or incident.why_not_told)):
        sentence = _("通知主管部门并通知个人（或写明不通知的理由）之后才能办结。")
        raise Refused(sentence, field="closed_at")
    history.because("", via="desk")
    incident.save(update_fields=FOLLOWED)
    _record("incident_followed", incident, by=by, at=at, key=key)
    return incident


@transaction.atomic
def _write(model: type[Line], facts: Mapping[str, Any], act: str, *, by: Actor, at: datetime, key: UUID) -> Line:
    _refuse_stranger(by)
    if done := Record.objects.filter(key=key).first():
        return model._default_manager.get(pk=done.subject_id)
    row = model(**facts, area_code=by.area_code, written_at=at, written_by=by.user_id or 0, written_name=by.name)
    row.save(force_insert=True)
    _record(act, row, by=by, at=at, key=key)
    return row


def _record(act: str, row: models.Model, *, by: Actor, at: datetime, key: UUID) -> None:
    record.write(
        "rights",
        act,
        by=by,
        at=at,
        key=key,
        area_code=by.area_code,
        subject=row._meta.db_table,
        subject_id=row.pk,
    )


def _refuse_stranger(by: Actor) -> None:
    if by.role not in WRITERS:
        raise NotYours(_("您的岗位不登记这本台账。"))
