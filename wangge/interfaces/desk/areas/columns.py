"""Which column of a file means what, as a person sees and corrects it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.areas.importing import mapping
from wangge.areas.levels import Level
from wangge.areas.models import AreaImport
from wangge.kernel.refused import Refused

SAMPLES, ROWS_LOOKED_AT = 3, 200
MEANINGS: tuple[tuple[str, str, str | Promise], ...] = (
    ("code", "", gettext_lazy("代码")),
    ("name", "", gettext_lazy("名称")),
    ("name", "spare", gettext_lazy("名称（前一列空缺时）")),
    ("parent", "", gettext_lazy("上级代码")),
    ("parent_name", "", gettext_lazy("上级名称")),
    ("kind", "", gettext_lazy("网格类型")),
)
"""Field of the mapping, first choice or spare, and the words for it."""
CHOICES = (
    ("", gettext_lazy("不用")),
    *((f"{field}-{rank}" if rank else field, words) for field, rank, words in MEANINGS),
)
FIELDS = tuple(dict.fromkeys(field for field, _rank, _words in MEANINGS))
PREFIX = "column-"


@dataclass(frozen=True)
class Column:
    """One column of the file: its name, what stands in it, and what it is taken for."""

    number: int
    name: str
    samples: tuple[str, ...]
    meaning: str

    @property
    def input(self) -> str:
        """The name of its choice in the form."""
        return f"{PREFIX}{self.number}"


def columns_of(batch: AreaImport) -> list[Column]:
    """The columns in the order of the file."""
    chosen = mapping.Mapping.from_json(batch.mapping)
    seen: dict[str, dict[str, None]] = {}
    for values in batch.rows.order_by("number").values_list("values", flat=True)[:ROWS_LOOKED_AT]:
        for name, value in values.items():
            seen.setdefault(name, {})[value] = None
    return [
        Column(number, name, tuple(list(values)[:SAMPLES]), _meaning(name, chosen))
        for number, (name, values) in enumerate(seen.items())
    ]


def corrected(batch: AreaImport, said: Mapping[str, str]) -> mapping.Mapping:
    """The mapping as a person has it now."""
    known = mapping.Mapping.from_json(batch.mapping)
    if said.get("level") not in Level.values:
        raise Refused(_("请选择层级。"), field="level")
    chosen: dict[str, Any] = {field: tuple(_chosen(batch, said, field)) for field in FIELDS}
    return replace(
        known,
        level=Level(said["level"]),
        **chosen,
        makes_parents="makes_parents" in said,
        code_by_name="code_by_name" in said,
    )


def _chosen(batch: AreaImport, said: Mapping[str, str], field: str) -> Iterator[str]:
    """The columns of one meaning, the first choices before the spare ones."""
    found = columns_of(batch)
    for meaning in (field, f"{field}-spare"):
        yield from (column.name for column in found if said.get(column.input) == meaning)


def _meaning(name: str, chosen: mapping.Mapping) -> str:
    for field in FIELDS:
        columns = getattr(chosen, field)
        if name in columns:
            is_spare = field == "name" and columns[0] != name
            return f"{field}-spare" if is_spare else field
    return ""
