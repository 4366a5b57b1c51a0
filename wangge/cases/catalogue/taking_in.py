"""Bringing whole catalogues in: the one that the project ships, and the lines of a town's sheet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wangge.accounts.actors import Actor
from wangge.cases.catalogue.defaults import Defaults, Mapping, VersionLine
from wangge.cases.catalogue.editing import refuse_strangers, succeed, write
from wangge.cases.catalogue.lines import CategoryLine, ConditionLine
from wangge.cases.deadlines import Limit
from wangge.cases.models.catalogue import CatalogueVersion, Category, FilingCondition, FirstDesk, StageLimit
from wangge.kernel import clock, record

ALWAYS = date(2000, 1, 1)
Key = tuple[str, str, str]


@dataclass
class Tally:
    """What an import did to the filing conditions and classes of a version."""

    new_categories: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    changes: list[str] = field(default_factory=list)

    def facts(self) -> dict[str, record.Fact]:
        """As the record keeps it."""
        return {
            "new_categories": self.new_categories,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
        }


@transaction.atomic
def load_default_catalogue(*, by: Actor, at: datetime, key: UUID) -> Tally:
    """Bring in the catalogue that the project ships. Run again, it changes nothing that is there, edits included."""
    refuse_strangers(by)
    shipped, tally = Defaults(), Tally()
    for line in shipped.versions:
        version = _version(line)
        if not version.categories.exists():
            _add(tally, _take_in(version, shipped.lines[line.code], on=line.from_on))
    _map(shipped.mappings)
    _fill_first_desks(shipped)
    _fill_stage_limits(shipped)
    write("catalogue.load", by=by, at=at, key=key, facts=tally.facts())
    return tally


@transaction.atomic
def import_lines(
    lines: Iterable[ConditionLine],
    *,
    code: str,
    name: str = "",
    on: date | None = None,
    by: Actor,
    at: datetime,
    key: UUID,
) -> Tally:
    """Bring the lines of a sheet into a version, which is made where it does not exist.

    A condition that is there and differs ends on the day `on` and begins anew; one that is missing in the sheet stays.
    """
    refuse_strangers(by)
    day = on or clock.day_of(at)
    version = CatalogueVersion.objects.filter(code=code).first()
    if version is None:
        version = CatalogueVersion.objects.create(code=code, name=name or code, from_on=day, is_local=True)
    tally = _take_in(version, lines, on=day)
    write("catalogue.import", version, by=by, at=at, key=key, facts=tally.facts())
    return tally


def _version(line: VersionLine) -> CatalogueVersion:
    values = {name: value for name, value in vars(line).items() if name != "code"}
    return CatalogueVersion.objects.get_or_create(code=line.code, defaults=values)[0]


def _add(tally: Tally, other: Tally) -> None:
    tally.new_categories += other.new_categories
    tally.new += other.new
    tally.changed += other.changed
    tally.unchanged += other.unchanged
    tally.changes += other.changes


def _take_in(version: CatalogueVersion, lines: Iterable[ConditionLine], *, on: date) -> Tally:
    tally = Tally()
    by_category: dict[Key, list[ConditionLine]] = defaultdict(list)
    for line in lines:
        by_category[line.category.key].append(line)
    categories = _take_in_categories(version, [group[0].category for group in by_category.values()], on, tally)
    standing: dict[int, list[FilingCondition]] = defaultdict(list)
    for condition in FilingCondition.objects.filter(category__version=version, to_on=None).order_by("number"):
        standing[condition.category_id].append(condition)
    fresh: list[FilingCondition] = []
    for key, group in by_category.items():
        fresh += _take_in_conditions(categories[key], group, standing[categories[key].pk], on, tally)
    FilingCondition.objects.bulk_create(fresh)
    return tally


def _take_in_categories(
    version: CatalogueVersion, lines: list[CategoryLine], on: date, tally: Tally
) -> dict[Key, Category]:
    known = {(row.kind, row.major_code, row.minor_code): row for row in version.categories.all()}
    new = [Category(version=version, from_on=on, **vars(line)) for line in lines if line.key not in known]
    tally.new_categories += len(new)
    made = Category.objects.bulk_create(new)
    for line in lines:
        row = known.get(line.key)
        if row is not None and CategoryLine.of(row) != line:
            Category.objects.filter(pk=row.pk).update(**vars(line))
    return known | {(row.kind, row.major_code, row.minor_code): row for row in made}


def _take_in_conditions(
    category: Category, lines: list[ConditionLine], standing: list[FilingCondition], on: date, tally: Tally
) -> list[FilingCondition]:
    """Match by number where the sheet counts, by words where it does not."""
    by_number = {row.number: row for row in standing}
    by_text = {row.text: row for row in standing}
    last = max((*by_number, *(line.number for line in lines)), default=0)
    fresh = []
    for line in lines:
        row = by_number.get(line.number) if line.number else by_text.get(line.text)
        if row is None:
            last, number = (last, line.number) if line.number else (last + 1, last + 1)
            fresh.append(FilingCondition(category=category, number=number, from_on=on, **line.values()))
            tally.new += 1
        elif all(getattr(row, name) == value for name, value in line.values().items()):
            tally.unchanged += 1
        else:
            tally.changes.append(
                f"{category.code} {category.minor_name} · {row.text} {Limit.of(row)} → {line.text} {line.limit}"
            )
            succeed(row, max(on, row.from_on), **line.values())
            tally.changed += 1
    return fresh


def _map(mappings: Iterable[Mapping]) -> None:
    ids = {
        (code, kind, major, minor): pk
        for pk, code, kind, major, minor in Category.objects.values_list(
            "pk", "version__code", "kind", "major_code", "minor_code"
        )
    }
    rows = [Category(pk=ids[old], maps_to_id=ids[new]) for old, new in mappings if old in ids and new in ids]
    Category.objects.bulk_update(rows, ["maps_to"], batch_size=500)


def _fill_first_desks(shipped: Defaults) -> None:
    if not FirstDesk.objects.exists():
        FirstDesk.objects.bulk_create([FirstDesk(from_on=ALWAYS, **vars(line)) for line in shipped.first_desks])


def _fill_stage_limits(shipped: Defaults) -> None:
    known = set(StageLimit.objects.values_list("stage", "level"))
    StageLimit.objects.bulk_create(
        [
            StageLimit(
                stage=line.stage,
                level=line.level,
                limit_amount=line.limit.amount,
                limit_unit=line.limit.unit.value,
                standard_ref=line.standard_ref,
                from_on=ALWAYS,
            )
            for line in shipped.stage_limits
            if (line.stage, line.level) not in known
        ]
    )
