"""The file of an import until it is done with: on disk, sealed piece by piece, under a random name.

A piece is its length in four bytes and the sealed bytes; its purpose names the file and its place, so that no piece
can be moved, left out before another, or taken from another file.
"""

import io
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from wangge.kernel import crypto

PIECE = 256 * 1024
NAME = re.compile(r"[0-9a-f]{32}")


def keep(chunks: Iterable[bytes]) -> str:
    """Seal a file; the name finds it again."""
    name = secrets.token_hex(16)
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        for number, piece in enumerate(_pieces(chunks)):
            sealed = crypto.seal(piece.decode("latin-1"), purpose=_purpose(name, number))
            file.write(len(sealed).to_bytes(4) + sealed)
    return name


def opened(name: str) -> IO[bytes]:
    """The plain content as a stream; it is never on disk."""
    return io.BufferedReader(_Unsealed(name), PIECE)


def remove(name: str) -> None:
    """Done with; one that is gone already is no error."""
    if name:
        path_of(name).unlink(missing_ok=True)


def path_of(name: str) -> Path:
    """Where a kept file lies; ValueError when the name is none of ours."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a kept sheet.")
    return Path(settings.MEDIA_ROOT) / "sheets" / name


def _pieces(chunks: Iterable[bytes]) -> Iterable[bytes]:
    rest = b""
    for chunk in chunks:
        rest += chunk
        while len(rest) >= PIECE:
            yield rest[:PIECE]
            rest = rest[PIECE:]
    yield rest


def _purpose(name: str, number: int) -> str:
    return f"importing.sheet {name} {number}"


class _Unsealed(io.RawIOBase):
    """Reads piece after piece."""

    def __init__(self, name: str) -> None:
        self._name, self._number, self._left = name, 0, b""
        self._file = path_of(name).open("rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = self._next()
        given = self._left[: len(buffer)]
        buffer[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _next(self) -> bytes:
        size = self._file.read(4)
        if not size:
            return b""
        sealed = self._file.read(int.from_bytes(size))
        plain = crypto.unseal(sealed, purpose=_purpose(self._name, self._number))
        self._number += 1
        return plain.encode("latin-1")
