"""Sheets of filing conditions: reading a town's own, with a sentence for every bad row, and writing ours.

A sheet may have a title above its header, merged cells, several lines in a cell, blanks that mean “as above”, codes as
numbers, and one page a kind. Known columns are found by name; the others are left alone.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from wangge.cases.catalogue.lines import NO, YES, CategoryLine, ConditionLine, values_of, word_of
from wangge.cases.deadlines import VAGUE_UNITS, read_limit
from wangge.cases.models.catalogue import Field, HandlerKind, Kind
from wangge.kernel.refused import Refused

COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("类别", "部件或事项"),
    "field": ("领域",),
    "major_code": ("大类代码", "大类编码", "大类编号"),
    "major_name": ("大类名称", "大类"),
    "minor_code": ("小类代码", "小类编码", "小类编号"),
    "minor_name": ("小类名称", "小类"),
    "synonyms": ("俗称",),
    "is_enforcement": ("须执法",),
    "is_service": ("为民服务",),
    "category_ref": ("小类依据标准",),
    "number": ("序号",),
    "text": ("立案条件", "立案标准"),
    "limit": ("处置时限", "时限", "办理时限"),
    "closing": ("结案条件", "结案标准"),
    "handler_kind": ("处置单位类型",),
    "handlers": ("处置单位", "责任主体", "责任单位"),
    "authorities": ("主管部门", "监管主体"),
    "wants_photo_before": ("须处置前照片",),
    "wants_photo_after": ("须处置后照片",),
    "legal_basis": ("法律法规依据", "法律依据"),
    "legal_clause": ("法律法规具体条款", "具体条款"),
    "collection_rule": ("采集要求",),
    "standard_ref": ("依据标准",),
}
NEEDED = ("minor_name", "text", "limit", "closing")
OF_MAJOR = ("major_code", "major_name")
WITH_MAJOR = ("kind", "field")
OF_MINOR = ("minor_code", "minor_name")
LONG_WORDS = ("legal_basis", "legal_clause", "collection_rule")
OF_CATEGORY = ("synonyms", "is_enforcement", "is_service", "category_ref")
WITH_MINOR = (*OF_CATEGORY, *LONG_WORDS, "handlers", "authorities", "handler_kind")
WIDTHS = {"text": 45, "closing": 30, "legal_basis": 40, "legal_clause": 40, "collection_rule": 40, "handlers": 25}
ENCODINGS = ("utf-8-sig", "gb18030")
HEADER_WITHIN = 10
CODE = re.compile(r"[0-9A-Z]{2,3}")
Cell = object
Row = dict[str, str]


@dataclass(frozen=True)
class Fault:
    """A row that was not taken in: where, what is wrong, and how to mend it."""

    sheet: str
    row: int
    field: str
    sentence: str
    mend: str = ""

    def __str__(self) -> str:
        where = _("%(sheet)s第 %(row)d 行") % {"sheet": self.sheet, "row": self.row}
        return " ".join(part for part in (f"{where} [{self.field}]", self.sentence, self.mend) if part)


@dataclass
class SheetReading:
    """The good lines of a file, its bad rows, and what was read with a grain of salt."""

    lines: list[ConditionLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def notes_by_sentence(self) -> list[tuple[str, int, Fault]]:
        """Each sentence once, with how many rows it is about and the first of them."""
        first: dict[str, Fault] = {}
        counts = Counter(note.sentence for note in self.notes)
        for note in self.notes:
            first.setdefault(note.sentence, note)
        return [(sentence, count, first[sentence]) for sentence, count in counts.most_common()]


@dataclass(frozen=True)
class Page:
    """One sheet of a file, its merged cells filled."""

    name: str
    cells: list[list[Cell]]
    has_merged: bool = False


def read_file(path: Path) -> SheetReading:
    """Read a file from disk."""
    return read_sheets(path.name, path.read_bytes())


def read_sheets(name: str, content: bytes) -> SheetReading:
    """Read csv, xlsx, xls or ods. Raises Refused where no sheet can be read at all."""
    reading = SheetReading()
    pages = _csv_pages(name, content) if name.lower().endswith((".csv", ".txt")) else _workbook_pages(content)
    readable = [(page, header) for page in pages if (header := _find_header(page)) is not None]
    if not readable:
        raise Refused(
            _("没有找到表头。"),
            field=name,
            mend=_("表头至少要有这些列：小类名称、立案条件、处置时限、结案条件。"),
        )
    for page, header in readable:
        _read_page(page, header, reading)
    return reading


def _csv_pages(name: str, content: bytes) -> list[Page]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        rows: list[list[Cell]] = [list(row) for row in csv.reader(io.StringIO(text))]
        return [Page(Path(name).stem, rows)]
    raise Refused(_("看不懂文件的编码。"), field=name, mend=_("请另存为 UTF-8 或 GBK 编码的 CSV，或存为 xlsx。"))


def _workbook_pages(content: bytes) -> list[Page]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as error:
        raise Refused(_("打不开这个表格文件。"), mend=_("请存为 xlsx、xls、ods 或 csv。")) from error
    pages = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        cells: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
        merged = sheet.merged_cell_ranges or []
        for first, last in merged:
            _spread(cells, first, last)
        pages.append(Page(name, cells, has_merged=bool(merged)))
    return pages


def _spread(cells: list[list[Cell]], first: tuple[int, int], last: tuple[int, int]) -> None:
    """A merged cell says the same in each of its rows; across columns it is a title."""
    (top, left), (bottom, right) = first, last
    if left == right:
        for row in cells[top + 1 : bottom + 1]:
            row[left] = cells[top][left]


def _find_header(page: Page) -> int | None:
    for index, row in enumerate(page.cells[:HEADER_WITHIN]):
        if set(NEEDED) <= set(_columns(row)):
            return index
    return None


def _columns(header: Sequence[Cell]) -> dict[str, int]:
    words = {"".join(str(cell).split()): place for place, cell in reversed(list(enumerate(header)))}
    found = {name: next((words[word] for word in known if word in words), -1) for name, known in COLUMNS.items()}
    return {name: place for name, place in found.items() if place >= 0}


def _read_page(page: Page, header: int, reading: SheetReading) -> None:
    title = page.name + "".join(str(cell) for row in page.cells[:header] for cell in row)
    columns = _columns(page.cells[header])
    rows = list(_rows(page, header, columns))
    widths = _code_widths(row for _number, row in rows)
    seen: dict[tuple[str, ...], int] = {}
    majors: dict[tuple[str, str], str] = {}
    for number, row in _filled(rows):
        try:
            line = _line(row, _kind(row, title), widths, number, page.name)
            _refuse_twice(line, seen)
            reading.lines.append(_one_name(line, majors, reading))
            _note(row, line, reading)
        except Refused as refusal:
            reading.faults.append(Fault(page.name, number, refusal.field, refusal.sentence, refusal.mend))


def _rows(page: Page, header: int, columns: dict[str, int]) -> Iterator[tuple[int, Row]]:
    """Row numbers as the person sees them, and the known cells; empty rows are skipped.

    Rows that are one merged cell throughout are one row.
    """
    before: Row = {}
    for index, cells in enumerate(page.cells[header + 1 :], start=header + 2):
        row = {name: _text(cells[place]) if place < len(cells) else "" for name, place in columns.items()}
        if any(row.values()) and not (page.has_merged and row == before):
            yield index, row
        before = row


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{int(cell)}."  # a code as a number: its leading zeros are lost
    return str(cell).strip()


def _code_widths(rows: Iterable[Row]) -> tuple[int, int]:
    """How long codes are on this page, for those that lost their zeros."""
    kept = list(rows)
    major, minor = (
        max((len(row[name]) for row in kept if CODE.fullmatch(row.get(name, ""))), default=2)
        for name in ("major_code", "minor_code")
    )
    return major, minor


def _filled(rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """A row that does not name its major, or its class, belongs to the one above and shares what was said there."""
    above: Row = {}
    for number, row in rows:
        for named_by, shared in ((OF_MAJOR, WITH_MAJOR), (OF_MINOR, WITH_MINOR)):
            said = [name for name in named_by if row.get(name)]
            if all(row[name] == above.get(name) for name in said):
                names = named_by if said else (*named_by, *shared)
                row |= {name: row.get(name) or above.get(name, "") for name in names}
        above = row
        yield number, row


def _kind(row: Row, title: str) -> Kind:
    word = row.get("kind", "")
    if word:
        known = values_of(Kind) | {"事件": Kind.ITEM.value}
        if word not in known:
            raise Refused(_("类别“%(word)s”不认识。") % {"word": word}, field="类别", mend=_("请写“部件”或“事项”。"))
        return Kind(known[word])
    last = max(("部件", "事件", "事项"), key=title.rfind)
    if last not in title:
        raise Refused(_("不知道是部件还是事项。"), field="类别", mend=_("请加一列“类别”，或在表名里写明。"))
    return Kind.OBJECT if last == "部件" else Kind.ITEM


def _line(row: Row, kind: Kind, widths: tuple[int, int], number: int, sheet: str) -> ConditionLine:
    for name in NEEDED:
        if not row.get(name):
            raise Refused(_("没有填写。"), field=COLUMNS[name][0], mend=_("请补上这一格。"))
    reading = read_limit(row["limit"])
    words = {name: row.get(name, "") for name in (*LONG_WORDS, "handlers", "authorities", "standard_ref", "closing")}
    return ConditionLine(
        CategoryLine(
            kind,
            _code(row, "major_code", widths[0]),
            _one_line(row.get("major_name", "")) or _missing("major_name"),
            _code(row, "minor_code", widths[1]),
            _one_line(row["minor_name"]),
            field=_choice(row, "field", values_of(Field)),
            is_enforcement=_yes(row, "is_enforcement", default=False),
            is_service=_yes(row, "is_service", default=False),
            synonyms=row.get("synonyms", ""),
            standard_ref=row.get("category_ref", ""),
        ),
        row["text"],
        reading.limit,
        number=_count(row),
        season=reading.season,
        wants_photo_before=_yes(row, "wants_photo_before", default=True),
        wants_photo_after=_yes(row, "wants_photo_after", default=True),
        handler_kind=_choice(row, "handler_kind", values_of(HandlerKind)),
        row=number,
        sheet=sheet,
        **words,
    )


def _code(row: Row, name: str, width: int) -> str:
    code = row.get(name, "") or _missing(name)
    code = code[:-1].zfill(width) if code.endswith(".") else code.upper()
    if not CODE.fullmatch(code):
        raise Refused(
            _("代码“%(code)s”不对。") % {"code": code},
            field=COLUMNS[name][0],
            mend=_("请写两位或三位数字，如 01、001。"),
        )
    return code


def _missing(name: str) -> str:
    raise Refused(_("没有填写。"), field=COLUMNS[name][0], mend=_("请补上这一格。"))


def _one_line(text: str) -> str:
    return "".join(text.split("\n")).strip()


def _choice(row: Row, name: str, known: dict[str, str]) -> str:
    word = row.get(name, "")
    if word and word not in known:
        raise Refused(
            _("“%(word)s”不认识。") % {"word": word},
            field=COLUMNS[name][0],
            mend=_("可以写：%(words)s。") % {"words": _("、").join(known)},
        )
    return known.get(word, "")


def _yes(row: Row, name: str, *, default: bool) -> bool:
    word = row.get(name, "")
    if word not in (YES, NO, ""):
        raise Refused(_("只能写“是”或“否”。"), field=COLUMNS[name][0], mend=_("请改成“是”或“否”。"))
    return word == YES if word else default


def _count(row: Row) -> int:
    text = row.get("number", "").rstrip(".")
    if text and not text.isdecimal():
        raise Refused(_("序号要是数字。"), field="序号", mend=_("请改成 1、2、3……"))
    return int(text or 0)


def _refuse_twice(line: ConditionLine, seen: dict[tuple[str, ...], int]) -> None:
    key = (*line.category.key, line.text)
    if key in seen:
        raise Refused(
            _("与第 %(row)d 行是同一小类的同一立案条件。") % {"row": seen[key]},
            field="立案条件",
            mend=_("请删去一行，或改写条件。"),
        )
    seen[key] = line.row


def _one_name(line: ConditionLine, majors: dict[tuple[str, str], str], reading: SheetReading) -> ConditionLine:
    """One code has one name: the first; a later other name is said and left out."""
    category = line.category
    name = majors.setdefault((category.kind.value, category.major_code), category.major_name)
    if name == category.major_name:
        return line
    sentence = _("大类 %(code)s 前面叫“%(name)s”，这里叫“%(other)s”，按前面的读入。")
    words = {"code": category.major_code, "name": name, "other": category.major_name}
    reading.notes.append(Fault(line.sheet, line.row, "大类名称", sentence % words))
    return replace(line, category=replace(category, major_name=name))


def _note(row: Row, line: ConditionLine, reading: SheetReading) -> None:
    read = read_limit(row["limit"])
    words = {"text": row["limit"].strip(), "limit": str(line.limit), "rest": read.rest}
    if read.rest:
        sentence = _("时限“%(text)s”按“%(limit)s”读入，“%(rest)s”没有读入。") % words
        reading.notes.append(Fault(line.sheet, line.row, "处置时限", sentence))
    if read.is_vague:
        sentence = _("时限“%(text)s”没有写明单位，按“%(limit)s”读入。") % words
        reading.notes.append(Fault(line.sheet, line.row, "处置时限", sentence, _("请核对。")))


def vague_units() -> str:
    """How the importer reads units that do not say whether they work: for the person who imports."""
    return _("；").join(f"“{word}” = {unit.label}" for word, unit in VAGUE_UNITS.items())


def cells_of(line: ConditionLine) -> list[str]:
    """A line as the cells of our sheet, in the order of COLUMNS."""
    category = line.category
    values: Row = {
        "kind": word_of(Kind, category.kind.value),
        "field": word_of(Field, category.field),
        "major_code": category.major_code,
        "major_name": category.major_name,
        "minor_code": category.minor_code,
        "minor_name": category.minor_name,
        "synonyms": category.synonyms,
        "is_enforcement": _word(category.is_enforcement),
        "is_service": _word(category.is_service),
        "category_ref": category.standard_ref,
        "number": str(line.number),
        "limit": f"{line.season}{line.limit.written}",
        "handler_kind": word_of(HandlerKind, line.handler_kind),
        "wants_photo_before": _word(line.wants_photo_before),
        "wants_photo_after": _word(line.wants_photo_after),
    }
    return [values[name] if name in values else getattr(line, name) for name in COLUMNS]


def write_csv(lines: Iterable[ConditionLine]) -> bytes:
    """Our sheet as UTF-8 with a mark, so that office programs read it right."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([names[0] for names in COLUMNS.values()])
    writer.writerows(cells_of(line) for line in lines)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(lines: Iterable[ConditionLine]) -> bytes:
    """Our sheet as a workbook with a fixed header and a filter."""
    content = io.BytesIO()
    import xlsxwriter  # late: slow to load, and seldom wanted

    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("立案条件")
        bold, wrap = book.add_format({"bold": True, "bg_color": "#eef3fb"}), book.add_format({"text_wrap": True})
        for place, (name, words) in enumerate(COLUMNS.items()):
            sheet.set_column(place, place, WIDTHS.get(name, 14), wrap)
            sheet.write_string(0, place, words[0], bold)
        last = 0
        for last, line in enumerate(lines, start=1):
            for place, cell in enumerate(cells_of(line)):
                sheet.write_string(last, place, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    return content.getvalue()


def _word(is_so: bool) -> str:
    return YES if is_so else NO
