"""How often one address may knock: counted in the cache, by a digest of the address."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wangge.kernel import clock, crypto

PURPOSE = "portal.limit"


@dataclass(frozen=True)
class Limit:
    """At most `times` within `seconds`."""

    name: str
    times: int
    seconds: int

    def is_passed(self, request: HttpRequest) -> bool:
        """Count this visit; whether it is one too many."""
        return count(self, _address(request)) > self.times


REPORTS = Limit("report", 20, 3600)
LOOK_UPS = Limit("look-up", 20, 900)
REQUESTS = Limit("request", 6, 3600)
STEPS = Limit("step", 30, 3600)


def count(limit: Limit, who: str) -> int:
    """How often `who` came within the present window, this time included."""
    window = int(clock.now().timestamp()) // limit.seconds
    key = f"limit:{limit.name}:{window}:{crypto.blind_index(who, purpose=PURPOSE)[:24]}"
    if cache.add(key, 1, timeout=limit.seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1


def too_many(request: HttpRequest, limit: Limit) -> HttpResponse:
    """The page that asks for a little patience."""
    page = render(request, "429.html", status=429)
    page.headers["Retry-After"] = str(limit.seconds)
    return page


def _address(request: HttpRequest) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
