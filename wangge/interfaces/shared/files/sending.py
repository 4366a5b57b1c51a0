"""Send one kept file to somebody who may see its case. Nobody's browser guesses what it is or runs it."""

from uuid import UUID

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.cases.access import seen_by
from wangge.cases.models import Attachment, AttachmentKind
from wangge.kernel import files

SHOWN_TO_RESIDENTS = (AttachmentKind.BEFORE, AttachmentKind.AFTER)
THUMBNAIL_TYPE = "image/webp"
HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def find(actor: Actor, attachment_id: UUID) -> Attachment:
    """The attachment, if this person may see its case; a resident sees what was there before and after. One query."""
    found = Attachment.objects.filter(pk=attachment_id, erased_at=None, case__in=seen_by(actor))
    if actor.kind == "resident":
        found = found.filter(kind__in=SHOWN_TO_RESIDENTS)
    attachment = found.select_related("case").first()
    if attachment is None:
        raise Http404
    return attachment


def send(attachment: Attachment, *, is_thumbnail: bool = False) -> FileResponse:
    """Pictures open in the page, other files are saved under the number of their case."""
    if is_thumbnail and not attachment.is_image:
        raise Http404
    name = files.thumbnail_of(attachment.name) if is_thumbnail else attachment.name
    try:
        opened = files.path_of(name).open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    answer = FileResponse(
        opened,
        as_attachment=not attachment.is_image,
        filename=_title(attachment, name),
        content_type=THUMBNAIL_TYPE if is_thumbnail else attachment.content_type,
    )
    for header, value in HEADERS.items():
        answer.headers[header] = value
    return answer


def _title(attachment: Attachment, name: str) -> str:
    words = {"number": attachment.case.number, "kind": attachment.get_kind_display()}
    return _("%(number)s %(kind)s") % words + "." + name.rsplit(".", 1)[-1]
