"""Time-based one-time passwords (RFC 6238): six digits, thirty seconds, one step of tolerance to either side."""

import base64
import hmac
import re
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from wangge.kernel import crypto

STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1
_PURPOSE = "accounts.totp"


def new_secret() -> str:
    """160 random bits in base 32, as authenticator apps read them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def seal(secret: str) -> bytes:
    """Encrypt a secret for the credential's row."""
    return crypto.seal(secret, purpose=_PURPOSE)


def unseal(sealed: bytes) -> str:
    """The secret of a credential."""
    return crypto.unseal(sealed, purpose=_PURPOSE)


def address(secret: str, *, account: str, issuer: str) -> str:
    """The otpauth:// address that a QR code carries."""
    return _generator(secret).get_provisioning_uri(account, issuer)


def step_of(code: str, *, secret: str, at: datetime, after: int = 0) -> int | None:
    """The time step that a code belongs to, if it is right, near `at` and later than the last step used."""
    digits = re.sub(r"\s", "", code)
    now = int(at.timestamp()) // STEP_SECONDS
    for step in range(max(now - TOLERANCE, after + 1), now + TOLERANCE + 1):
        if hmac.compare_digest(code_at(step, secret=secret).encode(), digits.encode()):
            return step
    return None


def code_at(step: int, *, secret: str) -> str:
    """The code of a time step."""
    return _generator(secret).generate(step * STEP_SECONDS).decode()


def recovery_digest(code: str) -> str:
    """A recovery code as its row keeps it; hyphens, blanks and case do not matter."""
    return crypto.blind_index(re.sub(r"[\s-]", "", code).lower(), purpose="accounts.recovery")


def _generator(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
