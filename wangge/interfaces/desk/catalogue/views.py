"""Browsing the catalogue: versions, majors, classes with their conditions; one class."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from wangge.cases.catalogue import acts, queries
from wangge.cases.catalogue.lines import CategoryLine, ConditionLine
from wangge.cases.models import FilingCondition
from wangge.cases.models.catalogue import CatalogueVersion, Category
from wangge.interfaces.desk.catalogue.forms import NewConditionForm
from wangge.interfaces.desk.catalogue.roles import EDITORS, READERS
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock

MOST = 300


@dataclass(frozen=True)
class Chosen:
    """The version, the major and the words that an address names."""

    version: CatalogueVersion | None
    majors: list[queries.Major]
    major: queries.Major | None
    words: str

    @classmethod
    def of(cls, request: SignedIn) -> "Chosen":
        """Without a version the first in force; without a major and words its first major."""
        words = said(request).get("q", "").strip()
        code = request.GET.get("version", "")
        every = queries.versions()
        version = every.filter(code=code).first() if code else every.first()
        majors = queries.majors_of(version) if version else []
        named = next((one for one in majors if f"{one.kind}-{one.code}" == request.GET.get("major")), None)
        return cls(version, majors, None if words else named or next(iter(majors), None), words)


@ASKED_AND_SENT
@for_roles(*READERS)
@searched()
def index(request: SignedIn) -> HttpResponse:
    """Classes of a major, or what a search finds."""
    chosen = Chosen.of(request)
    found: QuerySet[Category] = Category.objects.none()
    if chosen.words:
        found = queries.search(chosen.words, version=chosen.version)
    elif chosen.version and chosen.major:
        of_major = chosen.version.categories.filter(kind=chosen.major.kind, major_code=chosen.major.code)
        found = of_major.order_by("minor_code")
    context = {
        "chosen": chosen,
        "versions": queries.versions(),
        "categories": list(queries.with_conditions(found, clock.today())[:MOST]),
        "may_edit": request.actor.is_one_of(*EDITORS),
    }
    return TemplateResponse(request, "desk/catalogue/index.html", context)


@for_roles(*READERS)
def category(request: SignedIn, pk: int) -> HttpResponse:
    """One class: its conditions now and before; keepers give it one more."""
    shown = get_object_or_404(Category.objects.select_related("maps_to__version"), pk=pk)
    may_edit = request.actor.is_one_of(*EDITORS)
    initial = {"wants_photo_before": True, "wants_photo_after": True}
    form = NewConditionForm(request.POST or None, initial=initial) if may_edit else None
    if form and form.do(lambda: _add(shown, form, request)):
        messages.success(request, _("已增加立案条件。"))
        return redirect("desk:category", pk)
    today = clock.today()
    context = {
        "category": shown,
        "conditions": queries.conditions_in_force(shown, today),
        "former": shown.conditions.exclude(to_on=None).order_by("number", "-from_on", "-pk"),
        "may_edit": may_edit,
    }
    return asked(request, "desk/catalogue/category.html", form, **context)


def _add(shown: Category, form: NewConditionForm, request: SignedIn) -> FilingCondition:
    words = dict(form.cleaned_data)
    on, key = words.pop("on"), words.pop("key")
    line = ConditionLine(CategoryLine.of(shown), **words)
    return acts.add_condition(shown, line, on=on, by=request.actor, at=clock.now(), key=key)
