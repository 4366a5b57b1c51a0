"""Attachment 附件: a photo or file that proves something about a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel.ids import new_id


class AttachmentKind(models.TextChoices):
    """What the picture shows, so that before and after can stand side by side."""

    BEFORE = "before", _("处置前")
    AFTER = "after", _("处置后")
    CHECK = "check", _("核实核查")
    OTHER = "other", _("其他")


class Attachment(models.Model):
    """One stored file (see `kernel.files`); every download checks the case's scope."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="attachments")
    entry = models.ForeignKey("cases.Entry", on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(_("类型"), max_length=6, choices=AttachmentKind, default=AttachmentKind.OTHER)
    name = models.CharField(max_length=80)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["name"], name="attachment_name")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.content_type}"

    @property
    def is_image(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.content_type.startswith("image/")
