"""A department's reminders: the list, a new one in two steps, who may know, and the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.queries import names_of
from wangge.accounts.roles import Role
from wangge.interfaces.desk.reminders.forms import FindForm, HandForm, NewForm, ReadersForm, opened
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, done, sent
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.people import actions
from wangge.registers.people.actions import Found
from wangge.registers.people.models import Reminder
from wangge.registers.people.reminders import reminders_seen_by, still_serving


@dataclass(frozen=True)
class Reader:
    """One of those who may know, and whether he still serves the place."""

    name: str
    is_serving: bool


@dataclass(frozen=True)
class Line:
    """One reminder of the list."""

    reminder: Reminder
    readers: Sequence[Reader]


@never_cache
@require_safe
@for_roles(Role.HANDLER)
def index(request: SignedIn) -> HttpResponse:
    """What the department has set, or what has ended."""
    is_past = "past" in request.GET
    seen = reminders_seen_by(request.actor).filter(to_on__isnull=not is_past)
    page = page_of(seen, request, order="-to_on" if is_past else "-from_on")
    context = {"page": page, "lines": list(_lines(page.rows)), "is_past": is_past}
    return TemplateResponse(request, "desk/reminders/list.html", context)


@never_cache
@ASKED_AND_SENT
@for_roles(Role.HANDLER)
def find(request: SignedIn) -> HttpResponse:
    """Whom it is about. Found or not, the question stays on record; nothing of the person is shown."""
    form = FindForm(request.POST if request.method == "POST" else None, label_suffix="")
    given = form.cleaned_data if form.is_valid() else {}
    found = done(
        form,
        lambda: actions.find_person(given["document"], given["name"], given["purpose"], by=request.actor),
    )
    if found:
        return asked(request, "desk/reminders/new.html", NewForm(actor=request.actor, whom=found), whom=found)
    return asked(request, "desk/reminders/find.html", form)


@never_cache
@require_POST
@for_roles(Role.HANDLER)
def new(request: SignedIn) -> HttpResponse:
    """What to mind, and who may know."""
    found = opened(request.POST.get("found", ""))
    form = _new_form(request, found)
    if form is None:
        messages.error(request, _("核对已超过一小时，请重新核对证件号码和姓名。"))
        return redirect("desk:find_reminded")

    def act() -> Reminder:
        return actions.set_reminder(
            form.whom, form.cleaned_data["kind"], form.cleaned_data["readers"], form.hand(request.actor)
        )

    if made := form.do(act):
        messages.success(request, _("已设置提醒：%(who)s。") % {"who": made.known_as})
        return redirect("desk:reminders")
    return asked(request, "desk/reminders/new.html", form, whom=found)


@never_cache
@ASKED_AND_SENT
@for_roles(Role.HANDLER)
def readers(request: SignedIn, pk: int) -> HttpResponse:
    """Who may know from now on."""
    reminder = get_object_or_404(reminders_seen_by(request.actor), pk=pk)
    form = ReadersForm(
        sent(request),
        actor=request.actor,
        area_code=reminder.area_code,
        initial={"readers": reminder.reader_ids},
    )
    if form.do(lambda: actions.change_readers(reminder, form.cleaned_data["readers"], form.hand(request.actor))):
        messages.success(request, _("知悉人已更改。"))
        return redirect("desk:reminders")
    return asked(request, "desk/reminders/readers.html", form, reminder=reminder)


@never_cache
@ASKED_AND_SENT
@for_roles(Role.HANDLER)
def end(request: SignedIn, pk: int) -> HttpResponse:
    """There is nothing to mind any more; asked once."""
    reminder = get_object_or_404(reminders_seen_by(request.actor), pk=pk)
    form = HandForm(sent(request), actor=request.actor)
    if form.do(lambda: actions.end_reminder(reminder, form.hand(request.actor))):
        messages.success(request, _("提醒已结束，知悉人不再看到。"))
        return redirect("desk:reminders")
    return asked(request, "desk/reminders/end.html", form, reminder=reminder)


def _lines(reminders: Sequence[Reminder]) -> Iterator[Line]:
    serving = still_serving(reminders, on=clock.today())
    names = names_of({user for each in reminders for user in each.reader_ids})
    for each in reminders:
        told = [Reader(names.get(user, "—"), (each.pk, user) in serving) for user in each.reader_ids]
        yield Line(each, told)


def _new_form(request: SignedIn, found: Found | None) -> NewForm | None:
    """Nothing where nobody was found, or too long ago."""
    try:
        return NewForm(request.POST, actor=request.actor, whom=found) if found else None
    except Refused:
        return None
