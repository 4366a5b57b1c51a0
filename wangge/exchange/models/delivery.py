"""Delivery 投递: one entry of the journal on its way to one subscriber."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from wangge.exchange.models.subscription import Subscription
from wangge.kernel.ids import new_id


class DeliverySet(models.QuerySet["Delivery"]):
    """Questions to many deliveries."""

    def waiting(self) -> "DeliverySet":
        """Those that are still to be sent."""
        return self.filter(state=Delivery.State.WAITING)

    def ready(self, at: datetime) -> "DeliverySet":
        """Those whose moment has come, and before which nothing of the same case waits for the same subscriber."""
        earlier = Delivery.objects.waiting().filter(
            subscription=OuterRef("subscription"), case_id=OuterRef("case_id"), position__lt=OuterRef("position")
        )
        sending = Q(
            subscription__approved_at__isnull=False, subscription__stopped_at=None, subscription__removed_at=None
        )
        return self.waiting().filter(sending, ~Exists(earlier), next_at__lte=at)


class Delivery(models.Model):
    """Once for an entry and a subscription, however often the job runs; its id is what the receiver remembers.

    `body` is what is sent, to the byte; a ping has no entry.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("待投递")
        DELIVERED = "delivered", _("已送达")
        DEAD = "dead", _("投递失败")

    class Trouble(models.TextChoices):
        """Why the last attempt did not reach its end."""

        NAME = "name", _("域名无法解析")
        ADDRESS = "address", _("地址不在允许范围内")
        CONNECT = "connect", _("无法连接")
        TIMEOUT = "timeout", _("超时无应答")
        REDIRECT = "redirect", _("对方要求转向，不跟随")
        REFUSED = "refused", _("对方没有接受")
        BROKEN = "broken", _("应答不完整")
        PAUSED = "paused", _("暂停过久")
        REMOVED = "removed", _("订阅已删除")

    PING = "ping"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(
        Subscription, verbose_name=_("订阅"), on_delete=models.PROTECT, related_name="deliveries"
    )
    area_code = models.CharField(max_length=17, db_collation="C")
    entry = models.ForeignKey("cases.Entry", on_delete=models.PROTECT, null=True, related_name="+")
    case_id = models.UUIDField(null=True)
    case_number = models.CharField(_("案卷号"), max_length=19, blank=True)
    position = models.PositiveIntegerField(default=0)
    step = models.CharField(_("步骤"), max_length=24)
    body = models.TextField(default="")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_at = models.DateTimeField(_("下次投递"), null=True)
    tried_at = models.DateTimeField(_("最近投递"), null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(_("原因"), max_length=10, choices=Trouble, blank=True)
    last_answer = models.TextField(_("应答"), blank=True, default="")
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(_("送达时间"), null=True)

    objects = DeliverySet.as_manager()

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
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["state", "-made_at"], name="delivery_state"),
            models.Index(fields=["-made_at"], name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.case_number} {self.step}"
