"""Case 案件: one matter that someone saw, from the first report to the archive."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.cases.workflow import FINAL_STAGES, Ask, Stage
from wangge.kernel.ids import new_id
from wangge.kernel.kept import KeptKey


class Source(models.TextChoices):
    """How the matter came to us."""

    WORKER = "worker", _("网格员上报")
    PORTAL = "portal", _("居民上报")
    HOTLINE = "hotline", _("热线来电")
    DESK = "desk", _("平台登记")
    SUPERIOR = "superior", _("上级交办")
    VIDEO = "video", _("视频发现")
    API = "api", _("系统对接")


class DeskLevel(models.TextChoices):
    """The level of the desk that holds the case."""

    COMMUNITY = "community", _("社区")
    STREET = "street", _("街道")
    DISTRICT = "district", _("区级")


WAITS_FOR_DESK = models.Q(needs_desk=True) | models.Q(needs_upper=True)
OPEN = ~models.Q(stage__in=sorted(FINAL_STAGES | {Stage.EVALUATE}))


class Case(models.Model):
    """The present standing of one case; the journal alone writes it, entry by entry.

    `area_code` is the code of the smallest known area and drives the scope. `needs_desk` and
    `needs_worker` say for whom the case waits, `needs_upper` that four eyes cannot be had at this desk,
    so that the next desk above must judge. `due_at` is the total limit, `stage_due_at` the limit of the
    present desk stage, `queue_at` its place in a queue, `next_due_at` when the timer must look.
    Personal data of the reporter is never here (see `Reporter`, `Words`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("案卷号"), max_length=19, unique=True)
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage)
    source = models.CharField(_("来源"), max_length=10, choices=Source)
    desk_level = models.CharField(_("承办平台"), max_length=10, choices=DeskLevel)

    area = KeptKey("areas.Area", verbose_name=_("网格"), on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    place = models.CharField(_("地点"), max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    category = KeptKey("cases.Category", verbose_name=_("类别"), null=True, on_delete=models.PROTECT, related_name="+")
    condition = KeptKey(
        "cases.FilingCondition", verbose_name=_("立案条件"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    catalogue_version = models.CharField(_("目录版本"), max_length=40, blank=True)
    title = models.CharField(_("事由"), max_length=80)

    ask = models.CharField(_("待答复"), max_length=12, choices=Ask, blank=True)
    needs_desk = models.BooleanField(default=True)
    needs_worker = models.BooleanField(default=False)
    needs_upper = models.BooleanField(default=False)
    is_urgent = models.BooleanField(_("紧急"), default=False)
    is_joint = models.BooleanField(_("联办"), default=False)
    is_supervised = models.BooleanField(_("督办中"), default=False)
    urge_count = models.PositiveSmallIntegerField(default=0)
    rework_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    return_count = models.PositiveSmallIntegerField(default=0)
    is_true = models.BooleanField(_("核实属实"), null=True)
    is_check_passed = models.BooleanField(_("核查通过"), null=True)
    is_solved = models.BooleanField(_("已解决"), null=True)
    satisfaction = models.PositiveSmallIntegerField(_("满意度"), null=True)
    lead_department = KeptKey(
        "accounts.Department", verbose_name=_("主办单位"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    collected_by_id = models.BigIntegerField(null=True)

    collected_at = models.DateTimeField(_("采集时间"))
    filed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stage_at = models.DateTimeField()

    due_at = models.DateTimeField(_("时限"), null=True)
    late_at = models.DateTimeField(null=True)
    stage_due_at = models.DateTimeField(null=True)
    queue_at = models.DateTimeField()
    stage_late_at = models.DateTimeField(null=True)
    evaluation_ends_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)

    entry_count = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    last_entry_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-collected_at", "-id"], name="case_newest"),
            models.Index(fields=["area_code", "-collected_at"], name="case_area_newest"),
            models.Index(fields=["queue_at", "id"], condition=WAITS_FOR_DESK, name="case_queue"),
            models.Index(fields=["area_code", "queue_at"], condition=WAITS_FOR_DESK, name="case_area_queue"),
            models.Index(fields=["desk_level", "stage"], condition=models.Q(needs_desk=True), name="case_desk_queue"),
            models.Index(
                fields=["desk_level", "ask"], condition=models.Q(needs_desk=True) & ~models.Q(ask=""), name="case_asked"
            ),
            models.Index(fields=["desk_level"], condition=models.Q(needs_upper=True), name="case_upper_queue"),
            models.Index(fields=["area_code"], condition=models.Q(needs_worker=True), name="case_worker_queue"),
            models.Index(fields=["due_at", "id"], name="case_due"),
            models.Index(fields=["last_entry_at"], name="case_heard"),
            models.Index(
                fields=["area_code", "due_at"],
                condition=OPEN,
                name="case_open_area",
            ),
            models.Index(
                fields=["-collected_at", "-id"],
                condition=OPEN,
                name="case_open_newest",
            ),
            models.Index(fields=["next_due_at"], condition=models.Q(next_due_at__isnull=False), name="case_next_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="case_stage_known"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(stage=Stage.MERGED), name="case_merged_into"
            ),
            models.CheckConstraint(
                condition=models.Q(lon__isnull=True, lat__isnull=True) | models.Q(lon__isnull=False, lat__isnull=False),
                name="case_position_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether work is still owed: not closed, not ended."""
        return self.stage not in FINAL_STAGES and self.stage != Stage.EVALUATE

    @property
    def community_code(self) -> str:
        """The 12-digit code of the community as it stands; empty where it is not known."""
        return self.area_code[:12] if len(self.area_code) >= 12 else ""

    def earliest_due(self, *moments: datetime | None) -> datetime | None:
        """The earliest moment at which the timer must look at this case."""
        own = (
            self.evaluation_ends_at if self.stage == Stage.EVALUATE else None,
            self.due_at if self.is_open and not self.late_at and not self.answered_at else None,
            self.stage_due_at if self.is_open and not self.stage_late_at else None,
        )
        return min((moment for moment in (*own, *moments) if moment), default=None)

    def refresh_next_due(self) -> None:
        """Set `next_due_at` after any clock moved."""
        self.next_due_at = self.earliest_due()

    def values(self) -> dict[str, Any]:
        """Every concrete column by attribute name, as the journal compares them."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
