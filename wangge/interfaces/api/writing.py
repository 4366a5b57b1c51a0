"""Every write bears a key: the same key is answered the same, another body under it is refused."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _
from ninja import Schema, Status

from wangge.exchange.models import Answer
from wangge.interfaces.api.callers import Called, needs_writing
from wangge.interfaces.api.problems import Conflict
from wangge.kernel import clock


def once(
    request: Called, key: UUID, act: Callable[[UUID], Schema], *, status: int = 200, content: str = ""
) -> Status[Any]:
    """Do it once for a key and keep the answer. `act` is given the key of its journal entry.

    A refusal is not kept: nothing was done, and the same key may try again. `content` stands for a body that is not
    the same bytes each time (a multipart upload).
    """
    needs_writing(request)
    fingerprint = _fingerprint(request, content)
    _one_at_a_time(request, key)
    known = Answer.objects.filter(token_id=request.holder.token_id, key=key).first()
    if known is None:
        return _done(request, key, act, status, fingerprint)
    if known.fingerprint != fingerprint:
        raise Conflict(_("这个 Idempotency-Key 已经用于另一项提交。"), field="Idempotency-Key")
    return Status(known.status, known.body)


def _done(request: Called, key: UUID, act: Callable[[UUID], Schema], status: int, fingerprint: str) -> Status[Any]:
    with transaction.atomic():
        body = act(uuid5(request.holder.token_id, str(key))).model_dump(mode="json")
        Answer.objects.create(
            token_id=request.holder.token_id,
            mandate_id=request.holder.mandate_id,
            area_code=request.actor.area_code,
            key=key,
            fingerprint=fingerprint,
            status=status,
            body=body,
            made_at=clock.now(),
        )
    return Status(status, body)


def _fingerprint(request: Called, content: str) -> str:
    said = content.encode() if content else request.body
    head = f"{request.method} {request.path}?{request.META.get('QUERY_STRING', '')}\n"
    return hashlib.sha256(head.encode() + said).hexdigest()


def _one_at_a_time(request: Called, key: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"api:{request.holder.token_id}:{key}"]
        )
