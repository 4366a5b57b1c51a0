"""A queue worked through: from the matter in hand to the next one that waits, without going back to the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db.models import Q, QuerySet
from django.urls import reverse

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.cases.models import Assignment, Case
from wangge.cases.queries import OWN_CLOCKS, QUEUE_CLOCKS, assigned_to_me, waits_for_me
from wangge.cases.workflow import Stage
from wangge.interfaces.shared.paging import after, key_of


@dataclass(frozen=True)
class Walk:
    """The rows that wait for one person in the list that he came from, in the order of that list."""

    rows: QuerySet[Any]
    order: str

    @classmethod
    def from_list(cls, address: str, actor: Actor, now: datetime) -> Walk | None:
        """The queue behind the address of a list; None for a list that is no queue."""
        parts = urlsplit(address)
        if parts.path == reverse("desk:dispatch"):
            return cls(waits_for_me(actor).filter(stage=Stage.FILE), "stage_due_at")
        if parts.path != reverse("desk:queue"):
            return None
        chosen = parse_qs(parts.query).get("clock", [""])[0]
        is_handler = actor.role == Role.HANDLER
        clock = (OWN_CLOCKS if is_handler else QUEUE_CLOCKS).get(chosen)
        fits = clock(now) if clock else Q()
        if is_handler:
            return cls(assigned_to_me(actor).filter(fits).select_related("case"), "due_at")
        return cls(waits_for_me(actor).filter(fits), "queue_at")

    def place_of(self, case: Case) -> str:
        """Where a case stands in the queue; "" where it does not wait."""
        row = self.rows.filter(**{self._case: case.pk}).order_by(self.order, "pk").first()
        return key_of(row, order=self.order) if row else ""

    def next(self, case: Case, place: str) -> Case | None:
        """The matter behind this place, or else the first of the queue, that is not the one in hand."""
        others = self.rows.exclude(**{self._case: case.pk})
        row = after(others, place, order=self.order).first() or after(others, "", order=self.order).first()
        return row.case if isinstance(row, Assignment) else row

    @property
    def _case(self) -> str:
        return "case" if self.rows.model is Assignment else "pk"
