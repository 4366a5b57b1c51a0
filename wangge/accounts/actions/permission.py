"""Who may do what to accounts: 三员分立 in one place."""

from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.kernel.refused import NotYours, Refused

MAKERS = ("import", "replay")


def needs(role: Role, *, by: Actor) -> None:
    """Refuse everybody but this administrator and the machines that make towns."""
    if by.machine not in MAKERS and by.role != role:
        raise NotYours(_("只有%(role)s可以这样做。") % {"role": role.label})


def needs_ground(area_code: str, *, by: Actor) -> None:
    """Refuse a place outside the actor's own."""
    if by.machine not in MAKERS and not area_code.startswith(by.area_code):
        raise NotYours(_("该区域不在您的管辖范围内。"))


def not_oneself(user_id: int, *, by: Actor) -> None:
    """Refuse an administrator who does it to themselves."""
    if by.user_id == user_id:
        raise Refused(_("不能对自己的账号这样做，请由另一位安全管理员办理。"))


def is_oneself(user_id: int, *, by: Actor) -> None:
    """Refuse everybody but the person."""
    if by.user_id != user_id:
        raise NotYours(_("只有本人可以这样做。"))
