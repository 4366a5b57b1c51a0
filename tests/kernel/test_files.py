"""Uploads are known by content, cleaned, kept whole, and swept when nobody names them."""

import io
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from PIL import ExifTags, Image

from wangge.kernel import clock, files
from wangge.kernel.refused import Refused

CAMERA = "SecretCameraOwner"
COMMENT = b"a private comment"


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 400), mode: str = "RGB", **extra: Any) -> bytes:
    """A picture, red on the left and blue on the right."""
    image = Image.new(mode, size, "blue" if mode.startswith("RGB") else 200)
    if mode.startswith("RGB"):
        image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **extra)
    return out.getvalue()


def exif(*, orientation: int = 1, offset: str | None = "+08:00", lat_ref: str = "N") -> Image.Exif:
    told = Image.Exif()
    told[ExifTags.Base.Artist] = CAMERA
    told[ExifTags.Base.Orientation] = orientation
    told.get_ifd(ExifTags.IFD.GPSInfo).update({1: lat_ref, 2: (30.0, 15.0, 36.0), 3: "E", 4: (120.0, 9.0, 0.0)})
    told.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:24 08:30:05"
    if offset:
        told.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = offset
    return told


def take(content: bytes) -> files.StoredFile:
    return files.take(io.BytesIO(content))


def kept(stored: files.StoredFile) -> bytes:
    return files.path_of(stored.name).read_bytes()


def on_disk() -> list[Path]:
    root = files.path_of("00/00/" + "0" * 28 + ".jpg").parents[2]
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "content_type", "suffix"),
    [("JPEG", "image/jpeg", "jpg"), ("PNG", "image/png", "png"), ("WEBP", "image/webp", "webp")],
)
def test_an_image_is_kept_with_a_thumbnail(kind: str, content_type: str, suffix: str) -> None:
    stored = take(photo(kind))
    assert (stored.content_type, stored.width, stored.height, stored.is_image) == (content_type, 640, 400, True)
    assert stored.name.endswith(f".{suffix}")
    assert stored.size == len(kept(stored))
    with Image.open(files.path_of(files.thumbnail_of(stored.name))) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("WEBP", (320, 200))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_the_camera_noted_stays_in_the_file(kind: str) -> None:
    comment: dict[str, Any] = {"comment": COMMENT} if kind == "JPEG" else {"xmp": COMMENT} if kind == "WEBP" else {}
    content = photo(kind, exif=exif(), **comment) + b"trailing secret"
    assert CAMERA.encode() in content
    stored = take(content)
    for path in on_disk():
        for secret in (CAMERA.encode(), COMMENT, b"trailing", b"Exif\0\0", b"2026:11:24"):
            assert secret not in path.read_bytes()
    assert stored.position == pytest.approx((120.15, 30.26))


def test_place_and_time_are_handed_back() -> None:
    stored = take(photo(exif=exif()))
    assert stored.position == pytest.approx((120.15, 30.26))
    assert stored.taken_at == datetime(2026, 11, 24, 8, 30, 5, tzinfo=timezone(timedelta(hours=8)))
    assert take(photo(exif=exif(lat_ref="S"))).position == pytest.approx((120.15, -30.26))


def test_a_time_without_offset_is_the_place_s_own(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    assert take(photo(exif=exif(offset=None))).taken_at == datetime(2026, 11, 24, 0, 30, 5, tzinfo=UTC)


def test_an_image_without_notes_has_neither() -> None:
    stored = take(photo())
    assert (stored.position, stored.taken_at) == (None, None)


def test_a_picture_stands_as_it_was_held() -> None:
    stored = take(photo("PNG", exif=exif(orientation=6)))
    assert (stored.width, stored.height) == (400, 640)
    with Image.open(files.path_of(stored.name)) as image:
        assert image.getpixel((200, 10)) == (255, 0, 0)
        assert image.getpixel((200, 630)) == (0, 0, 255)


def test_a_huge_photo_is_made_smaller() -> None:
    stored = take(photo(size=(6000, 4000)))
    assert stored.width is not None
    assert stored.height is not None
    assert max(stored.width, stored.height) <= files.LARGEST_SIDE
    assert stored.width / stored.height == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "1"), ("JPEG", "L")])
def test_unusual_modes_are_drawn_too(kind: str, mode: str) -> None:
    assert take(photo(kind, mode=mode)).width == 640


def test_a_pdf_is_kept_as_it_is() -> None:
    content = b"%PDF-1.7\n...%%EOF"
    stored = take(content)
    assert (stored.content_type, stored.is_image) == ("application/pdf", False)
    assert kept(stored) == content


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\0",
        b"GIF89a" + b"\0" * 40,
        b"\0",
    ],
)
def test_other_content_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        take(content)
    assert refusal.value.field == "file"
    assert refusal.value.mend
    assert on_disk() == []


def test_a_broken_image_is_refused() -> None:
    with pytest.raises(Refused):
        take(photo(size=(800, 800))[:2000])
    assert on_disk() == []


def test_too_large_and_empty_are_refused(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    with pytest.raises(Refused, match="1 MB"):
        take(b"%PDF-" + b"x" * (1024 * 1024))
    with pytest.raises(Refused):
        take(b"")
    take(b"%PDF-" + b"x" * (1024 * 1024 - 5))


def test_a_bomb_is_refused() -> None:
    with pytest.raises(Refused):
        take(photo("PNG", size=(8000, 8000), mode="1"))


@pytest.mark.filterwarnings("ignore::UserWarning")
@profile(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_damaged_notes_never_fail_the_upload(data: Any) -> None:
    content = bytearray(photo(exif=exif(), size=(32, 32)))
    start = content.index(b"Exif\0\0") + 6
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(start, start + 150))] = data.draw(st.integers(0, 255))
    assert take(bytes(content)).content_type == "image/jpeg"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "ab/cd/x.jpg", "ab/cd/" + "0" * 28 + ".html", ""])
def test_only_our_own_names_lead_to_files(name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        files.path_of(name)


def test_a_file_that_was_written_down_with_more_is_read() -> None:
    stored = take(b"%PDF-1.7")
    assert files.StoredFile.read({**asdict(stored), "title": "张三身份证.pdf"}) == stored


def test_a_file_can_be_removed_with_its_thumbnail() -> None:
    stored = take(photo())
    files.remove(stored.name)
    files.remove(stored.name)
    assert on_disk() == []


@pytest.fixture
def three_old_files() -> Iterator[list[files.StoredFile]]:
    stored = [take(photo()), take(photo()), take(b"%PDF-1.7")]
    draft = files.path_of(stored[0].name).with_name(".0000.jpg.draft")
    draft.write_bytes(b"half")
    for path in on_disk():
        os.utime(path, (0, 0))
    yield stored


def test_files_that_no_row_names_are_swept(three_old_files: list[files.StoredFile]) -> None:
    lost, found, paper = three_old_files
    fresh = take(photo())
    yesterday = clock.now() - timedelta(days=1)
    assert files.sweep({found.name, paper.name}, before=yesterday) == 3  # a picture, its thumbnail, a draft
    assert not files.path_of(lost.name).exists()
    assert len(on_disk()) == 5
    assert files.path_of(fresh.name).exists()
