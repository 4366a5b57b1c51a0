"""Looks as a sheet; the last line says who took it and when."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.interfaces.desk.audit.told import subject_word
from wangge.kernel.models import Look

MOST_ROWS = 50_000


def sheet(looks: Iterable[Look], *, by: str, at: datetime) -> IO[bytes]:
    """An xlsx file, the latest first."""
    file = io.BytesIO()
    import xlsxwriter  # late: slow to load, and seldom wanted

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(_("查阅留痕"))
    page.write_row(0, 0, [_("时间"), _("查阅人"), _("内容"), _("对象"), _("对象编号"), _("区域代码"), _("事由")])
    number = 0
    for number, look in enumerate(looks, start=1):
        when = timezone.localtime(look.at).strftime("%Y-%m-%d %H:%M:%S")
        thing = str(subject_word(look.subject))
        page.write_row(number, 0, [when, look.name, look.what, thing, look.subject_id, look.area_code, look.reason])
    told = {"by": by, "at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")}
    page.write_string(number + 2, 0, _("%(by)s 于 %(at)s 导出。") % told)
    book.close()
    file.seek(0)
    return file
