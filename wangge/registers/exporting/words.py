"""What a choice is called. Django's own `get_…_display` translates every choice of the field for each row."""

from functools import cache

from django.db.models import Model
from django.utils.translation import get_language


def word_of(row: Model, field: str) -> str:
    """The word for what a row holds in a field of choices, in the language of now."""
    value = getattr(row, field)
    return _words(type(row), field, get_language()).get(value, str(value))


@cache
def _words(model: type[Model], field: str, _language: str | None) -> dict[object, str]:
    choices = getattr(model._meta.get_field(field), "flatchoices", ())
    return {value: str(word) for value, word in choices}
