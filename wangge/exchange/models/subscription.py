"""Subscription 订阅: another system that wants to be told of what happens, as far as one mandate may see it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel import crypto
from wangge.kernel.ids import new_id


class SubscriptionSet(models.QuerySet["Subscription"]):
    """Questions to many subscriptions."""

    def standing(self) -> "SubscriptionSet":
        """Those that nobody has deleted."""
        return self.filter(removed_at=None)

    def told_at(self, moment: datetime) -> "SubscriptionSet":
        """Those that are told of what was recorded at this moment; what is paused keeps its deliveries waiting."""
        return self.standing().filter(approved_at__lte=moment)


class Subscription(models.Model):
    """Where to send which steps. It is silent until a security administrator has approved it (三员分立)."""

    class Stop(models.TextChoices):
        """Why nothing is sent."""

        BY_HAND = "by_hand", _("人工暂停")
        GONE = "gone", _("对方答复已撤销（410）")
        MANDATE = "mandate", _("所依据的授权已结束")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey("accounts.Mandate", verbose_name=_("授权"), on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17, db_collation="C")
    name = models.CharField(_("名称"), max_length=60)
    url = models.URLField(_("地址"), max_length=300)
    events = models.JSONField(_("步骤"), default=list)
    secret_sealed = models.BinaryField()
    old_secret_sealed = models.BinaryField(null=True)
    old_secret_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(_("建立时间"))
    made_by_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    approved_by_id = models.BigIntegerField(null=True)
    stopped_at = models.DateTimeField(_("暂停时间"), null=True)
    stopped_for = models.CharField(_("暂停原因"), max_length=10, choices=Stop, blank=True)
    removed_at = models.DateTimeField(null=True)

    objects = SubscriptionSet.as_manager()

    PURPOSE = "exchange.subscription"

    class Meta:
        verbose_name = _("订阅")

    def __str__(self) -> str:
        return self.name

    @property
    def is_sending(self) -> bool:
        """Whether anything is sent to it now."""
        return self.approved_at is not None and self.stopped_at is None and self.removed_at is None

    def secrets_at(self, moment: datetime) -> list[str]:
        """The words to sign with: the present one, and for a day after a change the one before."""
        kept = [self.secret_sealed]
        if self.old_secret_sealed and self.old_secret_until and self.old_secret_until > moment:
            kept.append(self.old_secret_sealed)
        return [crypto.unseal(bytes(sealed), purpose=self.PURPOSE) for sealed in kept]

    def wants(self, step: str) -> bool:
        """Whether it asked for this step; an empty list asks for all."""
        return not self.events or step in self.events
