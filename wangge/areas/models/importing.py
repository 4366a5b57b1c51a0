"""One import of a file of areas, and each of its rows until it is in or put aside."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.areas.levels import Level
from wangge.areas.models.area import Area


class AreaImport(models.Model):
    """A file that was given to us, how its columns are read, and what was found in it."""

    class State(models.TextChoices):
        """How far an import is."""

        CHECKED = "checked", _("已检查，待导入")
        CARRIED_OUT = "carried_out", _("已导入")
        PUT_ASIDE = "put_aside", _("已放弃")

    file_name = models.CharField(_("文件"), max_length=200)
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    mapping = models.JSONField(_("字段对应"), help_text=_("列 → 代码、名称、上级等"))
    name_codes = models.JSONField(_("名称与代码对照"), default=dict, help_text=_("取自其他文件：名称 → 代码"))
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.CHECKED)
    area_code = models.CharField(_("所属区域代码"), max_length=17, db_collation="C")
    user_id = models.BigIntegerField(null=True)
    mandate_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(_("上传时间"))
    carried_out_at = models.DateTimeField(_("导入时间"), null=True)

    class Meta:
        verbose_name = _("区域导入")
        verbose_name_plural = _("区域导入")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["area_code", "-id"], name="area_import_newest")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of the file: what it said, what a person mended, what was found, and the area it became."""

    class State(models.TextChoices):
        """What becomes of a row."""

        READY = "ready", _("可导入")
        REFUSED = "refused", _("待修正")
        IMPORTED = "imported", _("已导入")
        UNCHANGED = "unchanged", _("没有变化")
        MERGED = "merged", _("已并入他行")
        DROPPED = "dropped", _("不导入")

    batch = models.ForeignKey(AreaImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    values = models.JSONField(_("原始内容"))
    geometry = models.BinaryField(_("边界"), null=True)
    read_findings = models.JSONField(_("读取时的发现"), default=list)
    fingerprint = models.CharField(max_length=64)
    mend = models.JSONField(_("人工修正"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.REFUSED)
    code = models.CharField(_("代码"), max_length=40, blank=True, default="")
    name = models.CharField(_("名称"), max_length=100, blank=True, default="")
    findings = models.JSONField(_("发现"), default=list)
    suggestion = models.JSONField(_("修正建议"), default=dict)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(_("所属区域代码"), max_length=17, db_collation="C")

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once_in_batch")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["fingerprint"], name="import_row_fingerprint"),
            models.Index(fields=["batch", "state", "number"], name="import_row_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
