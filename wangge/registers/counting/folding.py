"""Folding: deltas become counters. No figure changes by it."""

from django.db import connection


def fold() -> int:
    """Fold the deltas that have been committed; answers how many. Another fold under way is left alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT counting_fold()")
        (folded,) = cursor.fetchone()
    return int(folded)


def tidy() -> None:
    """Whoever has settled since is counted with the settled; counters at zero go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT counting_tidy()")
