"""Passwords and second factors: issued by the security administrator, changed by the person."""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts import totp
from wangge.accounts.actions.permission import is_oneself, needs, not_oneself
from wangge.accounts.actions.register import note_at_the_door, put_on_record
from wangge.accounts.actors import Actor
from wangge.accounts.models import Credential, RecoveryCode, SignIn, User
from wangge.accounts.roles import Role
from wangge.kernel.refused import Refused

_CLEAR_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_FIRST_PASSWORD_GROUPS = 3
_RECOVERY_CODES = 10


@transaction.atomic
def issue_password(user: User, *, by: Actor, at: datetime) -> str:
    """A first password, returned once; it must be changed at the first sign-in. Other sessions of the user end."""
    needs(Role.SECURITY_ADMIN, by=by)
    not_oneself(user.pk, by=by)
    password = "-".join(_random_word(4) for _number in range(_FIRST_PASSWORD_GROUPS))
    values = {"password": make_password(password), "must_change": True, "changed_at": at}
    if not Credential.objects.filter(user=user).update(**values):
        Credential(user=user, **values).save(force_insert=True)
    note_at_the_door(SignIn.Kind.PASSWORD_ISSUED, user=user, by=by, at=at)
    put_on_record("issue_password", subject=user, by=by, at=at)
    return password


@transaction.atomic
def change_password(user: User, *, old: str, new: str, by: Actor, at: datetime) -> None:
    """The person's own new password; sessions elsewhere end."""
    is_oneself(user.pk, by=by)
    credential = Credential.objects.select_for_update().get(user=user)
    if not check_password(old, credential.password):
        raise Refused(_("原密码不正确。"), field="old")
    if check_password(new, credential.password):
        raise Refused(_("新密码不能与原密码相同。"), field="new")
    _fit_password(new, user)
    credential.password = make_password(new)
    credential.must_change = False
    credential.changed_at = at
    credential.save(update_fields=["password", "must_change", "changed_at"])
    user.credential = credential
    note_at_the_door(SignIn.Kind.PASSWORD_CHANGED, user=user, by=by, at=at)


@transaction.atomic
def start_second_factor(user: User, *, secret: str, code: str, by: Actor, at: datetime) -> list[str]:
    """Ask for a code at every sign-in from now on. Returns the recovery codes, shown once."""
    is_oneself(user.pk, by=by)
    step = totp.step_of(code, secret=secret, at=at)
    if step is None:
        raise Refused(_("动态码不正确。"), field="code", mend=_("请确认手机时间准确，再输入最新的 6 位数字。"))
    Credential.objects.filter(user=user).update(totp_sealed=totp.seal(secret), totp_step=step)
    note_at_the_door(SignIn.Kind.TOTP_ON, user=user, by=by, at=at)
    return _new_recovery_codes(user)


@transaction.atomic
def renew_recovery_codes(user: User, *, by: Actor, at: datetime) -> list[str]:
    """New recovery codes, shown once; the old ones no longer open anything."""
    is_oneself(user.pk, by=by)
    if not Credential.objects.filter(user=user, totp_sealed__isnull=False).exists():
        raise Refused(_("还没有启用动态码。"))
    put_on_record("renew_recovery_codes", subject=user, by=by, at=at)
    return _new_recovery_codes(user)


@transaction.atomic
def stop_second_factor(user: User, *, password: str, by: Actor, at: datetime) -> None:
    """No code is asked any longer; the person proves themselves once more by the password."""
    is_oneself(user.pk, by=by)
    if not check_password(password, Credential.objects.get(user=user).password):
        raise Refused(_("密码不正确。"), field="password")
    _forget_second_factor(user, by=by, at=at)


@transaction.atomic
def clear_second_factor(user: User, *, by: Actor, at: datetime) -> None:
    """The person lost phone and recovery codes."""
    needs(Role.SECURITY_ADMIN, by=by)
    not_oneself(user.pk, by=by)
    _forget_second_factor(user, by=by, at=at)
    put_on_record("clear_second_factor", subject=user, by=by, at=at)


def _fit_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="new") from error


def _forget_second_factor(user: User, *, by: Actor, at: datetime) -> None:
    Credential.objects.filter(user=user).update(totp_sealed=None)
    RecoveryCode.objects.filter(user=user).delete()
    note_at_the_door(SignIn.Kind.TOTP_OFF, user=user, by=by, at=at)


def _new_recovery_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [f"{_random_word(5)}-{_random_word(5)}" for _number in range(_RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=totp.recovery_digest(code)) for code in codes)
    return codes


def _random_word(length: int) -> str:
    return "".join(secrets.choice(_CLEAR_LETTERS) for _letter in range(length))
