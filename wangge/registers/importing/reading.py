"""Reads a sheet line by line: csv (UTF-8 with or without BOM, UTF-16, GBK) as a stream; xlsx, xls, ods by calamine.

The content decides what it is, not the name. A line is its number as a spreadsheet shows it and the texts of its cells.
Titles and captions may stand above the names of the columns; a cell merged over several lines counts for each of them.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused

SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"<", b"\xef\xbb\xbf<", b"{")
LOCKED = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = ",\t;|"
LOOKED_AT = 1 << 20
MOST_COLUMNS = 200
MOST_ABOVE = 10  # lines with something in them that may stand above the names of the columns
EXACT = 1e15  # a spreadsheet keeps fifteen digits of a number
VALUE = re.compile(r"[\d.\-/年月日 ]*\d[\d.\-/年月日 ]*|.*\d{5}.*|[男女]", re.ASCII)
ENOUGH = 0.7  # of the names that the fullest line has; a line of groups above it has fewer
CAPTION = re.compile("[^:：]+[:：].*")
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
        width, number = len(self.columns), 0
        try:
            with self.opens() as file:
                for number, cells in enumerate(self.rows(file), 1):
                    if number > self.head and any(cells):
                        yield Line(number, (cells + [""] * width)[:width] if len(cells) != width else cells)
        except (csv.Error, UnicodeError) as error:
            raise _unreadable_behind(number) from error


def read(opens: Opens) -> Sheet:
    """The sheet in a file that `opens` opens; refused where it is none, or has no head and no line."""
    with opens() as file:
        start = file.read(8)
    if start.startswith(OTHERS):
        raise _unreadable()
    try:
        rows = _of_workbook if start.startswith(SHEETS) else _of_csv(opens)
        with opens() as file:
            filled = ((number, cells) for number, cells in enumerate(rows(file), 1) if any(map(str.strip, cells)))
            first = list(islice(filled, MOST_ABOVE))
            head, names = _head(first)
            if first[-1][0] == head and next(filled, None) is None:
                raise Refused(_("表里只有列名，没有数据。"), field="file", mend=_("请填写后再上传。"))
    except (csv.Error, UnicodeError) as error:
        raise _unreadable() from error
    return Sheet(_columns(names), head, opens, rows)


def left_out(opens: Opens) -> list[str]:
    """The names of the sheets of a workbook behind the one that is read."""
    with opens() as file:
        if not file.read(8).startswith(SHEETS):
            return []
    with opens() as file:
        return [str(sheet.name) for sheet in islice(_filled(file), 1, None)]


def _head(first: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The line that names the columns: the first that says about as much as any above the first that holds a value."""
    if not first:
        raise Refused(_("文件是空的。"), field="file", mend=_("请重新选择文件。"))
    above = next((place for place, (_number, cells) in enumerate(first) if _holds_value(cells)), len(first))
    named = [_named(cells) for _number, cells in first[: above or 1]]
    return first[next(place for place, count in enumerate(named) if count >= ENOUGH * max(named))]


def _holds_value(cells: list[str]) -> bool:
    return any(VALUE.fullmatch(cell.strip()) and not CAPTION.fullmatch(cell.strip()) for cell in cells)


def _named(cells: list[str]) -> int:
    """How many cells may be names of columns; “填报单位：某社区” is none."""
    return sum(1 for cell in cells if cell.strip() and not CAPTION.fullmatch(cell.strip()))


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
        first = "".join(islice(io.TextIOWrapper(file, encoding, newline=""), MOST_ABOVE))
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
    """The first sheet in sight that has anything in it."""
    if sheet := next(_filled(file), None):
        yield from _unfolded(sheet)


def _filled(file: IO[bytes]) -> Iterator[Any]:
    """The sheets in sight that have anything in them."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum  # late: seldom wanted

    content = file.read()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        seen = [about.name for about in book.sheets_metadata if about.visible == SheetVisibleEnum.Visible]
        yield from (sheet for sheet in map(book.get_sheet_by_name, seen) if sheet.height)
    except PasswordError as error:
        raise _locked() from error
    except CalamineError as error:
        raise _locked() if LOCKED in content else _unreadable() from error


def _unfolded(sheet: Any) -> Iterator[list[str]]:
    """The lines of a sheet from its first; what is merged downwards is said in each line."""
    left = sheet.start[1] if sheet.start else 0
    merged = {(top, column - left): last for (top, column), (last, _right) in sheet.merged_cell_ranges or ()}
    down: dict[int, tuple[int, str]] = {}  # column → until which line, what
    for number, row in enumerate(sheet.iter_rows()):
        cells = [_text(cell) for cell in row]
        if merged:
            down = {column: until for column, until in down.items() if until[0] >= number}
            for column, (_last, said) in down.items():
                cells[column] = said
            tops = {column: merged[number, column] for column in range(len(cells)) if (number, column) in merged}
            down |= {column: (last, cells[column]) for column, last in tops.items() if last > number}
        yield cells


def _text(cell: Any) -> str:
    """A cell as text: whole numbers lose their point, days are written the ISO way.

    A number of more digits than were kept shows its power of ten: nobody takes it for what was typed.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT else f"{cell:.14E}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _unreadable() -> Refused:
    mend = _("请另存为 xlsx、xls、ods 或 csv 后再上传。")
    return Refused(_("这个文件不是能读的表格。"), field="file", mend=mend)


def _unreadable_behind(number: int) -> Refused:
    return Refused(
        _("第 %(number)d 行之后读不下去了。") % {"number": number},
        field="file",
        mend=_("可能少了一个引号，或混用了两种编码。请在表格软件里打开检查，另存为 xlsx 后再上传。"),
    )


def _locked() -> Refused:
    mend = _("请在表格软件里取消打开密码，另存后再上传。")
    return Refused(_("这个文件设了打开密码，读不了。"), field="file", mend=mend)
