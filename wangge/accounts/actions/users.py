"""A user comes, is renamed, is locked and unlocked; what they settle for themselves."""

import re
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.actions.permission import MAKERS, is_oneself, needs, not_oneself
from wangge.accounts.actions.register import note_at_the_door, put_on_record
from wangge.accounts.actors import Actor
from wangge.accounts.models import Credential, SignIn, User
from wangge.accounts.roles import Role
from wangge.kernel.refused import Refused

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")


@transaction.atomic
def create_user(
    *,
    username: str,
    name: str,
    password: str = "",
    phone: str = "",
    must_change: bool = False,
    by: Actor,
    at: datetime,
) -> User:
    """Somebody may be given mandates and a password. Only a machine that makes a town brings the password with it."""
    needs(Role.SYSTEM_ADMIN, by=by)
    if password and by.machine not in MAKERS:
        raise Refused(_("初始密码由安全管理员发放。"), field="password")
    user = User(username=_free_username(username), name=_real_name(name), created_at=at)
    user.seal_phone(_plain_phone(phone))
    user.save(force_insert=True)
    if password:
        Credential(user=user, password=make_password(password), must_change=must_change, changed_at=at).save(
            force_insert=True
        )
    put_on_record("create_user", subject=user, by=by, at=at)
    return user


@transaction.atomic
def change_user(user: User, *, name: str, phone: str, by: Actor, at: datetime) -> None:
    """A user's name or phone was wrong or has changed."""
    needs(Role.SYSTEM_ADMIN, by=by)
    user.name = _real_name(name)
    user.seal_phone(_plain_phone(phone))
    user.save(update_fields=["name", "phone_sealed"])
    put_on_record("change_user", subject=user, by=by, at=at)


@transaction.atomic
def lock(user: User, *, by: Actor, at: datetime) -> None:
    """The user may no longer sign in, and is out at the next request."""
    _switch(user, is_active=False, by=by)
    note_at_the_door(SignIn.Kind.LOCKED, user=user, by=by, at=at)
    put_on_record("lock_user", subject=user, by=by, at=at)


@transaction.atomic
def unlock(user: User, *, by: Actor, at: datetime) -> None:
    """The user may sign in again; failures so far no longer count."""
    _switch(user, is_active=True, by=by)
    note_at_the_door(SignIn.Kind.UNLOCKED, user=user, by=by, at=at)
    put_on_record("unlock_user", subject=user, by=by, at=at)


@transaction.atomic
def choose_language(user: User, language: str, *, by: Actor, at: datetime) -> None:
    """The person reads Chinese or English from now on."""
    is_oneself(user.pk, by=by)
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("没有这种语言。"), field="language")
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def give_phone(user: User, phone: str, *, by: Actor, at: datetime) -> None:
    """The person's own phone number has changed."""
    is_oneself(user.pk, by=by)
    user.seal_phone(_plain_phone(phone))
    user.save(update_fields=["phone_sealed"])
    put_on_record("give_phone", subject=user, by=by, at=at)


def _switch(user: User, *, is_active: bool, by: Actor) -> None:
    needs(Role.SECURITY_ADMIN, by=by)
    not_oneself(user.pk, by=by)
    user.is_active = is_active
    user.save(update_fields=["is_active"])


def _free_username(username: str) -> str:
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise Refused(
            _("登录名为 2 到 40 个小写字母、数字、点、短横或下划线，以字母或数字开头。"),
            field="username",
        )
    if User.objects.filter(username=username).exists():
        raise Refused(
            _("登录名“%(username)s”已被使用。") % {"username": username}, field="username", mend=_("换一个登录名。")
        )
    return username


def _real_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 40:
        raise Refused(_("请填写姓名，最多 40 个字。"), field="name")
    return name


def _plain_phone(phone: str) -> str:
    phone = phone.strip()
    if phone and not _PHONE.fullmatch(phone):
        raise Refused(_("电话号码只能有数字、空格和短横。"), field="phone")
    return phone
