"""Reads lines column by column: a text that comes again is read once."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused
from wangge.registers.importing.fields import Field
from wangge.registers.importing.lines import Reading
from wangge.registers.importing.reading import Line
from wangge.registers.importing.trades import Trade

Faults = dict[int, list[str]]


class Columns:
    """The fields of an archive and the places of their columns in a sheet; None for a field that it does not tell."""

    def __init__(self, trade: Trade, places: dict[str, int | None]) -> None:
        self._fields = trade.fields
        self._places = places

    def read(self, lines: Sequence[Line]) -> list[Reading]:
        """Each line by field, with what is wrong with its cells or missing."""
        cells = list(zip(*(line.cells for line in lines), strict=True))
        nothing = [""] * len(lines)
        faults: Faults = defaultdict(list)
        told: list[list[str]] = []
        for field in self._fields:
            place = self._places.get(field.name)
            told.append(nothing if place is None else _read(field, cells[place], faults))
        for at, sentences in _missing(self._fields, told, set(faults)).items():
            faults[at] = sentences
        names = [field.name for field in self._fields]
        return [
            Reading(line.number, dict(zip(names, values, strict=True)), faults.get(at, []))
            for at, (line, values) in enumerate(zip(lines, zip(*told, strict=True), strict=True))
        ]


def _read(field: Field, cells: Sequence[str], faults: Faults) -> list[str]:
    """One column; where a text cannot be read, its rows get the sentence and stay without."""
    known: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for cell in set(cells):
        said = cell.strip()
        try:
            known[cell] = field.read(said) if said else ""
        except Refused as refused:
            known[cell] = ""
            wrong[cell] = _("%(field)s：%(sentence)s") % {"field": field.label, "sentence": refused.whole}
    if wrong:
        for at, cell in enumerate(cells):
            if cell in wrong:
                faults[at].append(wrong[cell])
    return list(map(known.__getitem__, cells))


def _missing(fields: Sequence[Field], told: list[list[str]], wrong: set[int]) -> Faults:
    """What each line leaves out that it must tell; a line that has another fault is not asked for more."""
    missing: Faults = defaultdict(list)
    for field, texts in zip(fields, told, strict=True):
        if field.is_required and "" in texts:
            for at in (at for at, text in enumerate(texts) if not text and at not in wrong):
                missing[at].append(_("缺%(field)s。") % {"field": field.label})
    return missing
