"""Where the house keeps its data and its own secrets."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def home() -> Path:
    """The data folder: WANGGE_HOME, or `var/` beside the code."""
    folder = Path(os.environ.get("WANGGE_HOME") or ROOT / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def kept_secret(name: str, make: Callable[[], str]) -> str:
    """A secret that is made once and kept, readable by nobody else, under the data folder."""
    file = home() / "secrets" / name
    file.parent.mkdir(mode=0o700, exist_ok=True)
    if not file.exists():
        _write_once(file, make())
    return file.read_text()


def _write_once(file: Path, secret: str) -> None:
    """Two processes may come here at once: the first one's secret stands."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secret)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
