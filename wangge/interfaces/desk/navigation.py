"""The left side of the desk: who finds which screen, in which order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.accounts.roles import ADMINISTRATORS, WORKING, Role
from wangge.registers.writing import KEEPERS

R = Role
_DESKS = frozenset({R.COMMUNITY_DESK, R.STREET_DESK, R.OPERATOR, R.DUTY_OFFICER, R.DISPATCHER})
_WORKERS = frozenset({R.GRID_WORKER, R.GRID_LEADER})
_JUDGES = frozenset({R.ASSESSOR, R.LEADER})
HOME = "desk:queue"
_CASES = _DESKS | _WORKERS | _JUDGES | {R.HANDLER}


@dataclass(frozen=True)
class Entry:
    """One line of the navigation; `badge` names a count of the pulse."""

    label: str | Promise
    url_name: str
    icon: str
    roles: frozenset[Role]
    badge: str = ""


@dataclass(frozen=True)
class Group:
    """Lines that belong together, under a word; the first ones need none."""

    label: str | Promise
    entries: tuple[Entry, ...]


NAVIGATION: tuple[Group, ...] = (
    Group(
        "",
        (
            Entry(_("待我办理"), HOME, "inbox", _CASES, badge="queue"),
            Entry(_("本单位"), "desk:department", "building-community", frozenset({R.HANDLER})),
            Entry(_("上门提醒"), "desk:reminders", "bell", frozenset({R.HANDLER})),
            Entry(_("总览"), "desk:overview", "layout-dashboard", _DESKS | _JUDGES),
        ),
    ),
    Group(
        _("案件"),
        (
            Entry(_("全部案件"), "desk:cases", "files", _CASES),
            Entry(_("登记来件"), "desk:new_case", "phone-plus", _DESKS),
            Entry(_("调度派遣"), "desk:dispatch", "route", frozenset({R.DISPATCHER, R.STREET_DESK, R.COMMUNITY_DESK})),
            Entry(pgettext_lazy("state", "督办"), "desk:supervision", "flag", _DESKS | _JUDGES),
            Entry(_("地图"), "desk:map", "map-2", _CASES),
        ),
    ),
    Group(
        _("人房单位"),
        (
            Entry(_("居民档案"), "desk:residents", "address-book", KEEPERS),
            Entry(_("重复登记"), "desk:doubles", "users-minus", frozenset({R.DUTY_OFFICER})),
            Entry(_("楼栋房屋"), "desk:buildings", "building", WORKING),
            Entry(pgettext_lazy("organisation", "单位"), "desk:organisations", "building-store", WORKING),
            Entry(_("人口统计"), "desk:population", "chart-bar", _CASES),
        ),
    ),
    Group(
        _("网格与目录"),
        (
            Entry(_("辖区概况"), "desk:own_grid", "chart-dots", WORKING),
            Entry(_("区域网格"), "desk:areas", "hexagons", _DESKS | _JUDGES | {R.SYSTEM_ADMIN}),
            Entry(_("事项目录"), "desk:catalogue", "category", _DESKS | _JUDGES | {R.SYSTEM_ADMIN}),
            Entry(_("工作日历"), "desk:calendar", "calendar", frozenset({R.SYSTEM_ADMIN, R.ASSESSOR, R.DUTY_OFFICER})),
        ),
    ),
    Group(
        _("用户与授权"),
        (
            Entry(
                pgettext_lazy("list", "用户"),
                "desk:users",
                "users",
                frozenset({R.SYSTEM_ADMIN, R.SECURITY_ADMIN, R.AUDIT_ADMIN}),
            ),
            Entry(pgettext_lazy("list", "授权"), "desk:mandates", "id-badge-2", frozenset({R.SECURITY_ADMIN})),
            Entry(pgettext_lazy("list", "部门"), "desk:departments", "building", frozenset({R.SYSTEM_ADMIN})),
        ),
    ),
    Group(
        _("数据与隐私"),
        (
            Entry(
                _("导入人房单位"),
                "desk:imports",
                "table-import",
                frozenset({R.GRID_LEADER, R.COMMUNITY_DESK, R.STREET_DESK, R.DUTY_OFFICER}),
            ),
            Entry(_("我的导出"), "desk:exports", "file-download", KEEPERS),
            Entry(
                _("个人信息请求"),
                "desk:requests",
                "user-shield",
                frozenset({R.COMMUNITY_DESK, R.STREET_DESK, R.DUTY_OFFICER}),
            ),
            Entry(
                _("个人信息台账"),
                "desk:ledgers",
                "notebook",
                frozenset({R.STREET_DESK, R.DUTY_OFFICER, R.SYSTEM_ADMIN, R.SECURITY_ADMIN, R.AUDIT_ADMIN}),
            ),
            Entry(_("到期清理"), "desk:retention", "eraser", frozenset({R.SECURITY_ADMIN, R.AUDIT_ADMIN})),
            Entry(
                _("采集依据"),
                "desk:basis",
                "shield-check",
                frozenset({R.SYSTEM_ADMIN, R.SECURITY_ADMIN, R.AUDIT_ADMIN}),
            ),
        ),
    ),
    Group(
        _("系统对接"),
        (
            Entry(_("对外推送"), "desk:subscriptions", "webhook", ADMINISTRATORS),
            Entry(_("投递记录"), "desk:deliveries", "send", ADMINISTRATORS),
            Entry(_("接口令牌"), "desk:tokens", "key", ADMINISTRATORS),
        ),
    ),
    Group(
        _("审计"),
        (
            Entry(pgettext_lazy("list", "登录记录"), "desk:signins", "login-2", frozenset({R.AUDIT_ADMIN})),
            Entry(_("查阅留痕"), "desk:looks", "eye-check", frozenset({R.AUDIT_ADMIN})),
            Entry(_("操作记录"), "desk:records", "history", frozenset({R.AUDIT_ADMIN})),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    """A line as one person sees it on one page."""

    label: str | Promise
    url: str
    icon: str
    badge: str
    is_here: bool


@dataclass(frozen=True)
class Links:
    """The lines of one group that a person finds."""

    label: str | Promise
    lines: list[Link]


def links_for(request: HttpRequest) -> list[Links]:
    """The lines that the actor's role finds, by group, the one he stands on marked; a lone group needs no word."""
    role = request.actor.role  # type: ignore[attr-defined]
    groups = [(group.label, found) for group in NAVIGATION if (found := list(_reachable(group, role)))]
    here = _here(request, [line for _label, found in groups for line in found])
    return [
        Links(
            label if len(groups) > 1 else "",
            [Link(each.label, url, each.icon, each.badge, url == here) for each, url in found],
        )
        for label, found in groups
    ]


def above(request: HttpRequest) -> Link | None:
    """The list above a page: the one that it was opened from, or the line that it stands under."""
    here = next((line for group in links_for(request) for line in group.lines if line.is_here), None)
    if here is None or here.url == request.path:
        return None
    return replace(here, url=way_back(request) or here.url)


def way_back(request: HttpRequest) -> str:
    """The list that the person came from, if it is one of ours; else nothing."""
    address = request.GET.get("from", "")
    is_ours = address.startswith("/desk/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""


def _here(request: HttpRequest, found: list[tuple[Entry, str]]) -> str:
    """The line of the page, or of the list from which a case was opened."""
    came_from = urlsplit(way_back(request)).path
    for path in (came_from, request.path):
        under = [url for each, url in found if path and _is_under(path, each, url)]
        if under:
            return max(under, key=len)
    return ""


def searches_cases(request: HttpRequest) -> bool:
    """Whether this person has cases to search."""
    return request.actor.role in _CASES  # type: ignore[attr-defined]


def _is_under(path: str, entry: Entry, url: str) -> bool:
    return path == url or (entry.url_name != HOME and path.startswith(url))


def _reachable(group: Group, role: Role | None) -> Iterator[tuple[Entry, str]]:
    for each in group.entries:
        if role in each.roles:
            try:
                yield each, reverse(each.url_name)
            except NoReverseMatch:
                continue
