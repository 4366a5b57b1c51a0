"""Who reads the catalogue and who keeps it."""

from wangge.accounts.roles import Role

EDITORS = (Role.SYSTEM_ADMIN, Role.DUTY_OFFICER)
READERS = (
    *EDITORS,
    Role.OPERATOR,
    Role.DISPATCHER,
    Role.STREET_DESK,
    Role.COMMUNITY_DESK,
    Role.ASSESSOR,
    Role.LEADER,
)
