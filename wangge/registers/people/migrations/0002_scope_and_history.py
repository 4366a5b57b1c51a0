"""Who reaches a person and how; the history of people; what a residence repeats of its person."""

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role
from wangge.kernel.history import track
from wangge.kernel.policies import USER_ID, in_area, in_department
from wangge.registers.policies import BY_KEEPERS, KEEPERS, MACHINES, archive, stands_in

# A person is in sight where he lives; once he lives nowhere, where he lived; before he lives anywhere, to his writer.
IN_SIGHT = """
CREATE FUNCTION people_in_sight(bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(
        bool_or(is_here) FILTER (WHERE to_on IS NULL), bool_or(is_here), true
    ) FROM (
        SELECT to_on, area_code >= current_setting('wangge.area_lo', true)
            AND area_code < current_setting('wangge.area_hi', true) AS is_here
        FROM people_residence WHERE person_id = $1
    ) lived
$$
"""
FOLLOW_PERSON = """
CREATE FUNCTION people_follow_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE people_residence r SET name = a.name, pinyin = a.pinyin, initials = a.initials,
        phone_tail_index = a.phone_tail_index
    FROM after_rows a JOIN before_rows b USING (id)
    WHERE r.person_id = a.id AND (a.name, a.pinyin, a.initials, a.phone_tail_index)
        IS DISTINCT FROM (b.name, b.pinyin, b.initials, b.phone_tail_index);
    RETURN NULL;
END $$
"""
# A full number and the name that belongs to it: all that may be asked of the whole district. Every question leaves a look
# where it is asked and, if it finds somebody, where that person lives; so many in an hour are enough.
KNOWN = """
CREATE FUNCTION people_known(wanted_index text, wanted_name text, asked_in text, reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asker CONSTANT bigint := nullif(current_setting('wangge.user_id', true), '');
    held CONSTANT bigint := nullif(current_setting('wangge.mandate_id', true), '');
    found bigint;
BEGIN
    IF asker IS NOT NULL AND (
        SELECT count(*) FROM kernel_look WHERE who = asker AND what = 'known' AND at > now() - interval '1 hour'
    ) >= 120 THEN
        RAISE EXCEPTION 'Too many questions in an hour.' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    SELECT id INTO found FROM people_person
        WHERE document_index = wanted_index AND name = wanted_name AND wanted_index <> ''
        AND merged_into_id IS NULL AND NOT is_double;
    INSERT INTO kernel_look (id, who, mandate, name, at, area_code, subject, subject_id, what, reason)
        SELECT gen_random_uuid(), asker, held, coalesce((SELECT u.name FROM accounts_user u WHERE u.id = asker), ''),
            now(), told.area_code, 'person', coalesce(found::text, ''), 'known', left(reason, 200)
        FROM (
            SELECT area_code FROM people_residence WHERE person_id = found AND to_on IS NULL
            UNION SELECT asked_in
        ) told;
    RETURN found;
END $$
"""
TAKEN = """
CREATE FUNCTION people_taken(text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM people_person
        WHERE document_index = $1 AND $1 <> '' AND merged_into_id IS NULL AND NOT is_double)
$$
"""
PERSON = f"({role_is(*KEEPERS)} OR {MACHINES})"
HIS_HISTORY = (
    f"\"table\" = 'people_person' AND {PERSON} AND EXISTS (SELECT 1 FROM people_person p WHERE p.id = row_id)"
)
IN_SIGHT_OF_KEEPERS = f"{PERSON} AND people_in_sight(id)"
# A reminder is its department's; of everybody else only those whom it names read it.
OF_DEPARTMENT = f"{in_area()} AND {role_is(Role.HANDLER)} AND {in_department()}"
BY_READERS = f"({OF_DEPARTMENT} OR {in_area()} AND reader_ids @> to_jsonb({USER_ID}))"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_people_households_residences"),
        ("buildings", "0002_scope_and_history"),
    ]

    operations = [
        migrations.RunSQL(IN_SIGHT, "DROP FUNCTION people_in_sight(bigint)"),
        archive("people_person", read=IN_SIGHT_OF_KEEPERS, write=IN_SIGHT_OF_KEEPERS),
        archive("people_household"),
        archive("people_residence"),
        archive("people_careneed"),
        archive("people_reminder", read=BY_READERS, write=OF_DEPARTMENT),
        stands_in("people_household", "dwelling_id", "buildings_dwelling"),
        stands_in("people_residence", "dwelling_id", "buildings_dwelling"),
        track("people_person", has_area=False),
        track("people_household"),
        track("people_residence"),
        track("people_careneed"),
        track("people_reminder"),
        migrations.RunSQL(
            f"CREATE POLICY his_history ON kernel_change FOR SELECT USING ({HIS_HISTORY})",
            "DROP POLICY his_history ON kernel_change",
        ),
        migrations.RunSQL(FOLLOW_PERSON, "DROP FUNCTION people_follow_person()"),
        migrations.RunSQL(
            "CREATE TRIGGER follow AFTER UPDATE ON people_person REFERENCING OLD TABLE AS before_rows "
            "NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION people_follow_person()",
            "DROP TRIGGER follow ON people_person",
        ),
        migrations.RunSQL(KNOWN, "DROP FUNCTION people_known(text, text, text, text)"),
        migrations.RunSQL(TAKEN, "DROP FUNCTION people_taken(text)"),
    ]
