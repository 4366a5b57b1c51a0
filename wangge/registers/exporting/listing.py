"""A list in chunks by key, each in a short scope of whoever asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from wangge.accounts.actors import Actor
from wangge.kernel import clock
from wangge.kernel.scope import open_scope
from wangge.registers.basis.sight import Sight
from wangge.registers.exporting.lists import dwellings, organisations, people
from wangge.registers.exporting.models import Archive, Export

CHUNK = 1_000


@dataclass(frozen=True)
class Listing:
    """What each column is, and the cells of some rows in their order; `loaded` is what a row is read with."""

    columns: Callable[[], list[str]]
    rows: Callable[[list[Any], date, Sight], list[list[str]]]
    loaded: tuple[str, ...] = ()


LISTINGS = {
    Archive.PEOPLE: Listing(people.columns, people.rows, ("dwelling",)),
    Archive.DWELLINGS: Listing(dwellings.columns, dwellings.rows),
    Archive.ORGANISATIONS: Listing(organisations.columns, organisations.rows),
}


def columns(export: Export) -> list[str]:
    """What each column is."""
    return _listing(export).columns()


def count(export: Export, by: Actor) -> int:
    """How many rows there are now."""
    with open_scope(by.scope()):
        return export.filters.apply(by, _day(export)).count()


def chunks(export: Export, by: Actor) -> Iterator[list[list[str]]]:
    """All rows, oldest entry first; no scope may be open."""
    last = 0
    while found := _next(export, by, last):
        last, cells = found
        yield cells


def _next(export: Export, by: Actor, last: int) -> tuple[int, list[list[str]]] | None:
    listing = _listing(export)
    with open_scope(by.scope()):
        behind: Any = export.filters.apply(by, _day(export)).filter(pk__gt=last).order_by("pk")
        loaded = behind.select_related(*listing.loaded) if listing.loaded else behind.select_related(None)
        rows = list(loaded[:CHUNK])
        sight = Sight.of(by.role, _day(export))
        return (rows[-1].pk, listing.rows(rows, _day(export), sight)) if rows else None


def _listing(export: Export) -> Listing:
    return LISTINGS[Archive(export.archive)]


def _day(export: Export) -> date:
    return clock.day_of(export.asked_at)
