"""What a mandate lets somebody be, and where each role may stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The roles of product.md; one mandate gives exactly one."""

    GRID_WORKER = "grid_worker", _("网格员")
    GRID_LEADER = "grid_leader", _("网格长")
    COMMUNITY_DESK = "community_desk", _("社区")
    STREET_DESK = "street_desk", _("街道")
    OPERATOR = "operator", _("受理员")
    DUTY_OFFICER = "duty_officer", _("值班长")
    DISPATCHER = "dispatcher", _("派遣员")
    HANDLER = "handler", _("部门处置")
    ASSESSOR = "assessor", _("考核")
    LEADER = "leader", _("领导督办")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


# 三员分立: each of these excludes every other role for the same person at the same time.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
FIELD = frozenset({Role.GRID_WORKER, Role.GRID_LEADER})
DISTRICT_DESK = frozenset({Role.OPERATOR, Role.DUTY_OFFICER, Role.DISPATCHER})
DESKS = DISTRICT_DESK | {Role.COMMUNITY_DESK, Role.STREET_DESK}
WORKING = frozenset(Role) - ADMINISTRATORS

# The levels of area over which a role may be given.
LEVELS: dict[Role, frozenset[str]] = {
    Role.GRID_WORKER: frozenset({"grid", "micro"}),
    Role.GRID_LEADER: frozenset({"grid", "micro"}),
    Role.COMMUNITY_DESK: frozenset({"community"}),
    Role.STREET_DESK: frozenset({"street"}),
    Role.OPERATOR: frozenset({"district"}),
    Role.DUTY_OFFICER: frozenset({"district"}),
    Role.DISPATCHER: frozenset({"district"}),
    Role.HANDLER: frozenset({"district", "street", "community"}),
    Role.ASSESSOR: frozenset({"district", "street"}),
    Role.LEADER: frozenset({"district", "street", "community"}),
    Role.SYSTEM_ADMIN: frozenset({"district"}),
    Role.SECURITY_ADMIN: frozenset({"district"}),
    Role.AUDIT_ADMIN: frozenset({"district"}),
}

# Roles that may stand in a department; a handler must.
IN_DEPARTMENT = frozenset({Role.HANDLER, Role.LEADER, Role.ASSESSOR})
