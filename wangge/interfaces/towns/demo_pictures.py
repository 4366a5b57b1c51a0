"""Simple drawn pictures, marked 示意照片, so that strips of before and after show something."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from wangge.kernel.files import StoredFile, take

SIZE = (640, 480)
KINDS = 8
FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc")


@dataclass(frozen=True)
class Pair:
    """The same spot before and after."""

    before: StoredFile
    after: StoredFile


def make_pictures(rng: random.Random) -> list[Pair]:
    """A few pairs, kept once and shown in many cases."""
    return [_pair(number, rng) for number in range(KINDS)]


def _pair(number: int, rng: random.Random) -> Pair:
    street, things = _street(rng), list(_things(number, rng))
    dirty = street.copy()
    draw = ImageDraw.Draw(dirty)
    for box, colour in things:
        draw.ellipse(box, fill=colour, outline=(60, 55, 50)) if number % 2 else draw.rectangle(
            box, fill=colour, outline=(60, 55, 50)
        )
    return Pair(_kept(dirty, f"示意照片 前 {number + 1}"), _kept(street, f"示意照片 后 {number + 1}"))


def _street(rng: random.Random) -> Image.Image:
    """Sky, houses with windows, a pavement and a road."""
    picture = Image.new("RGB", SIZE, (196, 216, 232))
    draw = ImageDraw.Draw(picture)
    left = 0
    while left < SIZE[0]:
        width, top = rng.randint(90, 170), rng.randint(50, 150)
        grey = rng.randint(165, 215)
        draw.rectangle((left, top, left + width, 300), fill=(grey, grey - 8, grey - 22))
        for x in range(left + 12, left + width - 20, 30):
            for y in range(top + 14, 270, 38):
                draw.rectangle((x, y, x + 16, y + 22), fill=(110, 132, 150))
        left += width
    draw.rectangle((0, 300, SIZE[0], 370), fill=(182, 178, 170))
    draw.rectangle((0, 370, SIZE[0], SIZE[1]), fill=(96, 99, 104))
    for x in range(0, SIZE[0], 90):
        draw.rectangle((x, 424, x + 46, 430), fill=(228, 228, 220))
    return picture


def _things(number: int, rng: random.Random) -> Iterator[tuple[tuple[int, int, int, int], tuple[int, int, int]]]:
    """What should not lie there."""
    colours = ((121, 94, 66), (74, 120, 84), (160, 60, 50), (210, 170, 60))
    for _each in range(7 + number):
        x, y, side = rng.randint(150, 440), rng.randint(310, 390), rng.randint(18, 52)
        yield (x, y, x + side, y + side * 2 // 3), rng.choice(colours)


def _kept(picture: Image.Image, label: str) -> StoredFile:
    drawn = picture.copy()
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((0, 0, 250, 36), fill=(255, 255, 255))
    draw.text((10, 6), label if _font() else "WANGGE DEMO", fill=(40, 40, 40), font=_font())
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=82)
    return take(io.BytesIO(out.getvalue()))


@cache
def _font() -> ImageFont.FreeTypeFont | None:
    """A font with Chinese characters, where the machine has one."""
    found = next((name for name in FONTS if Path(name).exists()), None)
    return ImageFont.truetype(found, 22) if found else None
