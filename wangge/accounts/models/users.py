"""A user is a person with a name; the secrets that prove it stand in a row of their own.

Colleagues read each other's names on every page, so nothing in the user's row may be a secret: the password's
hash, the second factor and the recovery codes are hidden from everybody but the person and the sign-in page.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel import crypto
from wangge.kernel.sealed import Sealed

_PHONE = "accounts.user.phone"


class UserManager(models.Manager["User"]):
    """Finds a user by the name typed at the door."""

    def get_by_natural_key(self, username: str) -> User:
        """The user of this login name, whatever its case."""
        return self.select_related("credential").get(username=username.strip().lower())


class User(AbstractBaseUser):
    """Somebody who may sign in."""

    last_login = None

    username = models.CharField(_("登录名"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    phone_sealed = models.BinaryField(null=True)
    language = models.CharField(_("语言"), max_length=10, blank=True, default="")
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("建立时间"))

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    phone = Sealed("phone_sealed", purpose=_PHONE)
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("用户")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username__regex=r"^[a-z0-9][a-z0-9._-]{1,39}$"),
                name="user_username_plain",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def password(self) -> str:  # type: ignore[override]
        """The hash that Django's session check and hashers read; empty where this scope may not see it."""
        return self.credential.password if hasattr(self, "credential") else ""

    def must_change_password(self, days: int, *, at: datetime) -> bool:
        """Whether the password was given by somebody else, or is older than so many days (0: age does not matter)."""
        if not hasattr(self, "credential"):
            return False
        is_old = bool(days) and at - self.credential.changed_at > timedelta(days=days)
        return self.credential.must_change or is_old

    def seal_phone(self, phone: str) -> None:
        """Keep the phone number encrypted."""
        self.phone_sealed = crypto.seal(phone, purpose=_PHONE) if phone else None


class Credential(models.Model):
    """What proves that a user is who they say."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="credential")
    password = models.CharField(max_length=200)
    must_change = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    totp_sealed = models.BinaryField(null=True)
    totp_step = models.BigIntegerField(default=0)  # the last time step used: a code works once

    def __str__(self) -> str:
        return str(self.user)

    @property
    def has_totp(self) -> bool:
        """Whether a second factor is asked at sign-in."""
        return self.totp_sealed is not None


class RecoveryCode(models.Model):
    """One of the codes that open the door once when the phone is lost; kept as a digest."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_unique")]

    def __str__(self) -> str:
        return str(self.user)
