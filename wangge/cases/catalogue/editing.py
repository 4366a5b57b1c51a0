"""What every act on the catalogue shares: who may, how a row gives way to its successor, and the record."""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.cases.models.catalogue import Dated
from wangge.kernel import kept, record
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused

EDITORS = frozenset({Role.SYSTEM_ADMIN, Role.DUTY_OFFICER})
MACHINES = frozenset({"import", "replay"})
R = TypeVar("R", bound=Dated)


def may_edit(actor: Actor) -> bool:
    """Whether this person keeps the catalogue."""
    return actor.machine in MACHINES or (actor.role in EDITORS and actor.area_level == "district")


def refuse_strangers(by: Actor) -> None:
    """Raise NotYours for everybody who does not keep the catalogue."""
    if not may_edit(by):
        raise NotYours(_("目录由区级系统管理员或值班长维护。"))


def is_done(key: UUID) -> bool:
    """Whether the act with this key has been done before."""
    return Record.objects.filter(key=key).exists()


def write(
    act: str, subject: Dated | None = None, *, by: Actor, at: datetime, key: UUID, facts: dict[str, record.Fact]
) -> None:
    """Put an act on record, and let every process read the rules again."""
    name, number = ("", "") if subject is None else (type(subject).__name__.lower(), str(subject.pk))
    record.write(
        "cases", act, by=by, at=at, key=key, area_code=by.area_code, subject=name, subject_id=number, facts=facts
    )
    kept.expire("catalogue")


def succeed(row: R, on: date, **changes: object) -> R:
    """End a row on a day and begin its successor; the very same day leaves the old row an empty span, as history."""
    if row.to_on is not None:
        raise Refused(_("这一条已经停用，不能再改。"), mend=_("请刷新页面，修改现行的那一条。"))
    if on < row.from_on:
        raise Refused(
            _("这一条自 %(day)s 起启用，不能从更早的日子改起。") % {"day": row.from_on.isoformat()},
            field="on",
            mend=_("请选不早于启用日期的日子。"),
        )
    type(row)._base_manager.filter(pk=row.pk, to_on=None).update(to_on=on)
    old = {
        column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields if not column.primary_key
    }
    successor = type(row)(**old | {"from_on": on, "to_on": None} | changes)
    successor.save(force_insert=True)
    return successor
