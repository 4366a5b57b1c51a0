"""Who sees whom a case names: whoever sees the case and, of the archive, the person or organisation; who takes part names.

The tables of the archive judge by their own policies, so that a link is as hidden as what it links to. Its area code is
the case's, at its birth and whenever the case gets another one.
"""

from importlib import import_module

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.cases.access import NAMING_ROLES
from wangge.kernel.policies import in_area
from wangge.registers.policies import MACHINES, archive

first = import_module("wangge.cases.migrations.0003_scope_and_guards")
following = import_module("wangge.cases.migrations.0301_cases_follow_their_area")


def in_sight(table: str, column: str) -> str:
    """The column names nobody, or somebody in sight."""
    return f"({column} IS NULL OR EXISTS (SELECT 1 FROM {table} seen WHERE seen.id = {column}))"


CASE = "EXISTS (SELECT 1 FROM cases_case seen WHERE seen.id = case_id)"
BOTH = f"{in_sight('people_person', 'person_id')} AND {in_sight('organisations_organisation', 'organisation_id')}"
READ = f"{in_area()} AND {CASE} AND {BOTH}"
WRITE = f"{READ} AND ({role_is(*sorted(NAMING_ROLES))} OR {MACHINES})"

# The lock waits for a recoding that is under way. A case that does not exist changes nothing: the policy refuses the row.
TAKE_CODE = """
CREATE FUNCTION cases_named_takes_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    code varchar;
BEGIN
    SELECT area_code INTO code FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    IF FOUND THEN
        NEW.area_code := code;
    END IF;
    RETURN NEW;
END $$
"""
FOLLOW_CASE = """
CREATE FUNCTION cases_named_follow_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.area_code IS DISTINCT FROM OLD.area_code THEN
        UPDATE cases_named SET area_code = NEW.area_code WHERE case_id = NEW.id;
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0401_people_and_organisations_of_a_case"),
        ("people", "0402_doubles_in_sight"),
        ("organisations", "0002_scope_and_history"),
    ]

    operations = [
        archive("cases_named", read=READ, write=WRITE),
        following.trigger(
            "cases_named", "cases_named_takes_code", TAKE_CODE, "BEFORE INSERT OR UPDATE OF case_id, area_code"
        ),
        following.trigger(
            "cases_case", "cases_named_follow_case", FOLLOW_CASE, "AFTER UPDATE OF area_id, area_code"
        ),
        first.keep("cases_named"),
    ]
