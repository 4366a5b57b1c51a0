"""Form fields: one look for every control, the error next to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.SelectMultiple, "form-select"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)
_DATE_TYPES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.DateTimeInput, "datetime-local"),
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
)


@dataclass(frozen=True)
class Chip:
    """A filter that is on: its name in the address, and how it reads."""

    name: str
    label: str
    value: str


def render(bound: BoundField, attributes: Mapping[str, Any]) -> SafeString:
    """A field as HTML: label, control, help, errors."""
    widget = bound.field.widget
    return render_to_string(
        "shared/field.html",
        {
            "bound": bound,
            "control": bound.as_widget(attrs=_attributes(bound, attributes)),
            "is_check": isinstance(widget, forms.CheckboxInput),
            "is_group": isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple),
            "error_id": f"{bound.auto_id}_error",
            "help_id": f"{bound.auto_id}_help",
        },
    )


def active_filters(form: BaseForm) -> Iterator[Chip]:
    """The filters of a bound form that a person has set."""
    for bound in form:
        value = form.cleaned_data.get(bound.name) if form.is_bound and form.is_valid() else None
        if value not in (None, "", [], False) and not bound.is_hidden:
            yield Chip(bound.name, str(bound.label), _spoken(bound, value))


def _attributes(bound: BoundField, given: Mapping[str, Any]) -> dict[str, Any]:
    widget = bound.field.widget
    classes = " ".join(filter(None, (_first(_CLASSES, widget), widget.attrs.get("class"), given.get("class"))))
    described = _described_by(bound)
    return {
        **({"type": _first(_DATE_TYPES, widget)} if _first(_DATE_TYPES, widget) else {}),
        **{name.replace("_", "-"): value for name, value in given.items()},
        "class": f"{classes} is-invalid" if bound.errors else classes,
        **({"aria-invalid": "true"} if bound.errors else {}),
        **({"aria-describedby": described} if described else {}),
    }


def _described_by(bound: BoundField) -> str:
    names = [f"{bound.auto_id}_error"] if bound.errors else []
    return " ".join([*names, *([f"{bound.auto_id}_help"] if bound.help_text else [])])


def _first(table: tuple[tuple[type[forms.Widget], str], ...], widget: forms.Widget) -> str:
    return next((word for kind, word in table if isinstance(widget, kind)), "")


def _spoken(bound: BoundField, value: Any) -> str:
    choices = dict(getattr(bound.field, "choices", None) or ())
    if isinstance(value, list | tuple):
        return "、".join(str(choices.get(each, each)) for each in value)
    if value is True:
        return "✓"
    return str(choices.get(value, value))
