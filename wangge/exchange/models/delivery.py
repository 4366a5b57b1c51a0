"""Delivery 投递: one entry of the journal on its way to one subscriber."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.exchange.models.subscription import Subscription
from wangge.kernel.ids import new_id


class Delivery(models.Model):
    """Once for an entry and a subscription, however often the job runs; its id is what the receiver remembers."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("待投递")
        DELIVERED = "delivered", _("已送达")
        DEAD = "dead", _("投递失败")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    area_code = models.CharField(max_length=17, db_collation="C")
    entry = models.ForeignKey("cases.Entry", on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    case_number = models.CharField(_("案卷号"), max_length=19)
    position = models.PositiveIntegerField()
    step = models.CharField(_("步骤"), max_length=24)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_at = models.DateTimeField(_("下次投递"), null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(_("原因"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(_("送达时间"), null=True)

    class Meta:
        verbose_name = _("投递")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subscription", "entry"], name="delivery_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["subscription", "case_id", "position"],
                condition=models.Q(state="waiting"),
                name="delivery_waiting",
            ),
            models.Index(fields=["state", "-made_at"], name="delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.case_number} {self.step}"
