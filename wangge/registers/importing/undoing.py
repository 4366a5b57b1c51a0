"""Takes a whole import back, from the history that it left: new rows go, changed ones are as they were."""

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from wangge.kernel import history
from wangge.kernel.refused import Refused
from wangge.registers.importing.models import Import

# The tables of the archives, those that refer before those that are referred to.
TABLES = (
    "people_residence",
    "people_household",
    "people_person",
    "organisations_contact",
    "organisations_organisation",
    "buildings_dwelling",
    "buildings_building",
    "buildings_compound",
)
TOUCHED = """
SELECT count(DISTINCT (c."table", c.row_id)) FROM kernel_change c
JOIN (SELECT "table", row_id, max(id) AS last FROM kernel_change WHERE via = %(via)s GROUP BY 1, 2) mine
    ON c."table" = mine."table" AND c.row_id = mine.row_id
WHERE c.id > mine.last
"""
REMOVE = """
DELETE FROM {table} t USING kernel_change c
WHERE c.via = %(via)s AND c."table" = '{table}' AND c.kind = 'insert' AND c.row_id = t.id
"""
# Of several changes of a column the first one knows what it was.
RESTORE = """
UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(t, was.patch))
FROM (
    SELECT row_id, jsonb_object_agg(key, old) AS patch FROM (
        SELECT DISTINCT ON (c.row_id, e.key) c.row_id, e.key, e.value -> 0 AS old
        FROM kernel_change c, jsonb_each(c.changed) e
        WHERE c.via = %(via)s AND c."table" = '{table}' AND c.kind = 'update' ORDER BY c.row_id, e.key, c.id
    ) first GROUP BY row_id
) was
WHERE t.id = was.row_id
"""


@transaction.atomic
def undo(batch: Import) -> None:
    """Everything or nothing; refused where something later has touched a row."""
    via = {"via": batch.via}
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, via)
        (touched,) = cursor.fetchone()
    if touched:
        raise Refused(_("有 %(count)d 行在导入后又有变动，不能整体撤销。") % {"count": touched}, mend=_("请逐条更正。"))
    history.because(_("撤销导入%(file)s") % {"file": batch.file_name}, via=f"{batch.via}:undo")
    try:
        for table in TABLES:
            _take_back(table, via)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        raise Refused(_("导入的行已被别处引用，不能整体撤销。"), mend=_("请逐条更正。")) from None


def _take_back(table: str, via: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        names = ", ".join(f'"{name}"' for name in columns if name != "id")
        cursor.execute(REMOVE.format(table=table), via)
        cursor.execute(RESTORE.format(table=table, columns=names), via)
