"""The pass: after showing a receipt, a resident's browser keeps it for two hours in a signed cookie.

The code itself opens the one matter, so the cookie is sealed, not only signed.
"""

import base64
import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from wangge.accounts.actors import Actor
from wangge.cases.receipts import find_receipt
from wangge.kernel import crypto

COOKIE = "wangge_receipt"
REQUEST_COOKIE = "wangge_request"
PURPOSE = "portal.pass"
SECONDS = 2 * 3600


@dataclass(frozen=True)
class Pass:
    """A receipt code and the phone tail that goes with it (empty where no phone was given)."""

    code: str
    tail: str = ""

    def actor(self) -> Actor | None:
        """The resident of this receipt; None where the two do not belong together."""
        found = find_receipt(self.code, self.tail)
        return Actor.resident(found.case_id, found.area_code) if found else None


def keep(response: HttpResponseBase, shown: Pass, cookie: str = COOKIE) -> None:
    """Let the browser keep the pass."""
    sealed = crypto.seal(json.dumps(asdict(shown)), purpose=PURPOSE)
    response.set_signed_cookie(
        cookie,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def shown_by(request: HttpRequest, cookie: str = COOKIE) -> Pass | None:
    """The pass that the browser shows; None where there is none or its time has run out."""
    value = request.get_signed_cookie(cookie, default=None, max_age=SECONDS)
    if not value:
        return None
    return Pass(**json.loads(crypto.unseal(base64.urlsafe_b64decode(value), purpose=PURPOSE)))


def take_back(response: HttpResponseBase, cookie: str = COOKIE) -> None:
    """Forget the pass, on a phone that others use too."""
    response.delete_cookie(cookie, samesite="Lax")
