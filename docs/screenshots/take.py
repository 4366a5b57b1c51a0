"""Takes the pictures of the READMEs while `make run` serves: `.venv/bin/python docs/screenshots/take.py`."""

import json
import os
import shutil
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("WANGGE_HOME") or HERE.parents[1] / "var")
ADDRESS = f"http://localhost:{os.environ.get('PORT', '8000')}"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FIRST_ROW = "[data-row]"
MOST_BYTES = 150_000


@dataclass(frozen=True)
class Picture:
    """One page as one person sees it."""

    name: str
    path: str
    user: str = ""
    opens_first: bool = False

    @property
    def screen(self) -> dict[str, int]:
        """Phones for those who stand outside."""
        return DESK if self.path.startswith("/desk/") else PHONE


PICTURES = (
    Picture("overview", "/desk/overview/", "leader"),
    Picture("queue", "/desk/", "street"),
    Picture("case", "/desk/", "street", opens_first=True),
    Picture("dispatch", "/desk/dispatch/", "dispatcher"),
    Picture("map", "/desk/map/", "duty"),
    Picture("residents", "/desk/residents/", "community"),
    Picture("population", "/desk/population/", "duty"),
    Picture("portal", "/report/"),
    Picture("field", "/field/", "worker"),
)


def main() -> None:
    """All pictures, one after the other."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        sys.exit("Chromium is missing: apt-get install chromium fonts-noto-cjk")
    accounts = json.loads((HOME / "secrets" / "demo-accounts.json").read_text("utf-8"))
    passwords = {each["username"]: each["password"] for each in accounts}
    arguments = ["--no-sandbox", "--use-gl=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        for picture in PICTURES:
            size = take(browser, picture, passwords)
            print(f"{picture.name}.webp  {size / 1000:.0f} kB")
        browser.close()


def take(browser: Browser, picture: Picture, passwords: dict[str, str]) -> int:
    """One picture; tells its size."""
    width, height = picture.screen["width"], picture.screen["height"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="light")
    page = context.new_page()
    if picture.user:
        sign_in(page, picture.user, passwords[picture.user])
    open_page(page, picture.path)
    if picture.opens_first:
        open_page(page, page.locator(FIRST_ROW).first.get_attribute("data-href") or picture.path)
    image = Image.open(BytesIO(page.screenshot()))
    context.close()
    return write(image, HERE / f"{picture.name}.webp")


def sign_in(page: Page, username: str, password: str) -> None:
    """By the front door."""
    open_page(page, "/accounts/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main form button:not([name=language])")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def open_page(page: Page, path: str) -> None:
    """Until its modules are awake and its map and charts are drawn."""
    page.goto(ADDRESS + path)
    page.wait_for_selector("html[data-ready]")
    if page.locator("[data-module=map]").count():
        page.wait_for_selector("[data-drawn=yes]", state="attached", timeout=20_000)
    page.wait_for_timeout(1500)


def write(image: Image.Image, file: Path) -> int:
    """As good as fits into the size."""
    for quality in (85, 75, 65, 50):
        image.save(file, "WEBP", quality=quality, method=6)
        if file.stat().st_size <= MOST_BYTES:
            break
    return file.stat().st_size


if __name__ == "__main__":
    main()
