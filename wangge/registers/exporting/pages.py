"""A sheet that is written row by row in constant memory, as a workbook or as text, with a line of its own on top."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused
from wangge.registers.exporting.keeping import draft
from wangge.registers.exporting.models import Kind

WIDEST = 60
XLSX_MOST_ROWS = 1_048_576
HEAD_ROWS = 2
READ_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Write = Callable[[Sequence[str]], None]


@dataclass(frozen=True)
class Head:
    """What stands above the rows: who took them along and why, and what each column is."""

    title: str
    mark: str
    columns: Sequence[str]


def refuse_too_many(kind: str, rows: int) -> None:
    """A workbook holds no more than its last row."""
    if kind == Kind.XLSX and rows > XLSX_MOST_ROWS - HEAD_ROWS:
        raise Refused(_("行数超过了 Excel 工作簿能容纳的行数。"), mend=_("请缩小筛选范围，或改选 csv。"))


def opened(kind: str, file: IO[bytes], head: Head) -> AbstractContextManager[Write]:
    """The sheet with its head; what is yielded writes one row."""
    return PAGES[Kind(kind)](file, head)


@contextmanager
def _workbook(file: IO[bytes], head: Head) -> Iterator[Write]:
    import xlsxwriter  # late: slow to load, and seldom wanted

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with draft() as folder, closing(xlsxwriter.Workbook(file, options | {"tmpdir": folder})) as book:
        page = _Page(book.add_worksheet(head.title), head, book.add_format({"bold": True}))
        yield page.write
        page.end()


class _Page:
    """A worksheet that is filled downward; each column becomes as wide as what stands in it."""

    def __init__(self, sheet: Any, head: Head, bold: Any) -> None:
        self._sheet, self._place = sheet, HEAD_ROWS
        self._widths = [_width(title) for title in head.columns]
        sheet.write_string(0, 0, head.mark)
        sheet.write_row(1, 0, head.columns, bold)
        sheet.freeze_panes(HEAD_ROWS, 1)
        sheet.repeat_rows(0, 1)

    def write(self, row: Sequence[str]) -> None:
        refuse_too_many(Kind.XLSX, self._place - HEAD_ROWS + 1)
        for column, cell in enumerate(row):
            if cell:
                self._sheet.write_string(self._place, column, cell)
                self._widths[column] = max(self._widths[column], _width(cell))
        self._place += 1

    def end(self) -> None:
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(width + 2, WIDEST))


def _width(cell: str) -> int:
    """A Chinese sign is as wide as two letters."""
    return len(cell.encode("gb18030"))


@contextmanager
def _text(file: IO[bytes], head: Head) -> Iterator[Write]:
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text)

    def write(row: Sequence[str]) -> None:
        writer.writerow([f"'{cell}" if cell.startswith(READ_AS_FORMULA) else cell for cell in row])

    write([head.mark])
    write(head.columns)
    yield write
    text.flush()
    text.detach()


PAGES: dict[Kind, Callable[[IO[bytes], Head], AbstractContextManager[Write]]] = {
    Kind.XLSX: _workbook,
    Kind.CSV: _text,
}
