"""The policies say the same as before, in words whose cost the planner guesses better.

`x IS NULL` of a setting counts as true for one row in two hundred, so that a street's list looked small enough to be
sorted whole. As one question of its own it counts as true for half, and a list begins at its newest row.
"""

from importlib import import_module

from django.db import migrations

first = import_module("wangge.cases.migrations.0003_scope_and_guards")
NOT_NARROWED = f"(SELECT {first.CASE_ID} IS NULL AND {first.SCOPE} <> 'resident')"


def one_case(column: str) -> str:
    """A resident sees exactly one case; everybody else is not narrowed by it."""
    return f"({column} = {first.CASE_ID} OR {NOT_NARROWED})"


def using(one_case_of: str, department: str) -> str:
    """The whole condition of a policy."""
    return f"{first.in_area()} AND {one_case_of} AND {first.WORKS_ON_CASES} AND {department}"


def say(table: str, column: str, department: str) -> migrations.RunSQL:
    """The policy of a table in the new words, and back in the old ones."""
    words = (using(one(column), department) for one in (one_case, first.one_case))
    new, old = (f'ALTER POLICY by_scope ON "{table}" USING ({condition})' for condition in words)
    return migrations.RunSQL(new, old)


class Migration(migrations.Migration):
    dependencies = [("cases", "0201_what_was_heard_and_done")]

    operations = [
        say("cases_case", "id", first.of_department("id")),
        say("cases_assignment", "case_id", first.of_department("case_id", first.DEPARTMENT)),
    ]
