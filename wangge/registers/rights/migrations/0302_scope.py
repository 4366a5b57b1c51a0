"""Who reads and writes requests, consents and registers; the three questions that look past the scope."""

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role
from wangge.kernel.history import track
from wangge.kernel.policies import SCOPE, allow, append_only, in_area, protect, scope_is
from wangge.registers.policies import archive

DESKS = (Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER)
TIMER = scope_is("timer", "worker")
BY_DESKS = f"{in_area()} AND ({role_is(*DESKS)} OR {TIMER})"
WRITERS = (*DESKS, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
READERS = (*WRITERS, Role.AUDIT_ADMIN, Role.LEADER)
LEDGER_READ = f"{in_area()} AND ({role_is(*READERS)} OR {TIMER})"
LEDGER_WRITE = f"{in_area()} AND {role_is(*WRITERS)}"
KEEPS_TERMS = role_is(Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.DUTY_OFFICER)
SECURITY = role_is(Role.SECURITY_ADMIN)

# Number, name and phone together name a person to the portal; it learns where the request belongs, and shows nothing.
IDENTIFY = f"""
CREATE FUNCTION rights_identify(wanted_index text, wanted_name text, wanted_phone text)
RETURNS TABLE (person_id bigint, area_code text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.id, r.area_code::text FROM people_person p JOIN people_residence r ON r.person_id = p.id
    WHERE p.document_index = wanted_index AND wanted_index <> '' AND p.name = wanted_name
        AND p.phone_index = wanted_phone AND wanted_phone <> ''
        AND p.merged_into_id IS NULL AND NOT p.is_double AND {SCOPE} = 'portal'
    ORDER BY r.to_on DESC NULLS FIRST, r.id DESC LIMIT 1
$$
"""
# A request is found by its code and the tail of the phone that was left with it.
FIND = f"""
CREATE FUNCTION rights_find(wanted_code text, wanted_tail text) RETURNS SETOF rights_request
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT * FROM rights_request WHERE code_index = wanted_code AND tail_index = wanted_tail AND {SCOPE} = 'portal'
$$
"""
# Who looked at a person anywhere: asked by whoever may decide the person's request.
LOOKS = f"""
CREATE FUNCTION rights_looks_at(bigint) RETURNS TABLE (at timestamptz, role text, department text, what text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT l.at, m.role::text, coalesce(d.name, a.name, '')::text, l.what::text, l.reason::text
    FROM kernel_look l
    LEFT JOIN accounts_mandate m ON m.id = l.mandate
    LEFT JOIN accounts_department d ON d.id = m.department_id
    LEFT JOIN areas_area a ON a.id = m.area_id
    WHERE l.subject = 'person' AND l.subject_id = $1::text AND people_in_sight($1) AND {role_is(*DESKS)}
    ORDER BY l.at DESC
$$
"""


class Migration(migrations.Migration):
    dependencies = [("rights", "0301_requests_consents_ledgers"), ("people", "0002_scope_and_history")]

    operations = [
        archive("rights_request", read=BY_DESKS, write=BY_DESKS),
        allow("rights_request", "INSERT", scope_is("portal")),
        archive("rights_consent"),
        archive("rights_disclosure", read=LEDGER_READ, write=LEDGER_WRITE),
        archive("rights_assessment", read=LEDGER_READ, write=LEDGER_WRITE),
        archive("rights_incident", read=LEDGER_READ, write=LEDGER_WRITE),
        append_only("rights_disclosure"),
        append_only("rights_assessment"),
        track("rights_incident"),
        archive("rights_retentionrun", read=f"{KEEPS_TERMS} OR {TIMER}", write=f"{SECURITY} OR {scope_is('timer')}"),
        protect("rights_retentionline", f"{in_area()} AND {scope_is('timer')}"),
        allow("rights_retentionline", "SELECT", f"{in_area()} AND {KEEPS_TERMS}"),
        migrations.RunSQL(IDENTIFY, "DROP FUNCTION rights_identify(text, text, text)"),
        migrations.RunSQL(FIND, "DROP FUNCTION rights_find(text, text)"),
        migrations.RunSQL(LOOKS, "DROP FUNCTION rights_looks_at(bigint)"),
    ]
