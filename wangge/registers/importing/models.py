"""An import of one sheet into an archive, what it has done so far, what a person should look at, and saved mappings."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.kernel import crypto


class Archive(models.TextChoices):
    """Into which archive the rows of a sheet come."""

    DWELLINGS = "dwellings", _("房屋")
    PEOPLE = "people", _("人员")
    ORGANISATIONS = "organisations", _("单位")


class RowState(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("变更")
    UNCHANGED = "unchanged", _("没有变化")
    DOUBTFUL = "doubtful", _("存疑")
    REFUSED = "refused", _("退回")


class Phase(models.TextChoices):
    """What is done with the rows."""

    CHECK = "check", _("检查")
    WRITE = "write", _("写入")


class Import(models.Model):
    """A sheet that was given to us, how its columns are read, and how far it is. The file itself is kept sealed."""

    NAME: ClassVar[str] = "importing.import.name"

    class State(models.TextChoices):
        """How far an import is."""

        MAPPING = "mapping", _("等待确认字段对应")
        CHECKING = "checking", _("正在检查")
        CHECKED = "checked", _("已检查，待写入")
        WRITING = "writing", _("正在写入")
        WRITTEN = "written", _("已写入")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")
        PUT_ASIDE = "put_aside", _("已放弃")

    archive = models.CharField(_("档案"), max_length=13, choices=Archive)
    file_name = models.CharField(_("文件"), max_length=200, help_text=_("档案和格式；原名可能带有人名，加密保存"))
    name_sealed = models.BinaryField(null=True)
    kept = models.CharField(max_length=64, blank=True, default="")
    columns: Any = models.JSONField(_("文件的列"), default=list)
    mapping: Any = models.JSONField(_("字段对应"), default=dict, help_text=_("字段 → 文件的列"))
    takes_doubtful = models.BooleanField(_("存疑的行也写入"), default=False)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.MAPPING)
    total = models.PositiveIntegerField(_("行数"), default=0)
    problem = models.CharField(_("问题"), max_length=300, blank=True, default="")
    area_code = models.CharField(_("所属区域代码"), max_length=17, db_collation="C", blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    mandate_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(_("上传时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = _("档案导入")
        verbose_name_plural = _("档案导入")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["area_code", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return self.file_name

    def name_for(self, user_id: int | None) -> str:
        """What whoever brought it calls it; to others it is a sheet of its archive."""
        is_own = self.name_sealed is not None and user_id is not None and user_id == self.user_id
        return crypto.unseal(self.name_sealed or b"", purpose=self.NAME) if is_own else self.file_name

    @property
    def via(self) -> str:
        """As history names what came through this import."""
        return f"import:{self.pk}"

    @property
    def is_busy(self) -> bool:
        """Whether a job is at work on it."""
        return self.state in (self.State.CHECKING, self.State.WRITING, self.State.UNDOING)


class ImportPart(models.Model):
    """A batch of rows that was checked or written, in one transaction with the rows themselves."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    phase = models.CharField(max_length=5, choices=Phase)
    number = models.CharField(max_length=20)
    counts: Any = models.JSONField(_("各类行数"), default=dict)
    area_code = models.CharField(_("所属区域代码"), max_length=17, db_collation="C", blank=True, default="")

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "phase", "number"], name="import_part_once"),
        ]

    def __str__(self) -> str:
        return self.number


class ImportRow(models.Model):
    """A row that a person should look at: changed, doubtful or refused. It repeats no number in plain, and goes with
    the sheet."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    state = models.CharField(_("状态"), max_length=9, choices=RowState)
    title = models.CharField(_("是谁、何处"), max_length=200, blank=True, default="")
    said: Any = models.JSONField(pgettext_lazy("of a row", "原因"), default=list, help_text=_("句子"))
    changes: Any = models.JSONField(_("变更"), default=list, help_text=_("字段、原值、新值；号码已遮盖"))
    area_code = models.CharField(_("所属区域代码"), max_length=17, db_collation="C", blank=True, default="")

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "number"], name="imported_row_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "state", "number"], name="imported_row_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SavedMapping(models.Model):
    """Which column means what, under a name, for the next sheet of the same making."""

    archive = models.CharField(_("档案"), max_length=13, choices=Archive)
    name = models.CharField(_("名称"), max_length=60)
    columns: Any = models.JSONField(_("字段对应"), help_text=_("字段 → 文件的列"))
    area_code = models.CharField(_("所属区域代码"), max_length=17, db_collation="C", blank=True, default="")

    class Meta:
        verbose_name = _("字段对应")
        verbose_name_plural = _("字段对应")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area_code", "archive", "name"], name="saved_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.name
