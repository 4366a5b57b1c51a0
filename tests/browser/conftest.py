"""A real Chromium before a real server. Where it is absent these tests are skipped, but with CI=true they must run."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from config.front_end import NODE_MODULES
from tests.running import wait_for
from tests.world import PASSWORD, World, give_password

INSTALL = "apt-get install chromium fonts-noto-cjk"
# The first is the same browser without windows of its own: it takes two thirds of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
AXE = NODE_MODULES / "axe-core/axe.min.js"
GRAVE = ("serious", "critical")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail(f"Chromium is missing: {INSTALL}")
        pytest.skip(f"Chromium is missing: {INSTALL}")
    arguments = ["--no-sandbox", "--use-gl=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody in front of a screen; what the browser complains about is remembered."""

    context: BrowserContext
    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page and wait until its modules are awake."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("html[data-ready]")

    def sign_in(self, username: str) -> None:
        """Come in by the front door."""
        give_password(username)
        self.go("/accounts/sign-in")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button:not([name=language])")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def barriers(self) -> list[str]:
        """What axe finds on this page that would keep somebody out."""
        self.page.evaluate(Path(AXE).read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [_barrier(each) for each in found["violations"] if each["impact"] in GRAVE]

    def is_wider_than_the_screen(self) -> bool:
        """Whether one has to scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def listen(self, message: ConsoleMessage) -> None:
        """Remember what the content-security policy refused and what broke."""
        is_expected = "Failed to load resource" in message.text or "GL Driver" in message.text
        if message.type == "error" and not is_expected:
            self.complaints.append(message.text)


@pytest.fixture
def visitors(chromium: Browser, live_server: Any, world: World) -> Iterator[list[Visitor]]:
    """Everybody who came in this test; nobody's browser may have complained."""
    cache.clear()
    present: list[Visitor] = []
    yield present
    complaints = [complaint for visitor in present for complaint in visitor.complaints]
    for visitor in present:
        visitor.context.close()
    wait_for(_is_at_rest, patience=20, every=0.02)
    assert complaints == []


@pytest.fixture
def come(chromium: Browser, live_server: Any, visitors: list[Visitor]) -> Any:
    """`come(PHONE, geolocation=…)`: another visitor with a screen of this size."""

    def arrive(screen: dict[str, int], **options: Any) -> Visitor:
        context = chromium.new_context(viewport=screen, locale="zh-CN", **options)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        page = context.new_page()
        visitor = Visitor(context, page, live_server.url)
        page.on("console", visitor.listen)
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitors.append(visitor)
        return visitor

    return arrive


def _is_at_rest() -> bool:
    """Whether no request is at work: the tables are emptied next, and one that reads them would be in the way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND xact_start IS NOT NULL AND backend_type = 'client backend'"
        )
        return cursor.fetchone() is None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder carry the mark `browser`."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


def _barrier(violation: dict[str, Any]) -> str:
    places = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']} ({places})"
