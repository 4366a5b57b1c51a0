"""A row that stands twice in a sheet is refused with the line of the first; who stands twice waits."""

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wangge.registers.importing.lines import Reading
from wangge.registers.importing.running import Once

KEYS: Any = SimpleNamespace(keys=lambda said: said)
ROWS = st.lists(st.tuples(st.sampled_from(("", "甲", "乙")), st.integers(0, 3), st.booleans()), max_size=40)


def told(rows: list[tuple[str, int, bool]]) -> list[tuple[bool, list[str]]]:
    """Whether each waits, and why it is refused; lines that are wrong by themselves say nothing."""
    once = Once(KEYS)
    found = []
    for line, (who, what, is_wrong) in enumerate(rows, 2):
        said: Any = (f"{who} {what}", who)
        reading = Reading(line, said, ["错"] if is_wrong else [])
        found.append((once.is_second(reading), [fault for fault in reading.faults if fault != "错"]))
    return found


def plainly(rows: list[tuple[str, int, bool]]) -> list[tuple[bool, list[str]]]:
    """The same by keeping everything."""
    lines: dict[tuple[str, int], int] = {}
    known: set[str] = set()
    found = []
    for line, (who, what, is_wrong) in enumerate(rows, 2):
        first = lines.get((who, what)) if not is_wrong else None
        found.append((not is_wrong and first is None and who in known, [f"与第 {first} 行重复。"] if first else []))
        if not is_wrong:
            lines.setdefault((who, what), line)
            known |= {who} - {""}
    return found


@given(ROWS)
def test_it_remembers_as_if_it_kept_everything(rows: list[tuple[str, int, bool]]) -> None:
    assert told(rows) == plainly(rows)
