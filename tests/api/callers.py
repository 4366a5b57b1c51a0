"""A system that calls the api over the test client, with a token of its own."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.world import As, World
from wangge.accounts.models import Mandate
from wangge.exchange import tokens
from wangge.kernel import clock

ROOT = "/api/v1"


@dataclass
class System:
    """One caller."""

    word: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(ROOT + path, query, headers=self._headers())

    def post(self, path: str, body: Any = None, key: object = None) -> Any:
        headers = self._headers() | {"Idempotency-Key": str(key or uuid4())}
        said = json.dumps(body or {})
        return self.client.post(ROOT + path, said, content_type="application/json", headers=headers)

    def bring(self, content: bytes, name: str = "photo.jpg", key: object = None) -> Any:
        """Upload a file."""
        headers = self._headers() | {"Idempotency-Key": str(key or uuid4())}
        return self.client.post(ROOT + "/uploads", {"file": SimpleUploadedFile(name, content)}, headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.word}"}


def system(
    world: World, who: str, *, may_write: bool = True, days: int = 30, issued_ago: timedelta = timedelta()
) -> System:
    """A system that acts under one person's mandate."""
    at = clock.now() - issued_ago
    with As(world.security_admin) as by:
        mandate = Mandate.objects.get(pk=world.people[who].mandate_id)
        issued = tokens.issue(mandate, name=f"系统 {who}", days=days, may_write=may_write, by=by, at=at)
    return System(issued.word)
