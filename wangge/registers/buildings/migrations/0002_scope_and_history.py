"""Who reads and writes buildings, keys that carry area codes along, their history, and the search by address."""

from django.db import migrations

from wangge.kernel.history import track
from wangge.accounts.policies import role_is
from wangge.accounts.roles import WORKING
from wangge.kernel.policies import allow, in_area
from wangge.registers.policies import BY_KEEPERS, BY_WORKING, MACHINES, archive, stands_in

# Pairs of signs, as `cases_bigrams` makes them; the policy's range is applied inside, because no array operator reaches
# an index beside a policy. The ids that it tells are judged by the policy once more.
GRAMS = """
CREATE FUNCTION buildings_grams(text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(DISTINCT substr(lower($1), n, 2)), '{}') FROM generate_series(1, length($1) - 1) n
$$
"""
FOUND = """
CREATE FUNCTION buildings_found(text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 50 AS $$
    SELECT id FROM buildings_building
    WHERE buildings_grams(address) @> buildings_grams($1) AND strpos(lower(address), lower($1)) > 0 AND NOT is_gone
    AND area_code >= current_setting('wangge.area_lo', true) AND area_code < current_setting('wangge.area_hi', true)
    ORDER BY length(address), address LIMIT 200
$$
"""
INDEX = (
    "CREATE INDEX building_by_words ON buildings_building USING gin (buildings_grams(address)) WITH (fastupdate = off)"
)

# A compound is its community's; the grids inside it see it, too, and may name a new one.
OF_COMMUNITY = (
    f"({in_area()} OR area_code = left(current_setting('wangge.area_lo', true), 12))"
    f" AND ({role_is(*sorted(WORKING))} OR {MACHINES})"
)


class Migration(migrations.Migration):
    dependencies = [
        ("buildings", "0001_compounds_buildings_dwellings"),
        ("kernel", "0003_change"),
        ("accounts", "0003_department_office"),
    ]

    operations = [
        archive("buildings_compound", read=OF_COMMUNITY, write=OF_COMMUNITY),
        archive("buildings_building", read=BY_WORKING),
        archive("buildings_dwelling", read=BY_WORKING),
        stands_in("buildings_compound", "community_id", "areas_area", "code"),
        stands_in("buildings_building", "area_id", "areas_area", "code"),
        stands_in("buildings_dwelling", "building_id", "buildings_building"),
        track("buildings_compound"),
        track("buildings_building"),
        track("buildings_dwelling"),
        allow("kernel_change", "SELECT", BY_KEEPERS),
        migrations.RunSQL(GRAMS, "DROP FUNCTION buildings_grams(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX building_by_words"),
        migrations.RunSQL(FOUND, "DROP FUNCTION buildings_found(text)"),
    ]
