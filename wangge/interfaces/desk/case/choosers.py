"""Choosers: one choice out of many, found by words: while typing, or by a button where no script runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

SEARCH = "search"
"""The name of the button that searches without a script; its value is the chooser."""


@dataclass(frozen=True)
class Choice:
    """One line of a chooser: the value sent, what it is, a word beside it, and a sentence below."""

    value: str
    title: str
    beside: str = ""
    below: str = ""
    is_suggested: bool = False


class Chooser(forms.RadioSelect):
    """A search box above a list of radio buttons. The form says which lines stand in the list."""

    template_name = "desk/case/chooser.html"

    def __init__(self, search_url_name: str = "", placeholder: str | Promise = "") -> None:
        super().__init__()
        self.search_url_name, self.placeholder = search_url_name, placeholder
        self.lines: Sequence[Choice] = ()
        self.words = ""
        self.query = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows; the options of the field stay where they are."""
        return {
            "widget": {"attrs": self.build_attrs(self.attrs, attrs)},
            "name": name,
            "selected": "" if value is None else str(value),
            "lines": self.lines,
            "words": self.words,
            "query": self.query,
            "search_url_name": self.search_url_name,
            "placeholder": self.placeholder,
            "search": SEARCH,
        }

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The label leads to the search box."""
        return f"{id_}_words"


class Ticks(forms.CheckboxSelectMultiple):
    """Check boxes in a box of their own that scrolls, with a filter above when our script runs."""

    template_name = "desk/case/ticks.html"


class PlaceInput(forms.MultiWidget):
    """Longitude and latitude, filled by a map or typed."""

    template_name = "desk/case/place.html"

    def __init__(self) -> None:
        number = {"inputmode": "decimal", "autocomplete": "off", "size": 10}
        super().__init__(
            {
                "lon": forms.TextInput({**number, "data-lon": True}),
                "lat": forms.TextInput({**number, "data-lat": True}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        """A position as its two numbers."""
        return list(value) if value else [None, None]


class PlaceField(forms.MultiValueField):
    """A position (longitude, latitude) in CGCS2000 degrees, or None."""

    widget = PlaceInput

    def __init__(self, **options: Any) -> None:
        numbers = (forms.FloatField(min_value=-180, max_value=180), forms.FloatField(min_value=-90, max_value=90))
        super().__init__(numbers, require_all_fields=False, **{"required": False, **options})

    def compress(self, values: Sequence[float | None]) -> tuple[float, float] | None:
        """Both numbers, or none."""
        if not values or values[0] is None or values[1] is None:
            return None
        return (values[0], values[1])
