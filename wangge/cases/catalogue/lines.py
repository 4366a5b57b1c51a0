"""One line of a catalogue: a filing condition with its category, as a sheet shows it and as the rows keep it."""

from dataclasses import dataclass, field, fields, replace
from typing import Self

from django.utils.translation import override

from wangge.cases.deadlines import Limit
from wangge.cases.models.catalogue import Category, Field, FilingCondition, HandlerKind, Kind

SOURCE_LANGUAGE = "zh-hans"
YES, NO = "是", "否"


@dataclass(frozen=True)
class CategoryLine:
    """A class of matters; its key inside a version is kind and codes."""

    kind: Kind
    major_code: str
    major_name: str
    minor_code: str
    minor_name: str
    field: str = ""
    is_enforcement: bool = False
    is_service: bool = False
    synonyms: str = ""
    standard_ref: str = ""

    @classmethod
    def of(cls, category: Category) -> Self:
        """As the row says."""
        values = {name.name: getattr(category, name.name) for name in fields(cls)}
        return cls(**values | {"kind": Kind(category.kind)})

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it unique inside a version."""
        return (self.kind.value, self.major_code, self.minor_code)

    def of_kind(self, kind: Kind, major_name: str, suffix: str) -> Self:
        """The same class as another kind: 供水井盖 as an object, 供水井盖异常 as an item."""
        return replace(self, kind=kind, major_name=major_name, minor_name=self.minor_name + suffix)


@dataclass(frozen=True)
class ConditionLine:
    """A filing condition. `number` is 0 where the sheet does not count the conditions of a class."""

    category: CategoryLine
    text: str
    limit: Limit
    closing: str
    number: int = 0
    season: str = ""
    wants_photo_before: bool = True
    wants_photo_after: bool = True
    handler_kind: str = ""
    handlers: str = ""
    authorities: str = ""
    legal_basis: str = ""
    legal_clause: str = ""
    collection_rule: str = ""
    standard_ref: str = ""
    row: int = field(default=0, compare=False)
    sheet: str = field(default="", compare=False)

    @classmethod
    def of(cls, condition: FilingCondition, category: CategoryLine) -> Self:
        """As the row says."""
        kept = {name: getattr(condition, name) for name in PLAIN_FIELDS}
        return cls(category, limit=Limit.of(condition), **kept)

    def values(self) -> dict[str, str | int | bool]:
        """The columns of the row but for its category, its number and its days."""
        plain = {name: getattr(self, name) for name in PLAIN_FIELDS if name != "number"}
        return plain | {"limit_amount": self.limit.amount, "limit_unit": self.limit.unit.value}


PLAIN_FIELDS = (
    "text",
    "closing",
    "number",
    "season",
    "wants_photo_before",
    "wants_photo_after",
    "handler_kind",
    "handlers",
    "authorities",
    "legal_basis",
    "legal_clause",
    "collection_rule",
    "standard_ref",
)


def values_of(choices: type[Kind] | type[Field] | type[HandlerKind]) -> dict[str, str]:
    """From the Chinese word to the value: sheets are Chinese whatever the reader's language."""
    with override(SOURCE_LANGUAGE):
        return {str(choice.label): choice.value for choice in choices}


def word_of(choices: type[Kind] | type[Field] | type[HandlerKind], value: str) -> str:
    """The Chinese word of a value; empty for none."""
    with override(SOURCE_LANGUAGE):
        return str(choices(value).label) if value else ""
