"""A case's place in a queue, saved views, and the search by words."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wangge.kernel.policies import USER_ID, protect, scope_is

BIGRAMS = """
CREATE FUNCTION cases_bigrams(text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT array_agg(DISTINCT substr(lower($1), at, 2)) FROM generate_series(1, length($1) - 1) AS at
$$
"""
WORDS = "(title || ' ' || place)"

# Row security keeps array operators from their index; this function looks past it, applies the range of the scope
# itself and tells ids only, which the policy then judges again.
FOUND = f"""
CREATE FUNCTION cases_found(text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 200 AS $$
    SELECT id FROM cases_case
    WHERE cases_bigrams({WORDS}) @> cases_bigrams($1) AND strpos(lower({WORDS}), lower($1)) > 0
    AND area_code >= current_setting('wangge.area_lo', true) AND area_code < current_setting('wangge.area_hi', true)
    ORDER BY collected_at DESC LIMIT 2000
$$
"""  # noqa: S608 - constants


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_late_rule"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("case", "queue_at", models.DateTimeField(null=True)),
        migrations.RunSQL("UPDATE cases_case SET queue_at = coalesce(stage_due_at, stage_at)", migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("case", "queue_at", models.DateTimeField()),
        migrations.RemoveIndex("case", "case_desk_queue"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["desk_level", "queue_at", "id"],
                condition=models.Q(needs_desk=True),
                name="case_desk_queue",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(fields=["area_code"], condition=models.Q(needs_upper=True), name="case_upper_queue"),
        ),
        migrations.AddIndex("case", models.Index(fields=["due_at", "id"], name="case_due")),
        migrations.CreateModel(
            "SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("query", models.CharField(max_length=500)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("user", "name"), name="view_name_once")]},
        ),
        protect("cases_savedview", f"(user_id = {USER_ID} AND {scope_is('mandate')})"),
        migrations.RunSQL(BIGRAMS, "DROP FUNCTION cases_bigrams(text)"),
        migrations.RunSQL(
            f"CREATE INDEX case_bigrams ON cases_case USING gin (cases_bigrams({WORDS}))", "DROP INDEX case_bigrams"
        ),
        migrations.RunSQL(FOUND, "DROP FUNCTION cases_found(text)"),
    ]
