"""An export of one list of an archive: who asked for it and why, how far it is, and until when the file is kept."""

import json
from dataclasses import asdict
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.kernel import crypto
from wangge.registers.buildings.queries import DwellingFilters
from wangge.registers.organisations.queries import OrganisationFilters
from wangge.registers.people.queries import Filters

FILTERS = "exporting.export.filters"
Narrowing = Filters | DwellingFilters | OrganisationFilters


class Archive(models.TextChoices):
    """Whose list it is."""

    PEOPLE = "people", _("居民")
    DWELLINGS = "dwellings", _("房屋")
    ORGANISATIONS = "organisations", pgettext_lazy("organisation", "单位")


class Kind(models.TextChoices):
    """As what the list is written."""

    XLSX = "xlsx", _("Excel 工作簿（xlsx）")
    CSV = "csv", _("文本表格（csv）")


FILTERS_OF: dict[Archive, type[Narrowing]] = {
    Archive.PEOPLE: Filters,
    Archive.DWELLINGS: DwellingFilters,
    Archive.ORGANISATIONS: OrganisationFilters,
}
ARCHIVE_OF = {narrowing: archive for archive, narrowing in FILTERS_OF.items()}


class Export(models.Model):
    """A list that somebody wants to take along. The file is kept sealed, for whoever asked and nobody else."""

    class State(models.TextChoices):
        """How far an export is."""

        WAITING = "waiting", _("等待生成")
        WRITING = "writing", _("正在生成")
        READY = "ready", _("可以下载")
        FAILED = "failed", _("没有生成")
        EXPIRED = "expired", _("已过期")

    key = models.UUIDField(unique=True)
    archive = models.CharField(_("档案"), max_length=13, choices=Archive)
    kind = models.CharField(_("文件格式"), max_length=4, choices=Kind)
    filters_sealed = models.BinaryField()
    reason = models.CharField(_("事由"), max_length=200)
    area_code = models.CharField(_("所属区域代码"), max_length=17, db_collation="C")
    user_id = models.BigIntegerField()
    mandate_id = models.BigIntegerField()
    state = models.CharField(_("状态"), max_length=7, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(_("行数"), default=0)
    done = models.PositiveIntegerField(_("已写行数"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    kept = models.CharField(max_length=32, blank=True, default="")
    problem = models.CharField(_("问题"), max_length=300, blank=True, default="")
    asked_at = models.DateTimeField(_("申请时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    expires_at = models.DateTimeField(_("过期时间"), null=True)

    class Meta:
        verbose_name = _("档案导出")
        verbose_name_plural = _("档案导出")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | (~models.Q(kept="") & models.Q(expires_at__isnull=False)),
                name="export_ready_has_file",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["mandate_id", "-id"], name="export_newest"),
            models.Index(
                fields=["id"], condition=models.Q(state__in=("waiting", "writing")), name="export_to_be_written"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_archive_display()} {self.pk}"

    @property
    def filters(self) -> Narrowing:
        """How the list was narrowed when it was asked for."""
        given = json.loads(crypto.unseal(self.filters_sealed, purpose=FILTERS))
        told: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
        }
        return FILTERS_OF[Archive(self.archive)](**told)

    @filters.setter
    def filters(self, narrowed: Narrowing) -> None:
        """Sealed, for it may hold a name or the blind index of a number."""
        self.filters_sealed = crypto.seal(json.dumps(asdict(narrowed), ensure_ascii=False), purpose=FILTERS)

    @property
    def is_busy(self) -> bool:
        """Whether a job is wanted for it or at work on it."""
        return self.state in (self.State.WAITING, self.State.WRITING)
