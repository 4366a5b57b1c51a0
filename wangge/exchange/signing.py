"""Signatures as Standard Webhooks (version 1) writes them: receivers can check them with any of its libraries."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret that both sides sign with: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(message: UUID, body: bytes, secrets_now: Iterable[str], *, at: datetime) -> dict[str, str]:
    """Who says it, when, and the proof: HMAC-SHA256 over `id.timestamp.body`, one for each secret."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join([str(message).encode(), timestamp.encode(), body])
    return {
        "webhook-id": str(message),
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets_now),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
