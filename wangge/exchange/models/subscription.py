"""Subscription 订阅: another system that wants to be told of what happens, as far as one mandate may see it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel import crypto
from wangge.kernel.ids import new_id


class Subscription(models.Model):
    """Where to send which steps. It is silent until a security administrator has approved it (三员分立)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey("accounts.Mandate", verbose_name=_("授权"), on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17, db_collation="C")
    name = models.CharField(_("名称"), max_length=60)
    url = models.URLField(_("地址"), max_length=300)
    events = models.JSONField(_("步骤"), default=list)
    secret_sealed = models.BinaryField()
    made_at = models.DateTimeField(_("建立时间"))
    made_by_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    approved_by_id = models.BigIntegerField(null=True)
    stopped_at = models.DateTimeField(_("停用时间"), null=True)

    PURPOSE = "exchange.subscription"

    class Meta:
        verbose_name = _("订阅")

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether it is told of anything."""
        return self.approved_at is not None and self.stopped_at is None

    @property
    def secret(self) -> str:
        """The word that both sides sign with."""
        return crypto.unseal(bytes(self.secret_sealed), purpose=self.PURPOSE)

    def wants(self, step: str) -> bool:
        """Whether it asked for this step; an empty list asks for all."""
        return not self.events or step in self.events
