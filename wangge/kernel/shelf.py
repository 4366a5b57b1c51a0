"""Files that are nobody's but their row's: on disk, sealed piece by piece, under a random name, until done with.

A piece is its length in four bytes and the sealed bytes; its purpose names the file and its place, so that no piece
can be moved, left out before another, or taken from another file.
"""

import io
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from wangge.kernel import crypto

PIECE = 256 * 1024
NAME = re.compile(r"[0-9a-f]{32}")


def new_name() -> str:
    """A name that nobody guesses."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Shelf:
    """One kind of kept files: its folder under the media, and the purpose under which they are sealed."""

    folder: str
    purpose: str

    def keep(self, chunks: Iterable[bytes]) -> str:
        """Seal a file; the name finds it again."""
        name = new_name()
        with self.begun(name) as file:
            for chunk in chunks:
                file.write(chunk)
        return name

    def begun(self, name: str) -> IO[bytes]:
        """A new file, sealed as it is written; the plain content is never on disk."""
        return _Sealing(self, name)  # type: ignore[return-value]

    def opened(self, name: str) -> IO[bytes]:
        """The plain content as a stream; it is never on disk."""
        return io.BufferedReader(_Unsealed(self, name), PIECE)

    def remove(self, name: str) -> None:
        """Done with; one that is gone already is no error."""
        if name:
            self.path_of(name).unlink(missing_ok=True)

    def path_of(self, name: str) -> Path:
        """Where a kept file lies; ValueError when the name is none of ours."""
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a kept file.")
        return self._place / name

    def older_than(self, moment: datetime) -> list[str]:
        """The names of the files that were last written before a moment."""
        files = self._place.iterdir() if self._place.is_dir() else ()
        return [file.name for file in files if NAME.fullmatch(file.name) and _written(file) < moment.timestamp()]

    def purpose_of(self, name: str, number: int) -> str:
        """What a piece is sealed for."""
        return f"{self.purpose} {name} {number}"

    @property
    def _place(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.folder


def _written(file: Path) -> float:
    """When it was last written; one that is gone meanwhile is as good as new."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


class _Sealing(io.RawIOBase):
    """Seals piece after piece."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf, self._name, self._number, self._rest = shelf, name, 0, bytearray()
        path = shelf.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("xb")

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._rest += data
        while len(self._rest) >= PIECE:
            self._seal(bytes(self._rest[:PIECE]))
            del self._rest[:PIECE]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._rest))
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        super().close()

    def _seal(self, piece: bytes) -> None:
        purpose = self._shelf.purpose_of(self._name, self._number)
        sealed = crypto.seal(piece.decode("latin-1"), purpose=purpose)
        self._file.write(len(sealed).to_bytes(4) + sealed)
        self._number += 1


class _Unsealed(io.RawIOBase):
    """Reads piece after piece."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf, self._name, self._number, self._left = shelf, name, 0, b""
        self._file = shelf.path_of(name).open("rb")

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
        plain = crypto.unseal(sealed, purpose=self._shelf.purpose_of(self._name, self._number))
        self._number += 1
        return plain.encode("latin-1")
