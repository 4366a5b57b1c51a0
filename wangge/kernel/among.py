"""One of many keys: `IN` costs a placeholder for each, and a statement that is never the same; this sends one list."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Value


def among(column: str, keys: Iterable[int]) -> Func:
    """A condition for `filter`: the column, named as anywhere in a query, holds one of the keys."""
    wanted = Value(list(keys), output_field=ArrayField(BigIntegerField()))
    return Func(F(column), wanted, template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField())
