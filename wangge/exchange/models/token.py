"""Token 令牌: the key with which another system acts under one mandate, and what it has brought and been answered."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel.ids import new_id


class Token(models.Model):
    """One system's key to one mandate. The word itself is shown once; only its keyed digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey("accounts.Mandate", verbose_name=_("授权"), on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17, db_collation="C")
    name = models.CharField(_("名称"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    head = models.CharField(_("开头"), max_length=12)
    may_write = models.BooleanField(_("可写"), default=False)
    made_at = models.DateTimeField(_("签发时间"))
    made_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(_("吊销时间"), null=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True)

    PURPOSE = "exchange.token"

    class Meta:
        verbose_name = _("令牌")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["area_code", "-made_at"], name="token_area")]

    def __str__(self) -> str:
        return self.name

    def is_good(self, at: datetime) -> bool:
        """Whether it opens anything at this moment."""
        return self.revoked_at is None and self.expires_at > at


class Upload(models.Model):
    """A file that a system has brought and not yet shown: the next step names it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17, db_collation="C")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=120, default="", editable=False)  # written no longer; leaves with a release
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """What a write was answered, so that the same key is answered the same."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    mandate = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17, db_collation="C")
    key = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["token", "key"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.key}"
