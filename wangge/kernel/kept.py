"""Rows that change seldom and are asked for by every request, kept in memory: areas, departments, the catalogue.

A kept value never changes; a newer one takes its place when its stamp in the database (renewed by a trigger) is
another. A process looks at the stamp at most once in `settings.ROWS_POLL_SECONDS`, and at once after it changed rows
itself.
"""

import contextlib
import time
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import migrations, models, transaction
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from wangge.kernel import scope
from wangge.kernel.models.stamp import Stamp

T = TypeVar("T")
M = TypeVar("M", bound=type[models.Model])
R = TypeVar("R", bound=models.Model)
Set = TypeVar("Set")
Get = TypeVar("Get")
POLL_SECONDS = 3.0

STAMP = """
CREATE FUNCTION wangge_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    fresh text := pg_current_xact_id()::text || '.' || extract(epoch FROM clock_timestamp())::text;
BEGIN
    INSERT INTO kernel_stamp (name, stamp) VALUES (TG_ARGV[0], fresh) ON CONFLICT (name) DO UPDATE SET stamp = fresh;
    RETURN NULL;
END $$
"""


class Kept(Generic[T]):
    """One value in memory, made from rows by `load`."""

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name = name
        self._load = load
        self._held: tuple[str, T] | None = None
        self._looked_at = 0.0
        _all.append(self)

    def value(self) -> T:
        """The value as of the last look."""
        wait = getattr(settings, "ROWS_POLL_SECONDS", POLL_SECONDS)
        if self._held is None or time.monotonic() - self._looked_at >= wait:
            self._held = self._refreshed()
            self._looked_at = time.monotonic()
        return self._held[1]

    def expire(self) -> None:
        """This process changed the rows: look at the next question, and once more after the commit."""
        self._look_again()
        if transaction.get_connection().in_atomic_block:
            transaction.on_commit(self._look_again)

    def _refreshed(self) -> tuple[str, T]:
        with _some_scope():
            stamp = Stamp.objects.filter(pk=self.name).values_list("stamp", flat=True).first() or ""
            if self._held is not None and self._held[0] == stamp:
                return self._held
            return stamp, self._load()

    def _look_again(self) -> None:
        self._looked_at = float("-inf")


class Derived(Generic[T]):
    """One value made from the kept rows of some tables; made anew as soon as any of them is another."""

    def __init__(self, make: Callable[[], T], *sources: type[models.Model]) -> None:
        self._make, self._sources = make, sources
        self._held: tuple[list[dict[Any, Any]], T] | None = None

    def value(self) -> T:
        """The value that fits the rows of this moment."""
        rows = [rows_of(source) for source in self._sources]
        if self._held is None or any(old is not new for old, new in zip(self._held[0], rows, strict=True)):
            self._held = rows, self._make()
        return self._held[1]


def expire(name: str) -> None:
    """This process changed rows under this stamp."""
    for kept in _all:
        if kept.name == name:
            kept.expire()


def expire_all() -> None:
    """Look at every stamp at the next question."""
    for kept in _all:
        kept.expire()


def kept_under(stamp: str) -> Callable[[M], M]:
    """Class decorator: all rows of this small table are kept, and every `KeptKey` to it reads them from there."""

    def keep(model: M) -> M:
        _rows[model] = Kept(stamp, lambda: {row.pk: row for row in _all_of(model)})
        return model

    return keep


def rows_of(model: type[R]) -> dict[Any, R]:
    """The kept rows of a table by primary key."""
    return _rows[model].value()


def _all_of(model: type[models.Model]) -> Iterable[models.Model]:
    return models.QuerySet(model).all()


class FromMemory(ForwardManyToOneDescriptor[Any]):
    """The row that a key names, shared by everybody who asks: to read, never to change."""

    def get_object(self, instance: models.Model) -> models.Model:
        """From memory; from the table where memory does not know it yet."""
        rows = rows_of(self.field.remote_field.model)
        return rows.get(getattr(instance, self.field.attname)) or super().get_object(instance)


class KeptKey(models.ForeignKey[Set, Get]):
    """A foreign key to rows that are kept in memory: following it needs neither a join nor a query."""

    forward_related_accessor_class = FromMemory

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database a foreign key like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def make_stamps() -> migrations.RunSQL:
    """For a migration: the function behind `stamp_on`."""
    return migrations.RunSQL(STAMP, "DROP FUNCTION wangge_stamp()")


def stamp_on(table: str, name: str) -> migrations.RunSQL:
    """For a migration: every statement that changes the table renews the stamp of this name."""
    return migrations.RunSQL(
        f"CREATE TRIGGER stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION wangge_stamp('{name}')",
        f"DROP TRIGGER stamp ON {table}",
    )


def _some_scope() -> contextlib.AbstractContextManager[None]:
    """Such rows are for everybody, but the database answers only to a named scope."""
    return contextlib.nullcontext() if scope.current() else scope.open_scope(scope.machine("portal"))


_all: list["Kept[Any]"] = []
_rows: dict[type[models.Model], "Kept[dict[Any, Any]]"] = {}
