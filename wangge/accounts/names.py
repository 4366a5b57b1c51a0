"""The name typed at the door, as the record keeps it."""

from wangge.kernel import crypto


def index(username: str) -> str:
    """A keyed digest of a login name: equal names are found without being shown."""
    return crypto.blind_index(username.strip().lower(), purpose="accounts.sign_in.name")
