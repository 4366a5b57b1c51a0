"""The door: who is let in, and after how many failures nobody is.

The record of the door is the counter: what it shows is what counts. These acts are not atomic by themselves, because a
failure is told by a refusal and must stay on record all the same; the request's transaction keeps both.
Unknown names are treated, timed and locked like known ones, so that nobody learns who has an account.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wangge.accounts import names, totp
from wangge.accounts.models import Credential, RecoveryCode, SignIn, User
from wangge.kernel.refused import Refused

_ADDRESS_WINDOW = timedelta(minutes=10)
_WARN_BELOW = 3


@dataclass(frozen=True)
class Visitor:
    """From where somebody knocks."""

    address: str | None
    agent: str = ""


def try_password(username: str, password: str, *, visitor: Visitor, at: datetime) -> User:
    """The user whose name and password these are. A second factor may still be asked (`user.credential.has_totp`)."""
    user = _user_named(username, password)
    name_index = names.index(username)
    _one_at_a_time(name_index)
    _refuse_crowd(visitor, at)
    _refuse_locked(name_index, user, visitor, at)
    if user is None or not _is_password_of(user, password):
        _write(SignIn.Kind.WRONG_PASSWORD, user, name_index, visitor, at)
        raise Refused(_wrong(name_index, at), field="password")
    if not user.is_active:
        _write(SignIn.Kind.LOCKED_OUT, user, name_index, visitor, at)
        raise Refused(_("账号已停用。"), mend=_("请联系安全管理员。"))
    return user


def try_code(user: User, code: str, *, visitor: Visitor, at: datetime) -> None:
    """The second factor: the code of the moment, or a recovery code, each of them once."""
    name_index = names.index(user.username)
    _one_at_a_time(name_index)
    _refuse_locked(name_index, user, visitor, at)
    if _is_code_of(user, code, at):
        return
    if RecoveryCode.objects.filter(user=user, digest=totp.recovery_digest(code), used_at=None).update(used_at=at):
        _write(SignIn.Kind.RECOVERY_USED, user, name_index, visitor, at)
        return
    _write(SignIn.Kind.WRONG_CODE, user, name_index, visitor, at)
    raise Refused(_("动态码不正确。"), field="code", mend=_("请输入手机上最新的 6 位数字，或一个未用过的恢复码。"))


def note(kind: SignIn.Kind, user: User, *, visitor: Visitor, at: datetime) -> None:
    """Put a sign-in, a sign-out or an idle end on record."""
    _write(kind, user, names.index(user.username), visitor, at)


def locked_until(username: str, *, at: datetime) -> datetime | None:
    """Until when failures keep this name out; None when they do not."""
    return _locked_until(names.index(username), at)


def _one_at_a_time(name_index: str) -> None:
    """A hundred guesses at once are a hundred guesses, not one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name_index])


def _refuse_crowd(visitor: Visitor, at: datetime) -> None:
    failures = SignIn.objects.filter(
        address=visitor.address, at__gt=at - _ADDRESS_WINDOW, kind__in=SignIn.FAILURES
    ).count()
    if visitor.address and failures >= settings.SIGN_IN_ADDRESS_FAILURES:
        raise Refused(_("该网络地址失败次数过多，请十分钟后再试。"))


def _refuse_locked(name_index: str, user: User | None, visitor: Visitor, at: datetime) -> None:
    until = _locked_until(name_index, at)
    if until is None:
        return
    _write(SignIn.Kind.LOCKED_OUT, user, name_index, visitor, at)
    raise Refused(_locked(until, at), mend=_("忘记密码请联系安全管理员。"))


def _locked_until(name_index: str, at: datetime) -> datetime | None:
    failures = _failures_in_a_row(name_index, at)
    if len(failures) < settings.SIGN_IN_FAILURES:
        return None
    until = failures[0] + timedelta(seconds=settings.SIGN_IN_LOCK_SECONDS)
    return until if at < until else None


def _failures_in_a_row(name_index: str, at: datetime) -> list[datetime]:
    """The moments of the latest failures, newest first, back to the last success or to the length of a lock."""
    lock = timedelta(seconds=settings.SIGN_IN_LOCK_SECONDS)
    events = SignIn.objects.filter(
        name_index=name_index, at__gt=at - 2 * lock, at__lte=at, kind__in=(*SignIn.FAILURES, *SignIn.PARDONS)
    ).order_by("-at", "-id")[: settings.SIGN_IN_FAILURES]
    failures: list[datetime] = []
    for event in events:
        if event.kind in SignIn.PARDONS or (failures and event.at <= failures[0] - lock):
            break
        failures.append(event.at)
    return failures


def _user_named(username: str, password: str) -> User | None:
    user = User.objects.select_related("credential").filter(username=username.strip().lower()).first()
    if user is None or not hasattr(user, "credential"):
        make_password(password)  # an unknown name takes as long as a known one
        return None
    return user


def _is_password_of(user: User, password: str) -> bool:
    credential = user.credential

    def renew(raw: str) -> None:
        Credential.objects.filter(user=user).update(password=make_password(raw))
        credential.refresh_from_db(fields=["password"])

    return check_password(password, credential.password, renew)


def _is_code_of(user: User, code: str, at: datetime) -> bool:
    credential = Credential.objects.select_for_update().get(user=user)
    if credential.totp_sealed is None:
        return False
    step = totp.step_of(code, secret=totp.unseal(bytes(credential.totp_sealed)), at=at, after=credential.totp_step)
    if step is None:
        return False
    credential.totp_step = step
    credential.save(update_fields=["totp_step"])
    return True


def _wrong(name_index: str, at: datetime) -> str:
    left = settings.SIGN_IN_FAILURES - len(_failures_in_a_row(name_index, at))
    if left <= 0:
        return _locked(at + timedelta(seconds=settings.SIGN_IN_LOCK_SECONDS), at)
    wrong = _("登录名或密码不正确。")
    if left >= _WARN_BELOW:
        return wrong
    return wrong + ngettext("再错 %(left)d 次将暂时锁定。", "再错 %(left)d 次将暂时锁定。", left) % {"left": left}


def _locked(until: datetime, at: datetime) -> str:
    minutes = -(-int((until - at).total_seconds()) // 60)
    return ngettext(
        "失败次数过多，已暂时锁定，请 %(minutes)d 分钟后再试。",
        "失败次数过多，已暂时锁定，请 %(minutes)d 分钟后再试。",
        minutes,
    ) % {"minutes": minutes}


def _write(kind: SignIn.Kind, user: User | None, name_index: str, visitor: Visitor, at: datetime) -> None:
    SignIn(kind=kind, at=at, user=user, name_index=name_index, address=visitor.address, agent=visitor.agent[:200]).save(
        force_insert=True
    )
