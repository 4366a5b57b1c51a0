"""What follows when a clock has run out, as rows of the town."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.cases.models.case import DeskLevel
from wangge.cases.models.catalogue import Dated, StageClock


class LateRule(Dated):
    """When a stage is late at a desk of this level (empty: any), the timer escalates or supervises."""

    class Follows(models.TextChoices):
        """What the timer does."""

        ESCALATE = "escalate", _("升级到上一级")
        SUPERVISE = "supervise", _("自动督办")

    stage = models.CharField(_("环节"), max_length=12, choices=StageClock)
    level = models.CharField(_("层级"), max_length=10, choices=DeskLevel, blank=True, default="")
    follows = models.CharField(_("后续"), max_length=10, choices=Follows)

    class Meta:
        verbose_name = _("超时规则")
        verbose_name_plural = _("超时规则")
        constraints = [
            models.UniqueConstraint(fields=["stage", "level"], condition=models.Q(to_on=None), name="late_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} → {self.get_follows_display()}"
