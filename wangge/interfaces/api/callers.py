"""Who calls: a system with a token. No session, no cookie; the scope is its mandate's."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from wangge.accounts.actors import Actor
from wangge.exchange import tokens
from wangge.exchange.tokens import Holder
from wangge.interfaces.api.problems import MayNotWrite, TooMany
from wangge.kernel import clock

A_MINUTE = 60
LONGEST_TOKEN = 200


@dataclass
class Called(HttpRequest):
    """A request as the views of the api get it."""

    holder: Holder
    actor: Actor


class Bearer(HttpBearer):
    """`Authorization: Bearer wg_…`"""

    openapi_bearerFormat = "wg_…"  # noqa: N815

    def authenticate(self, request: HttpRequest, token: str) -> Holder | None:
        """The holder of the token, counted; None where it opens nothing."""
        holder = tokens.recognise(token) if len(token) <= LONGEST_TOKEN and token.isascii() else None
        if holder is None:
            return None
        request.holder, request.actor = holder, holder.actor  # type: ignore[attr-defined]
        _count(holder)
        return holder


def needs_writing(request: Called) -> None:
    """Refuse a token that only reads."""
    if not request.holder.may_write:
        raise MayNotWrite(_("这个令牌只能读取。"))


def _count(holder: Holder) -> None:
    """So many requests in a minute, counted in the memory of each web process."""
    window = int(clock.now().timestamp()) // A_MINUTE
    key = f"{holder.token_id}:{window}"
    _counts.add(key, 0, timeout=2 * A_MINUTE)
    if _counts.incr(key) > settings.API_REQUESTS_PER_MINUTE:
        raise TooMany(_("请求太频繁，请一分钟后再试。"))


_counts = LocMemCache("api-callers", {"OPTIONS": {"MAX_ENTRIES": 10_000}})
