"""Files that people bring: known by their content, freed of what they tell of their maker, kept under random names.

Images are drawn anew, so that nothing but the picture remains (no EXIF, no position, no trailing bytes); what the
camera noted of place and time is handed back to the caller. Names given by people never become names on disk.
"""

import hashlib
import io
import os
import re
import secrets
import struct
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from wangge.kernel.refused import Refused

MIB = 1024 * 1024
LARGEST_PIXELS = 50_000_000
LARGEST_SIDE = 2560
THUMBNAIL_SIDE = 320
QUALITY = 85
MODES = ("RGB", "RGBA", "L")
PADDING = "\0 "
UNREADABLE = (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError)
UNREADABLE_NOTES = (*UNREADABLE, ArithmeticError, LookupError, TypeError)
NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{28}(\.thumb)?\.(jpg|png|webp|pdf)")


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken in."""

    content_type: str
    suffix: str
    pillow: str = ""


JPEG = Kind("image/jpeg", "jpg", "JPEG")
PDF = Kind("application/pdf", "pdf")
READ = ("JPEG", "PNG", "WEBP")
IMAGES = {
    "JPEG": JPEG,
    "MPO": JPEG,  # a photograph with a second picture behind it, as some telephones make; the first one is kept
    "PNG": Kind("image/png", "png", "PNG"),
    "WEBP": Kind("image/webp", "webp", "WEBP"),
}


@dataclass(frozen=True)
class StoredFile:
    """A file as it is kept. `name` finds it again; what its bringer called it may name somebody, and is not kept."""

    name: str
    content_type: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    position: tuple[float, float] | None = None  # longitude, latitude in WGS 84, where the camera noted it
    taken_at: datetime | None = None

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "StoredFile":
        """As it was written down; what is known no longer is passed over."""
        return cls(**{each.name: row[each.name] for each in fields(cls) if each.name in row})

    @property
    def is_image(self) -> bool:
        """Whether it can be shown in a page, and has a thumbnail."""
        return self.width is not None


class TooLarge(Refused):
    """More bytes than the town allows."""


def take(upload: BinaryIO) -> StoredFile:
    """Check, clean and keep an upload. Refused where it is empty, too large, or neither JPEG, PNG, WebP nor PDF."""
    content = _read(upload)
    if content.startswith(b"%PDF-"):
        return _keep(PDF, content)
    return _keep_image(content)


def path_of(name: str) -> Path:
    """Where a kept file lies on disk; ValueError when the name is none of ours."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a kept file.")
    return Path(settings.MEDIA_ROOT) / name


def thumbnail_of(name: str) -> str:
    """The name of a kept image's thumbnail (WebP, at most 320 pixels a side)."""
    return f"{name.rsplit('.', 1)[0]}.thumb.webp"


def remove(name: str) -> None:
    """Take a kept file and its thumbnail away; one that is gone already is no error."""
    for each in (name, thumbnail_of(name)):
        path_of(each).unlink(missing_ok=True)


def sweep(kept: Container[str], *, before: datetime) -> int:
    """Remove files from before a moment that no row names (their transaction was rolled back). Returns how many."""
    orphans = [path for path in _files_on_disk() if _is_orphan(path, kept, before)]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _read(upload: BinaryIO) -> bytes:
    limit: int = settings.UPLOAD_LIMIT
    content = upload.read(limit + 1)
    if not content:
        raise Refused(_("文件是空的。"), field="file", mend=_("请重新选择文件。"))
    if len(content) > limit:
        sentence = _("文件太大，不能超过 %(size)s MB。") % {"size": limit // MIB}
        raise TooLarge(sentence, field="file", mend=_("请缩小后再上传。"))
    return content


def _keep(kind: Kind, content: bytes) -> StoredFile:
    stored = StoredFile(
        name=_new_name(kind),
        content_type=kind.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    _write(stored.name, content)
    return stored


def _keep_image(content: bytes) -> StoredFile:
    image = _open_image(content)
    kind = IMAGES[image.format or ""]
    position, taken_at = _noted(image)
    picture = _upright(image)
    stored = _keep(kind, _drawn(picture, kind))
    _write(thumbnail_of(stored.name), _thumbnail(picture))
    return replace(
        stored,
        width=picture.width,
        height=picture.height,
        position=position,
        taken_at=taken_at,
    )


def _open_image(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=READ)
        image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a JPEG is read at a fraction of its size where that will do
        if image.width * image.height > LARGEST_PIXELS:
            raise Refused(_("图片的尺寸太大。"), field="file", mend=_("请缩小后再上传。"))
        image.load()
    except UnidentifiedImageError:
        mend = _("请上传 JPEG、PNG 或 WebP 图片，或者 PDF 文件。")
        raise Refused(_("不支持这种文件。"), field="file", mend=mend) from None
    except UNREADABLE:
        raise Refused(_("图片已损坏，无法打开。"), field="file", mend=_("请重新拍摄或另选一张。")) from None
    return image


def _upright(image: Image.Image) -> Image.Image:
    """The picture as it was held, no larger than it need be, and nothing but the picture and its colour profile."""
    try:
        picture = ImageOps.exif_transpose(image)
    except UNREADABLE_NOTES:
        picture = image.copy()
    profile = picture.info.get("icc_profile") if picture.mode in MODES else None
    if picture.mode not in MODES:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    picture.info = {"icc_profile": profile} if profile else {}
    return picture


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _drawn(small, IMAGES["WEBP"])


def _drawn(picture: Image.Image, kind: Kind) -> bytes:
    if kind is JPEG and picture.mode == "RGBA":
        picture = picture.convert("RGB")
    out = io.BytesIO()
    picture.save(out, kind.pillow, quality=QUALITY)
    return out.getvalue()


def _noted(image: Image.Image) -> tuple[tuple[float, float] | None, datetime | None]:
    """Where and when the camera says that it was; what cannot be read is as good as absent."""
    try:
        exif = image.getexif()
        return _position(exif.get_ifd(ExifTags.IFD.GPSInfo)), _taken_at(exif.get_ifd(ExifTags.IFD.Exif))
    except UNREADABLE_NOTES:
        return None, None


def _position(gps: dict[int, Any]) -> tuple[float, float] | None:
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except (AttributeError, *UNREADABLE_NOTES):
        return None
    is_on_earth = -180 <= lon <= 180 and -90 <= lat <= 90
    return (lon, lat) if is_on_earth and (lon, lat) != (0, 0) else None


def _degrees(parts: tuple[float, float, float], side: str, negative_side: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if side.strip(PADDING) == negative_side else value


def _taken_at(exif: dict[int, Any]) -> datetime | None:
    noted = str(exif.get(ExifTags.Base.DateTimeOriginal, "")).strip(PADDING)
    try:
        return datetime.strptime(noted, "%Y:%m:%d %H:%M:%S").replace(tzinfo=_offset(exif))
    except ValueError:
        return None


def _offset(exif: dict[int, Any]) -> tzinfo | None:
    noted = str(exif.get(ExifTags.Base.OffsetTimeOriginal, "")).strip(PADDING)
    try:
        return datetime.strptime(noted, "%z").tzinfo
    except ValueError:
        return timezone.get_default_timezone()


def _new_name(kind: Kind) -> str:
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token[2:4]}/{token[4:]}.{kind.suffix}"


def _write(name: str, content: bytes) -> None:
    """Whole or not at all: a crash leaves a temporary file, never half of a kept one."""
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    with open(draft, "wb", opener=_open_private) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o640)


def _files_on_disk() -> Iterator[Path]:
    return (path for path in Path(settings.MEDIA_ROOT).glob("??/??/*") if path.is_file())


def _is_orphan(path: Path, kept: Container[str], before: datetime) -> bool:
    stem = path.name.removeprefix(".").split(".", 1)[0]
    names = (f"{path.parent.parent.name}/{path.parent.name}/{stem}.{kind.suffix}" for kind in {*IMAGES.values(), PDF})
    is_draft = path.name.startswith(".")
    return path.stat().st_mtime < before.timestamp() and (is_draft or not any(name in kept for name in names))
