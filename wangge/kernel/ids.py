"""Identifiers made in Python, so that a thing has its name before the database hears of it."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique without asking, and later ones sort after earlier ones."""
    return compat.uuid7()
