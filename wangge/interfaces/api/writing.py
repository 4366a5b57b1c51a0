"""Every write bears a key: the same key is answered the same, another body under it is refused."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.utils.translation import gettext as _
from ninja import Status

from wangge.exchange.models import Answer
from wangge.interfaces.api.callers import Called, needs_writing
from wangge.interfaces.api.problems import Conflict
from wangge.interfaces.api.said import Said
from wangge.kernel import clock

TAKE_KEY = """
INSERT INTO exchange_answer (token_id, mandate_id, area_code, key, fingerprint, status, body, made_at)
VALUES (%(token_id)s, %(mandate_id)s, %(area_code)s, %(key)s, %(fingerprint)s, %(status)s, '{}', %(made_at)s)
ON CONFLICT (token_id, key) DO NOTHING
"""


def once(
    request: Called, key: UUID, act: Callable[[UUID], Said], *, status: int = 200, content: str = ""
) -> Status[Any]:
    """Do it once for a key and keep the answer. `act` is given the key of its journal entry.

    A refusal is not kept: it undoes the whole request, and the same key may try again. `content` stands for a body
    that is not the same bytes each time (a multipart upload).
    """
    needs_writing(request)
    fingerprint = _fingerprint(request, content)
    mine = Answer.objects.filter(token_id=request.holder.token_id, key=key)
    if not _is_first(request, key, fingerprint, status):
        return _again(mine.get(), fingerprint)
    body = act(uuid5(request.holder.token_id, str(key))).model_dump(mode="json")
    mine.update(body=body)
    return Status(status, body)


def _is_first(request: Called, key: UUID, fingerprint: str, status: int) -> bool:
    """Take the key. Who comes while another still works under it waits here for the outcome."""
    taken: dict[str, Any] = {
        "token_id": request.holder.token_id,
        "mandate_id": request.holder.mandate_id,
        "area_code": request.actor.area_code,
        "key": key,
        "fingerprint": fingerprint,
        "status": status,
        "made_at": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE_KEY, taken)
        return bool(cursor.rowcount)


def _again(known: Answer, fingerprint: str) -> Status[Any]:
    if known.fingerprint != fingerprint:
        raise Conflict(_("这个 Idempotency-Key 已经用于另一项提交。"), field="Idempotency-Key")
    return Status(known.status, known.body)


def _fingerprint(request: Called, content: str) -> str:
    said = content.encode() if content else request.body
    head = f"{request.method} {request.path}?{request.META.get('QUERY_STRING', '')}\n"
    return hashlib.sha256(head.encode() + said).hexdigest()
