"""One of many keys: `IN` costs a placeholder for each, and a statement that is never the same; this sends one list."""

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, Value


def among(column: str, keys: Iterable[int]) -> Func:
    """A condition for `filter`: the column, named as anywhere in a query, holds one of the keys."""
    wanted = Value(array_of(keys))
    return Func(
        F(column), wanted, template="%(expressions)s::bigint[])", arg_joiner=" = ANY (", output_field=BooleanField()
    )


def array_of(values: Iterable[int | str]) -> str:
    """An array as PostgreSQL reads it, of numbers or of words without signs; the statement names its type."""
    return "{" + ",".join(map(str, values)) + "}"
