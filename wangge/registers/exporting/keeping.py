"""Where the files of exports lie, and the folder in which a workbook is put together.

The library that writes workbooks puts their parts into plain files before it packs them. They get a folder of their
own that only this user may open; it goes with the attempt, and what a killed worker left goes at the next start.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from wangge.kernel.shelf import Shelf

EXPORTS = Shelf("exports", purpose="exporting.export")


@contextmanager
def draft() -> Iterator[str]:
    """A private folder for one attempt."""
    place = Path(settings.EXPORT_DRAFTS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place) as folder:
        yield folder


def sweep_drafts() -> None:
    """What killed workers left; to be called where no export is being written."""
    place = Path(settings.EXPORT_DRAFTS)
    for folder in place.iterdir() if place.is_dir() else ():
        shutil.rmtree(folder, ignore_errors=True)
