"""Tokens: issued once, recognised by their keyed digest, revoked at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts import queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.exchange.models import Token
from wangge.exchange.register import put_on_record
from wangge.kernel import clock, crypto
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import become

PREFIX = "wg_"
WORD_BYTES = 32
HEAD_LENGTH = 8
LONGEST_DAYS = 730
HELD = ("name", "user_id", "mandate_id", "area_id", "area_code", "area_level", "department_id", "department_path")
FIND = "SELECT * FROM exchange_find_token(%s, %s)"


@dataclass(frozen=True)
class Issued:
    """A new token, and the word that is shown this once."""

    token: Token
    word: str


@dataclass(frozen=True)
class Holder:
    """Who came with a token, and whether it may write."""

    token_id: UUID
    actor: Actor
    may_write: bool

    @property
    def mandate_id(self) -> int:
        """The mandate that the token acts for."""
        if self.actor.mandate_id is None:
            raise TypeError("a token acts for a mandate")
        return self.actor.mandate_id


@transaction.atomic
def issue(mandate: Mandate, *, name: str, days: int, may_write: bool, by: Actor, at: datetime) -> Issued:
    """Give another system a key to one mandate, for so many days."""
    _refuse_unfit(mandate, by, at)
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("有效期为 1 至 %(most)d 天。") % {"most": LONGEST_DAYS}, field="days")
    word = PREFIX + secrets.token_urlsafe(WORD_BYTES)
    token = Token.objects.create(
        mandate=mandate,
        area_code=mandate.area_code,
        name=name.strip(),
        digest=_digest(word),
        head=word[:HEAD_LENGTH],
        may_write=may_write,
        made_at=at,
        made_by_id=by.user_id,
        expires_at=at + timedelta(days=days),
    )
    put_on_record("issue_token", subject=token, by=by, at=at, area_code=token.area_code)
    return Issued(token, word)


@transaction.atomic
def revoke(token: Token, *, by: Actor, at: datetime) -> None:
    """The token opens nothing from now on."""
    _needs_security(by)
    if token.revoked_at:
        raise Refused(_("这个令牌已经吊销。"))
    Token.objects.filter(pk=token.pk).update(revoked_at=at)
    put_on_record("revoke_token", subject=token, by=by, at=at, area_code=token.area_code)


def seen_by(actor: Actor) -> QuerySet[Token]:
    """The tokens of an administrator's ground."""
    if actor.role not in ADMINISTRATORS:
        return Token.objects.none()
    return Token.objects.filter(queries.within(actor.area_code))


def recognise(word: str) -> Holder | None:
    """Become whom the token stands for; None where it opens nothing. Two queries in an open scope."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [_digest(word), clock.today()])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, may_write, role, *held = row
    actor = Actor("mandate", **dict(zip(HELD, held, strict=True)), role=Role(role))
    become(actor.scope())
    return Holder(token_id, actor, may_write)


def _refuse_unfit(mandate: Mandate, by: Actor, at: datetime) -> None:
    _needs_security(by)
    if not mandate.area_code.startswith(by.area_code):
        raise NotYours(_("该区域不在您的管辖范围内。"))
    if mandate.user_id == by.user_id:
        raise Refused(_("不能给自己的授权签发令牌。"), field="mandate")
    if mandate.role in ADMINISTRATORS:
        raise Refused(_("管理员的授权不能用于系统对接。"), field="mandate")
    if not mandate.holds_on(clock.day_of(at)):
        raise Refused(_("该授权不在有效期。"), field="mandate")


def _needs_security(by: Actor) -> None:
    if by.machine != "import" and by.role != Role.SECURITY_ADMIN:
        raise NotYours(_("只有安全管理员可以签发和吊销令牌。"))


def _digest(word: str) -> str:
    return crypto.blind_index(word, purpose=Token.PURPOSE)
