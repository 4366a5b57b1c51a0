"""Files come before the step that shows them: known by content, used once, fetched by whoever sees their case."""

import hashlib
import io
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from tests.api.callers import System, system
from tests.api.test_cases import REPORT, ok
from tests.kernel.test_files import CAMERA, exif, on_disk, photo
from tests.world import World


def shown(upload: Any, kind: str = "before") -> dict[str, Any]:
    return {**REPORT, "photos": [{"upload": upload["id"], "kind": kind}]}


def collected(desk: System, *uploads: Any) -> str:
    photos = [{"upload": each["id"], "kind": "before"} for each in uploads]
    return str(ok(desk.post("/cases", {**REPORT, "photos": photos}), 201)["case"])


def attachments(caller: System, number: str) -> list[dict[str, Any]]:
    return [each for line in ok(caller.get(f"/cases/{number}"))["journal"] for each in line["attachments"]]


def test_a_photo_is_known_by_content_and_tells_where_it_was(world: World) -> None:
    desk = system(world, "operator")
    said = ok(desk.bring(photo(exif=exif()), "报告.exe"), 201)
    assert (said["content_type"], said["lat"], said["lon"]) == ("image/jpeg", pytest.approx(30.26), 120.15)

    (kept,) = attachments(desk, collected(desk, said))
    assert {name: kept[name] for name in ("sha256", "size")} == {name: said[name] for name in ("sha256", "size")}
    answer = desk.get(f"/attachments/{kept['id']}")
    content = answer.getvalue()
    assert hashlib.sha256(content).hexdigest() == kept["sha256"]
    assert CAMERA.encode() not in content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    small = desk.get(f"/attachments/{kept['id']}/thumbnail")
    assert small.headers["Content-Type"] == "image/webp"
    assert max(Image.open(io.BytesIO(small.getvalue())).size) == 320


def test_a_page_that_says_it_is_a_photo_is_refused(world: World) -> None:
    desk = system(world, "operator")
    for content in (b"<script>alert(1)</script>", b"GIF89a", b"", photo()[:200]):
        assert ok(desk.bring(content), 422)["field"] == "file"
    assert ok(desk.post("/uploads"), 422)["field"] == "file"
    assert on_disk() == []


def test_a_file_that_is_too_large_is_refused(world: World, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    said = ok(system(world, "operator").bring(b"%PDF-" + b"x" * 1024 * 1024), 413)
    assert (said["field"], said["detail"]) == ("file", "文件太大，不能超过 1 MB。")


def test_a_pdf_is_saved_and_has_no_small_picture(world: World) -> None:
    desk = system(world, "operator")
    (kept,) = attachments(desk, collected(desk, ok(desk.bring(b"%PDF-1.7 plan"), 201)))
    answer = desk.get(f"/attachments/{kept['id']}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.getvalue() == b"%PDF-1.7 plan"
    assert ok(desk.get(f"/attachments/{kept['id']}/thumbnail"), 404)["status"] == 404


def test_an_upload_is_shown_once(world: World) -> None:
    desk = system(world, "operator")
    upload = ok(desk.bring(photo()), 201)
    collected(desk, upload)
    assert ok(desk.post("/cases", shown(upload)), 422)["field"] == "photos"
    fresh = ok(desk.bring(photo()), 201)
    twice = {**REPORT, "photos": [{"upload": fresh["id"]}, {"upload": fresh["id"]}]}
    assert ok(desk.post("/cases", twice), 422)["field"] == "photos"
    collected(desk, fresh)


def test_a_refused_step_does_not_use_the_upload_up(world: World) -> None:
    desk = system(world, "operator")
    upload = ok(desk.bring(photo()), 201)
    assert desk.post("/cases", shown(upload) | {"area_code": "990106999"}).status_code == 422
    collected(desk, upload)


def test_nobody_shows_the_upload_of_another(world: World) -> None:
    upload = ok(system(world, "duty").bring(photo()), 201)
    desk = system(world, "operator")
    assert ok(desk.post("/cases", shown(upload)), 422) == ok(desk.post("/cases", shown({"id": str(uuid4())})), 422)


def test_the_same_upload_sent_again_is_kept_once(world: World) -> None:
    desk, key = system(world, "operator"), uuid4()
    first, second = (ok(desk.bring(photo(), key=key), 201) for _ in range(2))
    assert first == second
    assert len(on_disk()) == 2, "the photo and its thumbnail"
    assert desk.bring(photo("PNG"), key=key).status_code == 409


def test_strangers_do_not_find_a_photo(world: World) -> None:
    desk = system(world, "operator")
    (kept,) = attachments(desk, collected(desk, ok(desk.bring(photo()), 201)))
    for who in ("neighbour_street", "police_handler", "neighbour_worker"):
        stranger = system(world, who)
        absent = ok(stranger.get(f"/attachments/{uuid4()}"), 404)
        assert ok(stranger.get(f"/attachments/{kept['id']}"), 404) == absent
        assert ok(stranger.get(f"/attachments/{kept['id']}/thumbnail"), 404) == absent
    assert desk.get(f"/attachments/{kept['id']}").getvalue()
