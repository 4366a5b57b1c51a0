"""Notice: one line for one person about one entry of the journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """That somebody should look at a case now. Once for a person and an entry, however often the job runs."""

    class Why(models.TextChoices):
        """Why this person is told."""

        ACT = "act", _("等您办理")
        KNOW = "know", _("请您知悉")

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("cases.Entry", on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField(max_length=19)
    title = models.CharField(max_length=80)
    step = models.CharField(max_length=24)
    why = models.CharField(max_length=4, choices=Why)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_newest"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.case_number} {self.step}"
