"""May this be asked? Answered from memory, for every form and every row of an import."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from wangge.kernel.kept import rows_of
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import FIELDS, field_word
from wangge.registers.basis.models import Item, LegalBasis, Notice


def item_of(dataset: str, field: str, on: date) -> Item | None:
    """The item in force about a field on a day."""
    about = (item for item in rows_of(Item).values() if item.dataset == dataset and item.field == field)
    return next((item for item in about if item.is_in_force(on)), None)


def may_collect(dataset: str, field: str, on: date) -> bool:
    """Whether the field may be asked for and written down on this day."""
    return item_of(dataset, field, on) is not None


def collectable(dataset: str, on: date) -> frozenset[str]:
    """The fields of a data set that a form or an importer may offer on this day."""
    return frozenset(item.field for item in in_force(on) if item.dataset == dataset)


def needs_consent(dataset: str, field: str, on: date) -> bool:
    """Whether nothing but the person's consent allows it."""
    item = item_of(dataset, field, on)
    return item is not None and item.basis == LegalBasis.CONSENT


def refuse_baseless(dataset: str, fields: Iterable[str], on: date, form_fields: dict[str, str] | None = None) -> None:
    """Refuse to write down what has no basis in force; `form_fields` names the form's field where it differs."""
    for field in fields:
        if not may_collect(dataset, field, on):
            raise Refused(
                _("“%(field)s”目前没有采集依据，不能采集。") % {"field": field_word(dataset, field)},
                field=(form_fields or {}).get(field, field),
                mend=_("请留空；确需采集的，由安全管理员先登记采集项。"),
            )


def in_force(on: date) -> list[Item]:
    """Every item in force on a day, in the order of the data sets."""
    held = [item for item in rows_of(Item).values() if item.is_in_force(on)]
    order = {(dataset, field): n for n, (dataset, field) in enumerate(every_field())}
    return sorted(held, key=lambda item: order.get((item.dataset, item.field), len(order)))


def without_basis(on: date) -> list[tuple[str, str]]:
    """The fields that nobody may collect on this day: (data set, field)."""
    return [(dataset, field) for dataset, field in every_field() if not may_collect(dataset, field, on)]


def every_field() -> list[tuple[str, str]]:
    """All that an item can be about."""
    return [(dataset, field) for dataset, fields in FIELDS.items() for field in fields]


def terms(dataset: str, on: date) -> dict[str, int]:
    """Field → for how many days it is kept once its row has served: by the item in force, or by the last that was."""
    begun = [item for item in rows_of(Item).values() if item.dataset == dataset and item.from_on <= on]
    return {item.field: item.kept_days for item in sorted(begun, key=lambda item: item.from_on)}


def kept_days(dataset: str, on: date) -> int | None:
    """How long a data set is kept once it has served: its longest-kept field; None where nothing was ever collected."""
    return max(terms(dataset, on).values(), default=None)


def notices_in_force(on: date) -> list[Notice]:
    """The newest version of each notice on a day."""
    newest: dict[str, Notice] = {}
    for notice in sorted(rows_of(Notice).values(), key=lambda notice: notice.version):
        if notice.from_on <= on:
            newest[notice.code] = notice
    return list(newest.values())
