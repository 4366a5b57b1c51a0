"""Downloads for people with a mandate. Residents are answered by the portal, which knows their receipt."""

from uuid import UUID

from django.http import FileResponse
from django.views.decorators.http import require_safe

from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.files import sending


@require_safe
@for_roles()
def whole(request: SignedIn, attachment_id: UUID) -> FileResponse:
    """The file itself."""
    return sending.send(sending.find(request.actor, attachment_id))


@require_safe
@for_roles()
def thumbnail(request: SignedIn, attachment_id: UUID) -> FileResponse:
    """A picture at most 320 pixels a side."""
    return sending.send(sending.find(request.actor, attachment_id), is_thumbnail=True)
