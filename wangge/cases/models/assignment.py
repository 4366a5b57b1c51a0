"""Assignment 派遣单: one case given to one department, with its own clock."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.cases.workflow import Ask, State
from wangge.kernel.ids import new_id
from wangge.kernel.kept import KeptKey


class Part(models.TextChoices):
    """Who leads and who helps."""

    LEAD = "lead", _("主办")
    CO = "co", _("协办")


class Appeal(models.TextChoices):
    """How far an appeal of a late mark has come."""

    NONE = "", "—"
    ASKED = "asked", _("申诉待初审")
    REVIEWED = "reviewed", _("申诉待终审")
    GRANTED = "granted", _("申诉成立")
    REFUSED = "refused", _("申诉不成立")


class Assignment(models.Model):
    """One department's part of a case. `late_at` is the raw mark and stays; `excused_at` says that
    an appeal was granted, so that the mark does not count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="assignments")
    department = KeptKey("accounts.Department", verbose_name=_("承办单位"), on_delete=models.PROTECT, related_name="+")
    department_path = models.CharField(max_length=100, db_collation="C")
    area_code = models.CharField(max_length=17, db_collation="C")
    part = models.CharField(_("分工"), max_length=4, choices=Part)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.SENT)
    ask = models.CharField(_("待答复"), max_length=12, choices=Ask, blank=True)
    ask_amount = models.PositiveSmallIntegerField(null=True)
    ask_unit = models.CharField(max_length=20, blank=True)
    ask_until = models.DateTimeField(null=True)
    asked_by_id = models.BigIntegerField(null=True)

    limit_amount = models.PositiveSmallIntegerField()
    limit_unit = models.CharField(max_length=20)
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by_id = models.BigIntegerField(null=True)
    arrive_due_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrival_late_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("时限"))
    late_at = models.DateTimeField(null=True)
    excused_at = models.DateTimeField(null=True)
    appeal = models.CharField(_("申诉"), max_length=10, choices=Appeal, blank=True)
    paused_at = models.DateTimeField(null=True)
    remaining_s = models.FloatField(null=True)
    resume_at = models.DateTimeField(null=True)
    extended_s = models.FloatField(default=0)
    extension_count = models.PositiveSmallIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["department_path", "due_at"],
                condition=models.Q(state__in=[State.SENT, State.ACCEPTED, State.SUSPENDED]),
                name="assignment_queue",
            ),
            models.Index(fields=["department_path", "-sent_at"], name="assignment_newest"),
            models.Index(fields=["case", "department_path"], name="assignment_case"),
            models.Index(
                fields=["department_path", "-done_at"],
                condition=models.Q(done_at__isnull=False),
                name="assignment_done",
            ),
            models.Index(
                fields=["next_due_at"], condition=models.Q(next_due_at__isnull=False), name="assignment_next_due"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(part=Part.LEAD)
                & models.Q(state__in=[State.SENT, State.ACCEPTED, State.SUSPENDED, State.DONE]),
                name="assignment_one_lead",
            ),
            models.UniqueConstraint(
                fields=["case", "department"],
                condition=models.Q(state__in=[State.SENT, State.ACCEPTED, State.SUSPENDED]),
                name="assignment_once_a_department",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.SUSPENDED) | models.Q(resume_at__isnull=False),
                name="assignment_suspension_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.department_path}"

    @property
    def is_lead(self) -> bool:
        """Whether this department leads."""
        return self.part == Part.LEAD

    @property
    def is_busy(self) -> bool:
        """Whether the department still owes its part."""
        return self.state in (State.SENT, State.ACCEPTED, State.SUSPENDED)

    @property
    def is_awaited_at_spot(self) -> bool:
        """Whether the department was called to the spot and has neither come nor been marked late."""
        return bool(self.arrive_due_at) and not (self.arrived_at or self.arrival_late_at)

    def refresh_next_due(self) -> None:
        """Set `next_due_at`, the moment at which the timer must look, after any clock moved."""
        moments = (
            self.due_at if not self.late_at and self.state in (State.SENT, State.ACCEPTED) else None,
            self.arrive_due_at if self.is_awaited_at_spot else None,
            self.resume_at if self.state == State.SUSPENDED else None,
        )
        self.next_due_at = min((moment for moment in moments if moment), default=None) if self.is_busy else None

    def values(self) -> dict[str, Any]:
        """Every concrete column by attribute name, as the journal compares them."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
