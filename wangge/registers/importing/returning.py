"""The rows that did not come in, as the same sheet with a column that says why."""

import io
from typing import Any

from django.utils.translation import gettext as _

from wangge.registers.importing.models import Import, RowState
from wangge.registers.importing.reading import Sheet

MOST_ROWS = 200_000
WIDTH, WIDE = 18, 60


def returned(batch: Import, sheet: Sheet) -> io.BytesIO:
    """An xlsx of the refused and doubtful rows; mended, it can be imported as it is."""
    import xlsxwriter  # late: slow to load, and seldom wanted

    why = dict(_reasons(batch))
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, bold = book.add_worksheet(_("退回")), book.add_format({"bold": True, "text_wrap": True})
    page.set_column(0, len(sheet.columns) - 1, WIDTH)
    page.set_column(len(sheet.columns), len(sheet.columns), WIDE)
    page.write_row(0, 0, [*sheet.columns, _("退回原因")], bold)
    page.freeze_panes(1, 0)
    _write(page, sheet, why)
    book.close()
    file.seek(0)
    return file


def _write(page: Any, sheet: Sheet, why: dict[int, str]) -> None:
    row = 0
    for line in sheet.lines():
        if line.number in why:
            row += 1
            for column, cell in enumerate((*line.cells, why[line.number])):
                if cell:
                    page.write_string(row, column, cell)


def _reasons(batch: Import) -> list[tuple[int, str]]:
    rows = batch.rows.filter(state__in=(RowState.REFUSED, RowState.DOUBTFUL)).order_by("number")[:MOST_ROWS]
    return [(number, " ".join(said)) for number, said in rows.values_list("number", "said")]
