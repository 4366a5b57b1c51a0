"""The figures as a sheet: the parts of the ground, and ages by sex."""

import io
from datetime import datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.interfaces.desk.population.told import Told, bands, name_of_band
from wangge.registers.counting.senses import Sense
from wangge.registers.people.codes import Sex


def sheet(told: Told, *, by: str, at: datetime) -> IO[bytes]:
    """An xlsx file; its last lines say what was counted, who took it, and when."""
    file = io.BytesIO()
    import xlsxwriter  # late: slow to load, and seldom wanted

    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    bold = book.add_format({"bold": True})
    last = [told.means, _("%(by)s 于 %(at)s 导出。") % {"by": by, "at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}]
    _write(book.add_worksheet(_("分区域")), _titles(told), _areas(told), last, bold)
    _write(book.add_worksheet(_("年龄与性别")), [_("年龄"), *_sexes()], _ages(told), last, bold)
    book.close()
    file.seek(0)
    return file


def _write(page: Any, titles: list[str], rows: list[list[str | int]], last: list[str], bold: Any) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, len(titles), 14)
    page.write_row(0, 0, titles, bold)
    page.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)
    for number, line in enumerate(last, start=len(rows) + 2):
        page.write_string(number, 0, line)


def _titles(told: Told) -> list[str]:
    sense = str(Sense(told.asked.sense).label)
    return [_("区域"), _("代码"), sense, _("家庭户"), _("房屋"), _("出租房屋"), _("单位")]


def _areas(told: Told) -> list[list[str | int]]:
    return [
        [line.name, line.code, line.people, line.households, line.dwellings, line.let, line.organisations]
        for line in (*told.lines, told.total)
    ]


def _sexes() -> list[str]:
    return [str(sex.label) for sex in Sex]


def _ages(told: Told) -> list[list[str | int]]:
    of_sexes = zip(*(told.ages(sex) for sex in Sex), strict=True)
    rows: list[list[str | int]] = [[name_of_band(first), *of] for first, of in zip(bands(), of_sexes, strict=True)]
    return [*rows, [_("出生日期未知"), *(told.ageless(sex) for sex in Sex)]]
