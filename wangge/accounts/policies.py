"""SQL for migrations: what the open mandate's role may do.

The role is looked up in the database by the mandate that the scope names, so a query cannot claim a role.
"""

from wangge.accounts.roles import Role
from wangge.kernel.policies import MANDATE_ID, SCOPE, USER_ID

ROLE_IN_USE = f"""
CREATE FUNCTION wangge_role() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT role FROM accounts_mandate
    WHERE {SCOPE} = 'mandate' AND id = {MANDATE_ID} AND user_id = {USER_ID}
$$
"""  # noqa: S608


def role_is(*roles: Role) -> str:
    """The open mandate gives one of these roles; looked up once for a statement."""
    names = ", ".join(f"'{role.value}'" for role in roles)
    return f"((SELECT wangge_role()) IN ({names}))"
