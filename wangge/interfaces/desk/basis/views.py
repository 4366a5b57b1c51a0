"""The items by data set, one item, and the notices."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from wangge.accounts.roles import Role
from wangge.interfaces.desk.basis.forms import EndForm, ItemForm, NoticeForm
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.kernel import clock
from wangge.registers.basis import actions, queries
from wangge.registers.basis.datasets import DATASETS, field_word
from wangge.registers.basis.models import Item, Notice

EDITORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
READERS = (*EDITORS, Role.AUDIT_ADMIN, Role.DUTY_OFFICER, Role.STREET_DESK, Role.COMMUNITY_DESK)


@for_roles(*READERS)
def index(request: SignedIn) -> HttpResponse:
    """What may be collected today, and what may not."""
    today = clock.today()
    held = groupby(queries.in_force(today), key=lambda item: item.dataset)
    missing = [(DATASETS[dataset], field_word(dataset, field)) for dataset, field in queries.without_basis(today)]
    context = {
        "groups": [(DATASETS[dataset], list(items)) for dataset, items in held],
        "missing": missing,
        "coming": Item.objects.filter(from_on__gt=today).order_by("from_on"),
        "ended": Item.objects.filter(to_on__lte=today).order_by("-to_on")[:50],
        "may_edit": request.actor.is_one_of(*EDITORS),
    }
    return TemplateResponse(request, "desk/basis/index.html", context)


@for_roles(*EDITORS)
def new(request: SignedIn) -> HttpResponse:
    """A field is collected on a basis from a day on."""
    known = {"about": request.GET.get("about", ""), "from_on": clock.today()}
    form = ItemForm(request.POST or None, initial=known)
    item = form.do(lambda: _begin(form, request))
    if item:
        messages.success(request, _("已登记采集项“%(item)s”。") % {"item": item})
        return redirect("desk:basis")
    return asked(request, "desk/basis/new.html", form)


@for_roles(*READERS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One item: everything that is known of it; it may end."""
    item = get_object_or_404(Item, pk=pk)
    may_end = request.actor.is_one_of(*EDITORS) and item.to_on is None
    form = EndForm(request.POST or None, initial={"on": clock.today()}) if may_end else None
    if form and form.do(lambda: _end(item, form, request)):
        messages.success(request, _("“%(item)s”将不再采集；已有的数据按保存期限清理。") % {"item": item})
        return redirect("desk:item", pk)
    roles = [Role(role).label for role in item.roles]
    history = Item.objects.filter(dataset=item.dataset, field=item.field).order_by("-from_on")
    return asked(request, "desk/basis/item.html", form, item=item, roles=roles, history=history, today=clock.today())


@for_roles(*READERS)
def notices(request: SignedIn) -> HttpResponse:
    """The notices with their versions; the next version is published here."""
    may_edit = request.actor.is_one_of(*EDITORS)
    form = _notice_form(request) if may_edit else None
    if form and (
        notice := form.do(lambda: actions.publish_notice(**form.cleaned_data, by=request.actor, at=clock.now()))
    ):
        messages.success(request, _("已发布“%(title)s”第 %(n)d 版。") % {"title": notice.title, "n": notice.version})
        return redirect("desk:collection_notices")
    return asked(request, "desk/basis/notices.html", form, notices=Notice.objects.order_by("code", "-version"))


def _begin(form: ItemForm, request: SignedIn) -> Item:
    given = form.cleaned_data
    return actions.begin_item(form.facts(), given["from_on"], by=request.actor, at=clock.now(), key=given["key"])


def _end(item: Item, form: EndForm, request: SignedIn) -> Item:
    given = form.cleaned_data
    return actions.end_item(item, given["on"], by=request.actor, at=clock.now(), key=given["key"])


def _notice_form(request: SignedIn) -> NoticeForm:
    last = Notice.objects.order_by("-from_on", "-version").first()
    known = {"code": last.code, "title": last.title, "text": last.text} if last else {}
    return NoticeForm(request.POST or None, initial={**known, "from_on": clock.today()})
