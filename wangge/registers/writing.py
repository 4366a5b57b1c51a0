"""Whose hand writes into the archives: by whom, when, under which key, through what, and why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.kernel import history, record
from wangge.kernel.masks import mask_numbers
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused

# Who knows the ground; the policies of the tables say the same.
KEEPERS = frozenset({Role.GRID_WORKER, Role.GRID_LEADER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER})
MACHINES = frozenset({"import", "worker", "timer"})


@dataclass(frozen=True)
class Hand:
    """One writing: the same `key` again writes nothing. `via` names the screen or the import, the source in history.

    No number of a person stays in `why`, for it stays on record.
    """

    by: Actor
    at: datetime
    key: UUID
    via: str
    why: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "why", mask_numbers(self.why))


def take_up(hand: Hand, area_code: str, roles: frozenset[Role] = KEEPERS) -> Record | None:
    """Begin to write at a place: refused to whoever does not keep its archive. The record, if it is written."""
    if hand.by.role not in roles and hand.by.machine not in MACHINES:
        raise NotYours(_("您的岗位不维护人房单位档案。"))
    if not area_code.startswith(hand.by.area_code):
        raise NotYours(_("该区域不在您的管辖范围内。"))
    history.because(hand.why, via=hand.via)
    return Record.objects.filter(key=hand.key).first()


def refuse_long(row: models.Model, field: str = "") -> None:
    """What the columns cannot hold is refused before the database does; `field` is where it was typed."""
    for column in row._meta.concrete_fields:
        if isinstance(column, models.CharField) and len(getattr(row, column.attname) or "") > (column.max_length or 0):
            sentence = _("“%(name)s”最多 %(most)s 个字。") % {"name": column.verbose_name, "most": column.max_length}
            raise Refused(sentence, field=field or column.name, mend=_("请检查是否多写了。"))


def put_down(hand: Hand, act: str, row: models.Model, area_code: str, **facts: record.Fact) -> Record:
    """Write down what was done; facts are references, never personal data."""
    meta = row._meta
    return record.write(
        meta.app_label,
        act,
        by=hand.by,
        at=hand.at,
        key=hand.key,
        area_code=area_code,
        subject=meta.db_table,
        subject_id=row.pk,
        facts=facts,
    )
