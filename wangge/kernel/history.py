"""The history of archive rows: triggers write it, a statement at a time, and the scope's settings say who and why.

`track` in a migration is all that a table needs. An act says `because(...)` once; what was changed by hand in the
database is in the history, too, only without a reason.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import connection, migrations, models

from wangge.kernel.among import among, array_of
from wangge.kernel.models import Change
from wangge.kernel.sealing import digest_of, marked

SETTINGS = ("wangge.via", "wangge.why")
LONGEST_WHY = 200

TRACK = """
CREATE FUNCTION wangge_track() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    who CONSTANT bigint := nullif(current_setting('wangge.user_id', true), '');
    held CONSTANT bigint := nullif(current_setting('wangge.mandate_id', true), '');
    way CONSTANT text := coalesce(nullif(current_setting('wangge.via', true), ''),
        nullif(current_setting('wangge.scope', true), ''), session_user);
    reason CONSTANT text := coalesce(current_setting('wangge.why', true), '');
BEGIN
    -- New keys for old values change nothing that a history tells; only the owner may say that this is what happens.
    IF current_setting('wangge.resealing', true) = 'on'
        AND session_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' AND TG_ARGV[0] = 'area' THEN
        INSERT INTO kernel_change ("table", row_id, area_code, kind, at, user_id, mandate_id, via, why, changed)
            SELECT TG_TABLE_NAME, a.id, a.area_code, 'insert', now(), who, held, way, reason, '{}' FROM after_rows a;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO kernel_change ("table", row_id, area_code, kind, at, user_id, mandate_id, via, why, changed)
            SELECT TG_TABLE_NAME, a.id, '', 'insert', now(), who, held, way, reason, '{}' FROM after_rows a;
    ELSIF TG_OP = 'UPDATE' THEN
        -- OFFSET 0: each row becomes JSON once, not once for each of its columns.
        INSERT INTO kernel_change ("table", row_id, area_code, kind, at, user_id, mandate_id, via, why, changed)
            SELECT TG_TABLE_NAME, r.id, coalesce(r.after ->> 'area_code', ''), 'update', now(), who, held, way, reason,
                told.changed
            FROM (
                SELECT id, to_jsonb(b) AS before, to_jsonb(a) AS after FROM before_rows b JOIN after_rows a USING (id)
                OFFSET 0
            ) r CROSS JOIN LATERAL (
                SELECT jsonb_object_agg(n.key, jsonb_build_array(r.before -> n.key, n.value)) AS changed
                FROM jsonb_each(r.after) n WHERE n.value IS DISTINCT FROM r.before -> n.key
            ) told WHERE told.changed IS NOT NULL;
    ELSE
        INSERT INTO kernel_change ("table", row_id, area_code, kind, at, user_id, mandate_id, via, why, changed)
            SELECT TG_TABLE_NAME, b.id, coalesce(b.whole ->> 'area_code', ''), 'delete', now(), who, held, way, reason,
                (SELECT jsonb_object_agg(o.key, jsonb_build_array(o.value, NULL)) FROM jsonb_each(b.whole) o)
            FROM (SELECT id, to_jsonb(r) AS whole FROM before_rows r) b;
    END IF;
    RETURN NULL;
END $$
"""
FORGET = """
UPDATE kernel_change c SET digest = kept.digest, changed = '{}', why = ''
FROM unnest(%(ids)s::bigint[], %(digests)s::text[]) kept (id, digest) WHERE c.id = kept.id
"""
FORGET_COLUMNS = FORGET.replace("'{}', why = ''", "c.changed - %(columns)s::text[]")
MOMENTS = (
    ("INSERT", "REFERENCING NEW TABLE AS after_rows"),
    ("UPDATE", "REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows"),
    ("DELETE", "REFERENCING OLD TABLE AS before_rows"),
)


def because(why: str, *, via: str) -> None:
    """Until the end of the transaction every change bears this reason and came this way (a screen, an import)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('wangge.via', %s, true), set_config('wangge.why', %s, true)",
            [via, why.strip()[:LONGEST_WHY]],
        )


def story_of(row: models.Model) -> list[Change]:
    """What a row has been, the latest first, as far as the scope may see it."""
    return list(Change.objects.filter(table=row._meta.db_table, row_id=row.pk).order_by("-id"))


def stories_of(rows: Iterable[models.Model], *, most: int | None = None) -> list[Change]:
    """What several rows have been, of whatever tables, the latest first and no more than `most`; one query."""
    keys: dict[str, list[int]] = {}
    for row in rows:
        keys.setdefault(row._meta.db_table, []).append(row.pk)
    wanted = models.Q()
    for table, pks in keys.items():
        wanted |= models.Q(table=table, row_id__in=pks)
    return list(Change.objects.filter(wanted).order_by("-id")[:most]) if keys else []


def forget(table: str, row_ids: Iterable[int], columns: Iterable[str] = (), before: date | None = None) -> None:
    """Erase what these rows have been, or only these columns, or only until a day; that there were changes stays. Only
    the timer may."""
    only = sorted(columns)
    rows = Change.objects.filter(among("row_id", row_ids), table=table).exclude(changed={}, why="")
    rows = rows.filter(changed__has_any_keys=only) if only else rows
    rows = rows.filter(at__date__lt=before) if before else rows
    kept = {change.pk: _blanked(change, only) for change in rows}
    if kept:
        told = {"ids": array_of(kept), "digests": array_of(kept.values()), "columns": array_of(only)}
        with connection.cursor() as cursor:
            cursor.execute(FORGET_COLUMNS if only else FORGET, told)


def make_tracking() -> migrations.RunSQL:
    """For a migration: the function behind `track`."""
    return migrations.RunSQL(TRACK, "DROP FUNCTION wangge_track()")


def track(table: str, *, has_area: bool = True) -> migrations.RunSQL:
    """For a migration: every change of the table is history from now on. `has_area` says that it has an area_code."""
    argument = "'area'" if has_area else "''"
    return migrations.RunSQL(
        [
            f"CREATE TRIGGER history_{moment.lower()} AFTER {moment} ON {table} {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION wangge_track({argument})"
            for moment, rows in MOMENTS
        ],
        [f"DROP TRIGGER history_{moment.lower()} ON {table}" for moment, _rows in MOMENTS],
    )


def _blanked(change: Change, only: Collection[str]) -> str:
    """What a change keeps for the seals once all of it is gone, or only these columns."""
    digest = digest_of(change)
    change.changed = {name: pair for name, pair in change.changed.items() if only and name not in only}
    change.why = change.why if only else ""
    return marked(digest, change)
