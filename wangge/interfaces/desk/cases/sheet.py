"""Cases as a sheet."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.cases.models import Case
from wangge.interfaces.desk.cases.rows import where_of

MOST_ROWS = 10_000
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (22, 18, 34, 30, 10, 12, 18, 18, 18, 10, 20)


def sheet(cases: Iterable[Case], *, by: str, at: datetime) -> IO[bytes]:
    """An xlsx file of at most MOST_ROWS cases; the last line says who took it, when, and whether it was cut."""
    file = io.BytesIO()
    import xlsxwriter  # late: slow to load, and seldom wanted

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "remove_timezone": True})
    page, bold = book.add_worksheet(_("案件")), book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.write_row(0, 0, _titles(), bold)
    page.freeze_panes(1, 0)
    number = 0
    for number, case in enumerate(cases, start=1):
        if number <= MOST_ROWS:
            _write(page, number, case, moment)
    is_cut = number > MOST_ROWS
    page.write_string(min(number, MOST_ROWS) + 2, 0, _last_line(is_cut, by, at))
    book.close()
    file.seek(0)
    return file


def _write(page: Any, number: int, case: Case, moment: Any) -> None:
    for column, value in enumerate(_values(case)):
        if isinstance(value, datetime):
            page.write_datetime(number, column, timezone.localtime(value).replace(tzinfo=None), moment)
        elif value:
            page.write_string(number, column, value)


def _titles() -> list[str]:
    return [_("案卷号"), _("事由"), _("地点"), _("区域"), _("阶段"), _("来源"), _("采集时间"), _("时限"), _("办结时间"),
            _("超时"), _("主办单位")]  # fmt: skip


def _values(case: Case) -> list[str | datetime | None]:
    return [
        case.number,
        case.title,
        case.place,
        where_of(case),
        str(case.get_stage_display()),
        str(case.get_source_display()),
        case.collected_at,
        case.due_at,
        case.closed_at,
        _("是") if case.late_at else "",
        case.lead_department.name if case.lead_department else "",
    ]


def _last_line(is_cut: bool, by: str, at: datetime) -> str:
    told = {"by": by, "at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M"), "most": MOST_ROWS}
    line = _("%(by)s 于 %(at)s 导出。") % told
    return line + _("只含前 %(most)d 件，请缩小筛选范围。") % told if is_cut else line
