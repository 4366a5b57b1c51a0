"""The report of an import: for a person on the console or at the desk, and as JSON beside the file."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wangge.areas.importing.findings import Finding, Weight, from_json
from wangge.areas.levels import Level
from wangge.areas.models import AreaImport, ImportRow


@dataclass(frozen=True)
class Line:
    """One row of the file and what was found in it."""

    row: ImportRow
    findings: list[Finding]

    def of(self, weight: Weight) -> list[Finding]:
        """The findings of one weight."""
        return [finding for finding in self.findings if finding.weight == weight]


@dataclass(frozen=True)
class Report:
    """What was found in a file and what became of its rows."""

    batch: AreaImport
    lines: list[Line]
    states: dict[str, int]

    @property
    def total(self) -> int:
        """Rows in the file."""
        return sum(self.states.values())

    @property
    def changes_nothing(self) -> bool:
        """Does everything that could be imported stand already?"""
        return not self.states.get(ImportRow.State.READY) and not self.states.get(ImportRow.State.IMPORTED)

    def counted(self, weight: Weight) -> dict[str, int]:
        """Rows by kind of finding, of one weight."""
        kinds = Counter(kind for line in self.lines for kind in {finding.kind for finding in line.of(weight)})
        return dict(kinds.most_common())

    def text(self) -> str:
        """The whole report as a text page."""
        return "\n".join(self._text_lines())

    def as_json(self) -> dict[str, Any]:
        """The whole report for a machine."""
        return {
            "file": self.batch.file_name,
            "level": self.batch.level,
            "mapping": self.batch.mapping,
            "rows": self.total,
            "states": self.states,
            "refused": self.counted(Weight.REFUSED),
            "mended": self.counted(Weight.MENDED),
            "notes": self.counted(Weight.NOTE),
            "findings": [_finding_json(line, finding) for line in self.lines for finding in line.findings],
        }

    def _text_lines(self) -> Iterator[str]:
        level = Level(self.batch.level).label
        yield _("%(file)s：%(level)s，%(count)d 行") % {
            "file": self.batch.file_name,
            "level": level,
            "count": self.total,
        }
        for state, count in self.states.items():
            yield f"  {ImportRow.State(state).label}: {count}"
        if self.changes_nothing:
            yield _("没有变化：能导入的都已经在了。")
        titles = {Weight.REFUSED: _("待修正"), Weight.MENDED: _("已自动处理"), Weight.NOTE: _("请留意")}
        for weight, title in titles.items():
            found = [(line, finding) for line in self.lines for finding in line.of(weight)]
            if found:
                yield f"\n{title} ({len(found)})"
            for line, finding in found:
                yield _("  第 %(row)d 行 · %(field)s：%(problem)s%(mend)s") % _sentence(line, finding)


def report_on(batch: AreaImport) -> Report:
    """The report as the rows stand now."""
    rows = list(batch.rows.defer("geometry").order_by("number"))
    counted = Counter(row.state for row in rows)
    states = {state.value: counted[state] for state in ImportRow.State if counted[state]}
    lines = [Line(row, from_json(row.findings)) for row in rows if row.findings]
    return Report(batch, lines, states)


def _sentence(line: Line, finding: Finding) -> dict[str, Any]:
    return {"row": line.row.number, "field": finding.field_name, "problem": finding.problem, "mend": finding.mend}


def _finding_json(line: Line, finding: Finding) -> dict[str, Any]:
    return {
        "row": line.row.number,
        "name": line.row.name,
        "code": line.row.code,
        "kind": finding.kind,
        "weight": finding.weight.value,
        "field": finding.field,
        "problem": finding.problem,
        "mend": finding.mend,
    }
