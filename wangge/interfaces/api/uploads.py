"""Files come first and are shown with the next step; what is kept can be fetched by whoever sees its case."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from wangge.cases.models import AttachmentKind
from wangge.exchange.models import Upload
from wangge.interfaces.api.callers import Called
from wangge.interfaces.api.said import Said
from wangge.interfaces.api.words import Key
from wangge.interfaces.api.writing import once
from wangge.interfaces.shared.files import sending
from wangge.kernel import clock, files
from wangge.kernel.files import StoredFile
from wangge.kernel.refused import Refused

router = Router(tags=["attachments"])
KEPT = timedelta(hours=12)
MOST = 12


class UploadSaid(Said):
    """A file that waits for its step, for half a day. lon, lat: where the camera says that it was."""

    id: UUID
    content_type: str
    size: int
    sha256: str
    lon: float | None = None
    lat: float | None = None


class PhotoIn(Schema):
    """An upload to be shown with a step, and what it shows."""

    upload: UUID
    kind: AttachmentKind = AttachmentKind.OTHER


@router.post("/uploads", response={201: UploadSaid}, summary="Bring a photo or file")
def bring(request: Called, key: Key, file: UploadedFile = File(...)) -> Status[Any]:  # type: ignore[type-arg]  # noqa: B008
    """JPEG, PNG, WebP or PDF, checked by content; EXIF is stripped, its position handed back."""
    brought = hashlib.file_digest(file, "sha256").hexdigest()
    return once(request, key, lambda _made_as: _keep(request, file), status=201, content=brought)


@router.get("/attachments/{uuid:attachment}", summary="Fetch a photo or file")
def fetch(request: Called, attachment: UUID) -> HttpResponseBase:
    """Its bytes."""
    return sending.send(sending.find(request.actor, attachment))


@router.get("/attachments/{uuid:attachment}/thumbnail", summary="Fetch a small picture")
def thumbnail(request: Called, attachment: UUID) -> HttpResponseBase:
    """WebP, at most 320 pixels a side; 404 for what is no picture."""
    return sending.send(sending.find(request.actor, attachment), is_thumbnail=True)


def photos_of(request: HttpRequest, photos: list[PhotoIn]) -> list[tuple[StoredFile, AttachmentKind]]:
    """The stored files of these uploads, in order; each is shown once."""
    if not photos:
        return []
    wanted = [photo.upload for photo in photos]
    found = Upload.objects.filter(pk__in=wanted, made_at__gt=clock.now() - KEPT)
    by_id = {upload.pk: upload for upload in found.select_for_update()}
    if len(set(wanted)) != len(wanted) or set(wanted) - set(by_id):
        raise Refused(_("有一个上传的文件不存在、已过期或已经用过。"), field="photos")
    Upload.objects.filter(pk__in=wanted).delete()
    return [(_stored(by_id[photo.upload]), photo.kind) for photo in photos]


def _keep(request: Called, file: UploadedFile) -> UploadSaid:
    file.seek(0)
    stored = files.take(file)  # type: ignore[arg-type]
    plain = {name: getattr(stored, name) for name in ("name", "content_type", "size", "sha256", "width", "height")}
    upload = Upload.objects.create(
        mandate_id=request.holder.mandate_id, area_code=request.actor.area_code, made_at=clock.now(), **plain
    )
    lon, lat = stored.position or (None, None)
    return UploadSaid(
        id=upload.pk, content_type=stored.content_type, size=stored.size, sha256=stored.sha256, lon=lon, lat=lat
    )


def _stored(upload: Upload) -> StoredFile:
    return StoredFile(
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        width=upload.width,
        height=upload.height,
    )
