"""`wangge administrator ROLE USERNAME NAME --area CODE`: the three administrators with whom an installation begins."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from wangge.accounts import actions
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.areas import actions as areas
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope


class Command(BaseCommand):
    """Makes one administrator and prints the first password; everybody else is made at the desk."""

    requires_system_checks = ()
    help = "Make the first system, security or audit administrator of a district and print the first password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, as what, where."""
        parser.add_argument("role", choices=sorted(ADMINISTRATORS))
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--area", required=True, help="code of the district, six digits")
        parser.add_argument("--district", default="", help="its name, where it is not there yet: it is made")

    def handle(self, *args: Any, **words: Any) -> None:
        """One administrator, or a sentence that says why not."""
        try:
            with open_scope(machine("import")):
                password = _appoint(Role(words["role"]), words["username"], words["name"], _district(words))
        except Refused as refused:
            raise CommandError(refused.whole) from refused
        self.stdout.write(_("登录名 %(username)s") % words)
        self.stdout.write(_("初始密码 %(password)s（首次登录须修改）") % {"password": password})


def _district(words: dict[str, Any]) -> Area:
    """The district, made where its name is given: somebody must be able to sign in before the areas are mended."""
    code, by, now = words["area"], Actor.machine_named("import"), clock.now()
    if area := Area.objects.filter(code=code, is_retired=False).first():
        return area
    if words["district"]:
        return areas.add(None, code=code, name=words["district"], by=by, at=now, on=clock.day_of(now))
    mend = _("请先导入区域，或用 --district 写明区的名称。")
    raise Refused(_("没有代码为 %(code)s 的区域。") % {"code": code}, mend=mend)


def _appoint(role: Role, username: str, name: str, area: Area) -> str:
    """Only where nobody holds the role: later ones are granted by a security administrator, on record as a person."""
    by, now = Actor.machine_named("import"), clock.now()
    if Mandate.objects.in_force(clock.day_of(now)).filter(role=role, area=area, user__is_active=True).exists():
        raise Refused(_("该区已有%(role)s。") % {"role": role.label}, mend=_("请由安全管理员在工作台授权。"))
    user = actions.create_user(username=username, name=name, by=by, at=now)
    actions.grant(user, role=role, area=area, starts_on=clock.day_of(now), by=by, at=now)
    return actions.issue_password(user, by=by, at=now)
