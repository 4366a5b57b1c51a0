"""What a person types is posted: neither a form, nor a part of a page, nor a script sends it in an address."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms

from wangge.interfaces.desk.population.forms import AskedForm
from wangge.interfaces.shared.searching import text_fields

INTERFACES = Path(__file__).parents[2] / "wangge" / "interfaces"
TEMPLATES = sorted(INTERFACES.rglob("templates/**/*.html"))
SCRIPTS = sorted(INTERFACES.rglob("static/**/*.js"))
TYPED = ("input", "textarea", "select")
NOT_TYPED = ("hidden", "checkbox", "radio", "submit", "button", "number", "date")
DRAWN = {"desk/population/show.html": AskedForm}
"""Forms that send by GET and draw their fields from a form, which has no text field. A new one is a new line here."""
CHOSEN = r"\[name\^?='(lon|lat|position|condition)'\]"
ASIDE = re.compile(rf"#[\w-]+ :is\({CHOSEN}(, {CHOSEN})*\)|#dwelling input\[name='dwelling'\]:checked")
"""What may go along in an address: a position, and what was chosen."""
WORDED = re.compile("URLSearchParams|encodeURI|FormData")


class Senders(HTMLParser):
    """Finds what sends typed words in an address."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.is_get, self.found = path, False, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_get = said.get("method", "get").lower() == "get"
        if self.is_get and tag in TYPED and tag != "select" and said.get("type", "text") not in NOT_TYPED:
            self.found.append(f"{self.path}: {tag} {said.get('name')} of a form that sends by GET")
        if "hx-get" in said and tag in (*TYPED, "form"):
            self.found.append(f"{self.path}: hx-get on {tag}")
        if "hx-get" in said and "hx-include" in said and not ASIDE.fullmatch(said["hx-include"]):
            self.found.append(f"{self.path}: hx-get with {said['hx-include']}")

    def handle_endtag(self, tag: str) -> None:
        self.is_get = self.is_get and tag != "form"

    def handle_data(self, data: str) -> None:
        draws = "{% field" in data or re.search(r"{{ (\w+\.)?form\b", data) or "for each in form" in data
        if self.is_get and draws and self.path not in DRAWN:
            self.found.append(f"{self.path}: fields of a form that sends by GET")


def senders(path: str, text: str) -> list[str]:
    finder = Senders(path)
    finder.feed(text)
    return finder.found


def test_nothing_typed_is_sent_in_an_address() -> None:
    told = [
        each for path in TEMPLATES for each in senders(str(path).partition("templates/")[2], path.read_text("utf-8"))
    ]
    assert told == []


@pytest.mark.parametrize("form", DRAWN.values())
def test_a_form_that_is_sent_by_get_has_no_text(form: type[forms.Form]) -> None:
    assert text_fields(form) == []


def test_a_script_makes_no_address_of_words() -> None:
    made = [line.strip() for path in SCRIPTS for line in path.read_text("utf-8").splitlines() if WORDED.search(line)]
    assert [line for line in made if not line.startswith("const body = ")] == []


@pytest.mark.parametrize(
    "template",
    [
        '<form method="get"><input type="search" name="q"></form>',
        "<form><input name=q></form>",
        "<form>{% field form.q %}</form>",
        '<form method="get">{{ form.area }}</form>',
        '<input name="q" hx-get="/x">',
        '<div hx-get="/x" hx-include="#form [name=\'place\']"></div>',
        '<form method="get"><textarea name="words"></textarea></form>',
    ],
)
def test_each_way_to_do_it_is_found(template: str) -> None:
    assert senders("desk/x.html", template)
