"""Who comes in here, and to which case: one on the own ground, or one's own report from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from wangge.accounts.roles import FIELD
from wangge.cases import own
from wangge.cases.access import seen_by
from wangge.cases.models import Case
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.kernel.scope import open_scope

worker = for_roles(*sorted(FIELD))


@dataclass(frozen=True)
class Matter:
    """A case as this worker has found it."""

    case: Case
    is_elsewhere: bool = False


MatterView = Callable[..., HttpResponseBase]


def with_matter(view: MatterView) -> MatterView:
    """Find the case, or answer that there is none; one's own report from elsewhere is read under its own scope."""

    @worker
    @wraps(view)
    def guarded(request: SignedIn, pk: UUID, **more: UUID) -> HttpResponseBase:
        whole = seen_by(request.actor).select_related("reporter")
        if case := whole.filter(pk=pk).first():
            return view(request, Matter(case), **more)
        found = own.find_elsewhere(case_id=pk)
        if found is None:
            raise Http404
        with open_scope(found.actor().scope()):
            case = seen_by(found.actor()).select_related("reporter").get()
            response = view(request, Matter(case, is_elsewhere=True), **more)
            return response.render() if isinstance(response, TemplateResponse) else response

    return guarded


def drafted(name: str, request: SignedIn) -> str:
    """The name of a draft in this browser: others who sign in on the same phone do not meet it."""
    return f"{name}-{request.user.pk}"


def is_poll(request: SignedIn, stamp: str) -> bool:
    """Whether a live part asks again and nothing has changed since."""
    return request.GET.get("stamp") == stamp


NOTHING_NEW = 204


def nothing_new() -> HttpResponse:
    """Nothing has changed."""
    return HttpResponse(status=NOTHING_NEW)
