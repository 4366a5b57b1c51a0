"""Choosers of the desk's own: many ticks, and a position."""

from collections.abc import Sequence
from typing import Any

from django import forms


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
