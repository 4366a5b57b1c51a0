"""The record of the door: every sign-in, every failure, everything done to a credential. Append-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.accounts.models.users import User
from wangge.kernel import ids


class SignIn(models.Model):
    """Something that happened at the door.

    The name that was typed is kept only as a keyed digest: people type passwords into the wrong field.
    """

    class Kind(models.TextChoices):
        """What happened."""

        SIGNED_IN = "signed_in", _("登录成功")
        WRONG_PASSWORD = "wrong_password", _("登录名或密码错误")
        WRONG_CODE = "wrong_code", _("动态码错误")
        LOCKED_OUT = "locked_out", _("锁定期间尝试")
        SIGNED_OUT = "signed_out", _("退出")
        PASSWORD_CHANGED = "password_changed", _("修改密码")
        PASSWORD_ISSUED = "password_issued", _("发放初始密码")
        TOTP_ON = "totp_on", _("启用动态码")
        TOTP_OFF = "totp_off", _("停用动态码")
        RECOVERY_USED = "recovery_used", _("使用恢复码")
        LOCKED = "locked", _("停用账号")
        UNLOCKED = "unlocked", _("解锁账号")

    FAILURES = (Kind.WRONG_PASSWORD, Kind.WRONG_CODE)
    PARDONS = (Kind.SIGNED_IN, Kind.UNLOCKED, Kind.PASSWORD_ISSUED)

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(_("事项"), max_length=20, choices=Kind.choices)
    at = models.DateTimeField(_("时间"))
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("用户"))
    name_index = models.CharField(max_length=64)
    by_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人"))
    address = models.GenericIPAddressField(_("地址"), null=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("登录记录")
        indexes = [
            models.Index(fields=["name_index", "-at"], name="signin_name_at"),
            models.Index(fields=["address", "-at"], name="signin_address_at"),
            models.Index(fields=["-at", "-id"], name="signin_at"),
        ]

    @property
    def is_failure(self) -> bool:
        """Whether somebody was kept out."""
        return self.kind in (*self.FAILURES, self.Kind.LOCKED_OUT)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
