"""Whether a number is known is asked by whoever keeps an archive, a department or an import; side by side counts, too."""

from importlib import import_module

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role
from wangge.registers.policies import KEEPERS, MACHINES

before = import_module("wangge.registers.people.migrations.0002_scope_and_history")
many = import_module("wangge.registers.people.migrations.0101_many_known_at_once")
MAY_ASK = f"({role_is(*KEEPERS, Role.HANDLER)} OR {MACHINES})"
# The questions of one asker come one after the other, so that each counts those before it.
WAITS = f"""BEGIN
    IF NOT coalesce({MAY_ASK}, false) THEN
        RAISE EXCEPTION 'Not for this scope.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('wangge.known:' || asker, 0));
    IF asker IS NOT NULL"""
TAKEN = f"""
CREATE OR REPLACE FUNCTION people_taken(text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT ({role_is(*KEEPERS)} OR {MACHINES}) AND EXISTS (SELECT 1 FROM people_person
        WHERE document_index = $1 AND $1 <> '' AND merged_into_id IS NULL AND NOT is_double)
$$
"""


def replaced(function: str) -> str:
    """The same function, made anew."""
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def guarded(function: str) -> str:
    """The same with its guard."""
    return replaced(function).replace("BEGIN\n    IF asker IS NOT NULL", WAITS)


class Migration(migrations.Migration):
    dependencies = [("people", "0450_past_homes_lose_fields")]

    operations = [
        migrations.RunSQL(guarded(before.KNOWN), replaced(before.KNOWN)),
        migrations.RunSQL(guarded(many.KNOWN_MANY), replaced(many.KNOWN_MANY)),
        migrations.RunSQL(TAKEN, replaced(before.TAKEN)),
    ]
