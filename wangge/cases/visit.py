"""A visit: what comes to a case from outside, by whatever interface."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wangge.accounts.actors import Actor
from wangge.cases.models import Assignment, AttachmentKind, Case
from wangge.kernel.files import StoredFile
from wangge.kernel.ids import new_id

Subject = Case | Assignment
"""What a step is taken on."""


@dataclass(frozen=True)
class Visit:
    """One visit to a case: who comes, when it happened, and the key that makes a repeat harmless.

    `words` are free words by name (`reason`, `answer` …), kept encrypted beside the entry;
    `photos` are stored files with what they show.
    """

    by: Actor
    at: datetime
    key: UUID = field(default_factory=new_id)
    words: dict[str, str] = field(default_factory=dict)
    photos: Sequence[tuple[StoredFile, AttachmentKind]] = ()
