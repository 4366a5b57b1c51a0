"""What is asked before a list is taken along, and which lists there are."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.desk.archive.forms import KeyForm
from wangge.interfaces.desk.buildings.forms import DwellingFilter
from wangge.interfaces.desk.cases.sheet import SHEET_TYPE
from wangge.interfaces.desk.organisations.forms import OrganisationFilter
from wangge.interfaces.desk.residents.filters import ResidentFilter
from wangge.registers.exporting.models import Archive, Kind

TYPES = {Kind.XLSX: SHEET_TYPE, Kind.CSV: "text/csv; charset=utf-8"}


@dataclass(frozen=True)
class Shown:
    """The screen of a list, and the form that narrows it there."""

    url_name: str
    form: Any


LISTS = {
    Archive.PEOPLE: Shown("desk:residents", ResidentFilter),
    Archive.DWELLINGS: Shown("desk:dwellings", DwellingFilter),
    Archive.ORGANISATIONS: Shown("desk:organisations", OrganisationFilter),
}


class ExportForm(KeyForm):
    """As what, and why."""

    kind = forms.ChoiceField(label=_("文件格式"), choices=Kind.choices, initial=Kind.XLSX)
    reason = forms.CharField(
        label=_("导出事由"),
        max_length=200,
        widget=forms.TextInput,
        help_text=_("写进文件第一行和查阅留痕。如：防汛转移名单、人口普查核对"),
    )
