"""The calendar of one year, and the three things that may be done with it."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.accounts.roles import Role
from wangge.interfaces.desk.calendar.forms import AS_WEEKDAY, MEANS, RESTS, WORKS, DayForm, YearForm
from wangge.interfaces.desk.calendar.year import draw
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.calendar_days import FIRST_YEAR, LAST_YEAR, confirm_year, fill_calendar, set_day
from wangge.kernel.models import CalendarDay
from wangge.kernel.refused import Refused
from wangge.kernel.workdays import current_calendar, known_years, missing_years

EDITORS = (Role.SYSTEM_ADMIN, Role.DUTY_OFFICER)
READERS = (*EDITORS, Role.ASSESSOR)


@for_roles(*READERS)
def show(request: SignedIn) -> HttpResponse:
    """Twelve months; a chosen day opens its form."""
    chosen = _day(request.GET.get("day", ""))
    year = chosen.year if chosen else _year(request.GET.get("year", str(clock.today().year)))
    form = DayForm(initial=_as_it_is(chosen)) if chosen and _may_edit(request) else None
    return _page(request, year, chosen, form)


@require_POST
@for_roles(*EDITORS)
def change_day(request: SignedIn) -> HttpResponse:
    """A day is worked, free, or what its weekday says."""
    form = DayForm(request.POST)
    on = _day(request.POST.get("on", ""))
    if on is None:
        raise Http404
    if form.is_valid():
        words = form.cleaned_data
        try:
            set_day(
                on,
                is_workday=MEANS[words["state"]],
                name=words["name"],
                by=request.actor,
                at=clock.now(),
                key=words["key"],
            )
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("%(day)s 已保存，此后的时限按新日历计算。") % {"day": on.isoformat()})
            return _to_year(on.year)
    return _page(request, on.year, on, form, status=422)


@require_POST
@for_roles(*EDITORS)
def fill(request: SignedIn) -> HttpResponse:
    """Copy the announced holidays of a year."""
    form = YearForm(request.POST)
    if not form.is_valid():
        raise Http404
    year = form.cleaned_data["year"]
    try:
        days = fill_calendar([year], by=request.actor, at=clock.now(), key=form.cleaned_data["key"])
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(
            request, _("%(year)d 年填入 %(days)d 天；人工改过的日子没有动。") % {"year": year, "days": days}
        )
    return _to_year(year)


@require_POST
@for_roles(*EDITORS)
def confirm(request: SignedIn) -> HttpResponse:
    """A person has compared the year with the notice."""
    form = YearForm(request.POST)
    if not form.is_valid():
        raise Http404
    year = form.cleaned_data["year"]
    try:
        confirm_year(year, by=request.actor, at=clock.now(), key=form.cleaned_data["key"])
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(request, _("%(year)d 年的日历已确认。") % {"year": year})
    return _to_year(year)


def _page(request: SignedIn, year: int, chosen: date | None, form: DayForm | None, status: int = 200) -> HttpResponse:
    rows = {day.on: day for day in CalendarDay.objects.filter(on__year=year)}
    drawn = draw(year, rows, current_calendar(), today=clock.today(), chosen=chosen)
    context = {
        "year": drawn,
        "previous": year - 1 if year > FIRST_YEAR else None,
        "next": year + 1 if year < LAST_YEAR else None,
        "chosen": chosen,
        "row": rows.get(chosen) if chosen else None,
        "form": form,
        "odd_days": sorted(rows.values(), key=lambda day: day.on),
        "is_known": year in known_years(),
        "missing": missing_years(clock.now()),
        "year_form": YearForm(initial={"year": year}),
        "may_edit": _may_edit(request),
    }
    return TemplateResponse(request, "desk/calendar/year.html", context, status=status)


def _as_it_is(on: date) -> dict[str, object]:
    row = CalendarDay.objects.filter(on=on).first()
    state = AS_WEEKDAY if row is None else WORKS if row.is_workday else RESTS
    return {"on": on, "state": state, "name": row.name if row else ""}


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _year(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise Http404
    return int(text)


def _may_edit(request: SignedIn) -> bool:
    return request.actor.is_one_of(*EDITORS)


def _to_year(year: int) -> HttpResponse:
    return redirect(f"{reverse('desk:calendar')}?{urlencode({'year': year})}")
