"""SQL for the room's migration: what each archive's change adds to the deltas, and how deltas become counters.

A statement's transition tables are summed up first, so that a statement that changes nothing that is counted adds
nothing. Whether somebody has lived here for half a year follows from the month since which he has; the reader compares.
"""

from django.db.migrations import RunSQL

COUNTED = "area_code, subject, kind, presence, sex, settles, born_year, education"
NEVER = "9999-12"

# The month from whose first day a stay has lasted half a year; empty where it has, or where that is not asked.
SETTLES = f"""
CREATE FUNCTION counting_settles(capacity text, presence text, from_on date) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN $1 = 'registered' OR $2 = 'away' THEN ''
        WHEN $3 IS NULL THEN '{NEVER}'
        WHEN $3 - 1 + interval '7 months' < date_trunc('month', current_date) + interval '1 month' THEN ''
        ELSE to_char($3 - 1 + interval '7 months', 'YYYY-MM')
    END
$$
"""
SETTLES_CALLED = SETTLES.replace("STABLE", "STABLE SET search_path = pg_catalog")
NOTE = """
CREATE FUNCTION counting_{name}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO counting_delta ({counted}, count) SELECT {counted}, sum(n) FROM ({after}) c GROUP BY {counted};
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO counting_delta ({counted}, count) SELECT {counted}, sum(n) FROM ({before}) c GROUP BY {counted};
    ELSE
        INSERT INTO counting_delta ({counted}, count)
            SELECT {counted}, sum(n) FROM ({before} UNION ALL {after}) c GROUP BY {counted} HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END $$
"""
ADD = "INSERT INTO counting_delta ({counted}, count) SELECT {counted}, sum(n) FROM ({rows}) c GROUP BY {counted}"
PERSON = """SELECT r.area_code, 'person' AS subject, r.capacity AS kind, r.presence, p.sex,
    counting_settles(r.capacity, r.presence, r.from_on) AS settles,
    coalesce(extract(year FROM p.born_on)::int, 0) AS born_year, p.education, {sign} AS n
    FROM {residences} r JOIN {people} p ON p.id = r.person_id WHERE r.to_on IS NULL AND p.died_on IS NULL"""
THING = """SELECT area_code, '{subject}' AS subject, {kind} AS kind, '' AS presence, '' AS sex, '' AS settles,
    0 AS born_year, '' AS education, {sign} AS n FROM {rows} WHERE {is_there}"""
# Table → subject, kind, and when a row counts.
THINGS = {
    "people_household": ("household", "''", "ended_on IS NULL"),
    "buildings_building": ("building", "''", "NOT is_gone"),
    "buildings_dwelling": ("dwelling", "use", "NOT is_gone"),
    "organisations_organisation": ("organisation", "kind", "closed_on IS NULL"),
    "people_careneed": ("care", "kind", "to_on IS NULL"),
}
FOLD = """
CREATE FUNCTION counting_fold() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    folded bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('counting_fold')) THEN
        RETURN 0;
    END IF;
    WITH taken AS (
        DELETE FROM counting_delta RETURNING *
    ), summed AS MATERIALIZED (
        SELECT area_code, subject, kind, presence, sex, settles, born_year, education, sum(count) AS n FROM taken
        GROUP BY area_code, subject, kind, presence, sex, settles, born_year, education HAVING sum(count) <> 0
    ), levels (length) AS (VALUES (6), (9), (12), (15), (17)
    ), tallied AS (
        INSERT INTO counting_tally (area_code, subject, kind, presence, sex, settles, count)
            SELECT left(area_code, l.length) AS code, subject, kind, presence, sex, settles, sum(n)
            FROM summed JOIN levels l ON l.length <= length(area_code)
            GROUP BY code, subject, kind, presence, sex, settles
        ON CONFLICT (area_code, subject, kind, presence, sex, settles)
            DO UPDATE SET count = counting_tally.count + excluded.count
    ), aged AS (
        INSERT INTO counting_cohort (area_code, sex, born_year, education, capacity, presence, settles, count)
            SELECT left(area_code, l.length) AS code, sex, born_year, education, kind, presence, settles, sum(n)
            FROM summed JOIN levels l ON l.length <= length(area_code) WHERE subject = 'person'
            GROUP BY code, sex, born_year, education, kind, presence, settles
        ON CONFLICT (area_code, sex, born_year, education, capacity, presence, settles)
            DO UPDATE SET count = counting_cohort.count + excluded.count
    )
    SELECT count(*) INTO folded FROM taken;
    RETURN folded;
END $$
"""
# Whoever has lived here for half a year by now is counted with those who have; counters at zero go.
TIDY = """
CREATE FUNCTION counting_tidy() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    month CONSTANT text := to_char(current_date, 'YYYY-MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('counting_fold'));
    WITH gone AS (
        DELETE FROM counting_tally WHERE settles <> '' AND settles <= month RETURNING *
    )
    INSERT INTO counting_tally (area_code, subject, kind, presence, sex, settles, count)
        SELECT area_code, subject, kind, presence, sex, '', sum(count) FROM gone
        GROUP BY area_code, subject, kind, presence, sex
    ON CONFLICT (area_code, subject, kind, presence, sex, settles)
        DO UPDATE SET count = counting_tally.count + excluded.count;
    WITH gone AS (
        DELETE FROM counting_cohort WHERE settles <> '' AND settles <= month RETURNING *
    )
    INSERT INTO counting_cohort (area_code, sex, born_year, education, capacity, presence, settles, count)
        SELECT area_code, sex, born_year, education, capacity, presence, '', sum(count) FROM gone
        GROUP BY area_code, sex, born_year, education, capacity, presence
    ON CONFLICT (area_code, sex, born_year, education, capacity, presence, settles)
        DO UPDATE SET count = counting_cohort.count + excluded.count;
    DELETE FROM counting_tally WHERE count = 0;
    DELETE FROM counting_cohort WHERE count = 0;
END $$
"""


def functions() -> RunSQL:
    """The month of settling, folding and tidying."""
    return RunSQL(
        [SETTLES, FOLD, TIDY],
        [
            "DROP FUNCTION counting_tidy()",
            "DROP FUNCTION counting_fold()",
            "DROP FUNCTION counting_settles(text, text, date)",
        ],
    )


def count_residences() -> list[RunSQL]:
    """A residence's change, and a person's: sex, birth, education and death count wherever he lives."""
    before, after = (
        PERSON.format(sign=sign, residences=rows, people="people_person")
        for sign, rows in ((-1, "before_rows"), (1, "after_rows"))
    )
    was, is_now = (
        PERSON.format(sign=sign, residences="people_residence", people=rows)
        for sign, rows in ((-1, "before_rows"), (1, "after_rows"))
    )
    changed = " AND p.id IN (SELECT a.id FROM after_rows a JOIN before_rows b USING (id) WHERE (a.sex, a.born_on,"
    changed += " a.education, a.died_on) IS DISTINCT FROM (b.sex, b.born_on, b.education, b.died_on))"
    return [
        *_note("residence", "people_residence", before, after, ("INSERT", "UPDATE", "DELETE")),
        *_note("person", "people_person", was + changed, is_now + changed, ("UPDATE",)),
    ]


def count_things() -> list[RunSQL]:
    """Households, buildings, dwellings, organisations and care needs that are there."""
    made = []
    for table, (subject, kind, is_there) in THINGS.items():
        before, after = (
            THING.format(subject=subject, kind=kind, sign=sign, rows=rows, is_there=is_there)
            for sign, rows in ((-1, "before_rows"), (1, "after_rows"))
        )
        made += _note(subject, table, before, after, ("INSERT", "UPDATE", "DELETE"))
    return made


def count_what_stands() -> RunSQL:
    """Count what the archives hold already."""
    person = PERSON.format(sign=1, residences="people_residence", people="people_person")
    things = [
        THING.format(subject=subject, kind=kind, sign=1, rows=table, is_there=is_there)
        for table, (subject, kind, is_there) in THINGS.items()
    ]
    added = [ADD.format(counted=COUNTED, rows=rows) for rows in (person, *things)]
    return RunSQL([*added, "SELECT counting_fold()"], RunSQL.noop)


def _note(name: str, table: str, before: str, after: str, moments: tuple[str, ...]) -> list[RunSQL]:
    function = NOTE.format(name=name, counted=COUNTED, before=before, after=after)
    tables = {
        "INSERT": "NEW TABLE AS after_rows",
        "UPDATE": "OLD TABLE AS before_rows NEW TABLE AS after_rows",
        "DELETE": "OLD TABLE AS before_rows",
    }
    triggers = [
        f"CREATE TRIGGER count_{moment.lower()} AFTER {moment} ON {table} REFERENCING {tables[moment]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION counting_{name}()"
        for moment in moments
    ]
    dropped = [f"DROP TRIGGER count_{moment.lower()} ON {table}" for moment in moments]
    return [RunSQL([function, *triggers], [*dropped, f"DROP FUNCTION counting_{name}()"])]
