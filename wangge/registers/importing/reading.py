"""Reads a sheet line by line: csv (UTF-8 with or without BOM, UTF-16, GBK) as a stream; xlsx, xls, ods by calamine.

The content decides what it is, not the name. A line is its number as a spreadsheet shows it and the texts of its cells.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused

SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
DELIMITERS = ",\t;|"
LOOKED_AT = 1 << 20
MOST_COLUMNS = 200
ENCODINGS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Opens = Callable[[], IO[bytes]]


class Line(NamedTuple):
    """One line below the head."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A file as a sheet; `lines()` reads it from the start each time."""

    columns: tuple[str, ...]
    head: int
    opens: Opens
    rows: Callable[[IO[bytes]], Iterator[list[str]]]

    def lines(self) -> Iterator[Line]:
        """Every line that is not empty."""
        width = len(self.columns)
        with self.opens() as file:
            for number, cells in enumerate(self.rows(file), 1):
                if number > self.head and any(cells):
                    yield Line(number, (cells + [""] * width)[:width] if len(cells) != width else cells)


def read(opens: Opens) -> Sheet:
    """The sheet in a file that `opens` opens; refused where it is none, or has no head and no line."""
    with opens() as file:
        start = file.read(8)
    rows = _of_workbook if start.startswith(SHEETS) else _of_csv(opens)
    try:
        with opens() as file:
            for number, cells in enumerate(rows(file), 1):
                if any(cells):
                    return Sheet(_columns(cells), number, opens, rows)
    except (csv.Error, UnicodeError) as error:
        raise _unreadable() from error
    raise Refused(_("文件是空的。"), field="file", mend=_("请重新选择文件。"))


def _columns(cells: list[str]) -> tuple[str, ...]:
    """The names of the columns, each once; a column without a name bears its letter."""
    names: dict[str, None] = {}
    for number, cell in enumerate(cells[:MOST_COLUMNS], 1):
        name = " ".join(cell.split()) or _("第 %(number)d 列") % {"number": number}
        while name in names:
            name += "′"
        names[name] = None
    return tuple(names)


def _of_csv(opens: Opens) -> Callable[[IO[bytes]], Iterator[list[str]]]:
    encoding = _encoding(opens)
    with opens() as file:
        first = io.TextIOWrapper(file, encoding, newline="").readline()
    if "\0" in first:
        raise _unreadable()
    delimiter = max(DELIMITERS, key=first.count)

    def rows(file: IO[bytes]) -> Iterator[list[str]]:
        return csv.reader(io.TextIOWrapper(file, encoding, newline=""), delimiter=delimiter)

    return rows


def _encoding(opens: Opens) -> str:
    """By its mark; without one UTF-8 if the whole file is, else the Chinese national encoding."""
    with opens() as file:
        start = file.read(4)
        marked = next((name for mark, name in ENCODINGS.items() if start.startswith(mark)), "")
        if marked:
            return marked
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while chunk := file.read(LOOKED_AT):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8"


def _of_workbook(file: IO[bytes]) -> Iterator[list[str]]:
    """The first sheet that has anything in it."""
    from python_calamine import CalamineError, CalamineWorkbook  # late: wanted by imports only

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                first = sheet.start[0] if sheet.start else 0
                yield from ([] for _empty in range(first))
                for row in sheet.iter_rows():
                    yield [_text(cell) for cell in row]
                return
    except CalamineError as error:
        raise _unreadable() from error


def _text(cell: Any) -> str:
    """A cell as text: whole numbers lose their point, days are written the ISO way."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _unreadable() -> Refused:
    mend = _("请另存为 xlsx、xls、ods 或 csv 后再上传。")
    return Refused(_("这个文件不是能读的表格。"), field="file", mend=mend)
