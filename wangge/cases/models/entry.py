"""Entry: one line of the journal. Written once, never changed, chained by hash."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.cases.workflow import STEPS, Stage
from wangge.kernel.crypto import chain_hash
from wangge.kernel.models.seal import CurrentTransaction

HASHED = (
    "key", "case_id", "assignment_id", "position", "step", "stage_before", "stage_after", "at", "recorded_at", "facts",
    "by_kind", "by_user_id", "by_mandate_id", "by_role", "by_department_id", "by_machine",
    "area_id", "area_code", "community_code", "department_id", "catalogue_version",
)  # fmt: skip


class Entry(models.Model):
    """Who did which step, when it happened (`at`) and when we heard (`recorded_at`), and what stood.

    `facts` holds references and numbers only; of free words it keeps the salted digest (`Words`).
    `position` counts from 1 within the case; `hash` covers the previous hash and everything here.
    """

    key = models.UUIDField(unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="entries")
    assignment = models.ForeignKey("cases.Assignment", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    step = models.CharField(_("动作"), max_length=24)
    stage_before = models.CharField(max_length=10, choices=Stage, blank=True)
    stage_after = models.CharField(max_length=10, choices=Stage)
    at = models.DateTimeField(_("发生时间"))
    recorded_at = models.DateTimeField(_("记录时间"))
    facts = models.JSONField(default=dict)

    by_kind = models.CharField(max_length=10)
    by_user_id = models.BigIntegerField(null=True)
    by_mandate_id = models.BigIntegerField(null=True)
    by_role = models.CharField(max_length=20, blank=True)
    by_department_id = models.BigIntegerField(null=True)
    by_machine = models.CharField(max_length=20, blank=True)

    area_id = models.BigIntegerField()
    area_code = models.CharField(max_length=17, db_collation="C")
    community_code = models.CharField(max_length=12, db_collation="C", blank=True)
    department_id = models.BigIntegerField(null=True)
    catalogue_version = models.CharField(max_length=40, blank=True)

    transaction_id = models.BigIntegerField(db_default=CurrentTransaction())
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["transaction_id", "id"], name="entry_feed"),
            models.Index(fields=["step", "at"], name="entry_step"),
            models.Index(fields=["by_user_id", "at"], name="entry_by_user"),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="entry_position")]

    def __str__(self) -> str:
        return f"{self.position} {self.step}"

    def computed_hash(self) -> str:
        """SM3 over the previous hash and the canonical JSON of what the entry says (times in UTC microseconds)."""
        values = {name: _plain(getattr(self, name)) for name in HASHED}
        payload = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return chain_hash(self.previous_hash, payload.encode())

    @property
    def label(self) -> str:
        """The step's name as people read it."""
        return str(STEPS[self.step].label)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp() * 1_000_000)
    return str(value) if isinstance(value, UUID) else value


class Seal(models.Model):
    """A sealed batch of entries; its head is also written to a file outside the database."""

    last_transaction_id = models.BigIntegerField()
    last_entry_id = models.BigIntegerField()
    entry_count = models.PositiveIntegerField()
    total_count = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["last_transaction_id", "last_entry_id"], name="seal_follows_once")
        ]

    def __str__(self) -> str:
        return f"{self.total_count} {self.head[:12]}"
