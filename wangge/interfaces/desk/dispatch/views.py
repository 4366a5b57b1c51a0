"""The dispatch console: one click sends a case to those whom the routes suggest, several at once if one likes."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wangge.accounts.models import Department
from wangge.accounts.roles import Role
from wangge.areas.places import AreaPath
from wangge.cases import access, choosing
from wangge.cases.choosing import Waiting
from wangge.cases.models import Case, DeskLevel
from wangge.cases.routing import Suggestion
from wangge.cases.stages import Visit, dispatch
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.cases import clocks
from wangge.interfaces.shared.cases.clocks import NamedClock
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused

DISPATCHERS = (Role.DISPATCHER, Role.STREET_DESK, Role.COMMUNITY_DESK)
ONE, SEVERAL, CHOSEN = "one", "several", "case"


@dataclass(frozen=True)
class Row:
    """One case that waits, as the console shows it."""

    waiting: Waiting
    clocks: list[NamedClock]
    key: UUID
    problem: str = ""

    @property
    def case(self) -> Case:
        """The case."""
        return self.waiting.case

    @property
    def path(self) -> AreaPath:
        """Where it is."""
        return self.waiting.path

    @property
    def lead(self) -> Suggestion | None:
        """The suggested lead."""
        return self.waiting.lead

    @property
    def may_whistle(self) -> bool:
        """Communities call nobody to the spot."""
        return self.case.desk_level != DeskLevel.COMMUNITY


@ASKED_AND_SENT
@for_roles(*DISPATCHERS)
def console(request: SignedIn) -> HttpResponse:
    """What waits for dispatch at this person's desk; the most pressing first."""
    return _send(request) if request.method == "POST" else _show(request, {})


def _show(request: SignedIn, problems: dict[str, str]) -> HttpResponse:
    now = clock.now()
    waiting = choosing.waiting_for_dispatch(request.actor, clock.today())
    rows = [Row(one, clocks.of_waiting(one.case, now), new_id(), problems.get(one.case.number, "")) for one in waiting]
    shown = {row.case.number for row in rows}
    context = {
        "rows": rows,
        "lost": [(number, sentence) for number, sentence in problems.items() if number not in shown],
        "is_cut": len(rows) == choosing.MOST_WAITING,
    }
    return TemplateResponse(request, "desk/dispatch/console.html", context, status=422 if problems else 200)


def _send(request: SignedIn) -> HttpResponse:
    numbers = [request.POST[ONE]] if ONE in request.POST else request.POST.getlist(CHOSEN)
    if not numbers:
        messages.error(request, _("请先勾选要派遣的案件。"))
        return HttpResponseRedirect(reverse("desk:dispatch"))
    problems = {number: sentence for number in numbers if (sentence := _send_one(request, number))}
    if count := len(numbers) - len(problems):
        messages.success(request, ngettext("已派遣 %(count)d 件。", "已派遣 %(count)d 件。", count) % {"count": count})
    return _show(request, problems) if problems else HttpResponseRedirect(reverse("desk:dispatch"))


def _send_one(request: SignedIn, number: str) -> str:
    """Dispatch one case as its row says; the sentence of the refusal, or nothing."""
    case = access.seen_by(request.actor).filter(number=number).first()
    if case is None:
        return _("没有这个案件，或您无权查看。")
    try:
        lead, co, key = _row_of(request, number)
        dispatch.dispatch(case, Visit(request.actor, clock.now(), key), lead=lead, co=co)
    except Refused as refused:
        return str(refused)
    return ""


def _row_of(request: SignedIn, number: str) -> tuple[Department, list[Department], UUID]:
    wanted = request.POST.getlist(f"co-{number}")
    named = [request.POST.get(f"lead-{number}", ""), *wanted]
    found = Department.objects.in_bulk([int(name) for name in named if name.isdigit()])
    lead = found.get(int(named[0]) if named[0].isdigit() else 0)
    if lead is None:
        raise Refused(_("没有适用的派遣规则，请点“选单位”。"))
    co = [found[int(name)] for name in wanted if name.isdigit() and int(name) in found]
    try:
        return lead, co, UUID(request.POST.get(f"key-{number}", ""))
    except ValueError:
        raise Refused(_("页面不完整，请刷新后重试。")) from None
