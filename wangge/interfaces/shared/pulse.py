"""The pulse: what waits for this person and what is unread, asked for every 15 seconds by every open page."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangge.cases.queries import count_of_queue
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.notices.queries import unread_count


@never_cache
@require_safe
@for_roles()
def beat(request: SignedIn) -> HttpResponse:
    """The counts by the names that `data-count` elements carry."""
    return JsonResponse({"counts": {"queue": count_of_queue(request.actor), "notices": unread_count(request.actor)}})
