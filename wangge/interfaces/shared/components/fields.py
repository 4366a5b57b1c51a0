"""Form fields: one look for every control, the error next to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.forms.widgets import DateTimeBaseInput
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.SelectMultiple, "form-select"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)
_PICKERS: tuple[tuple[type[DateTimeBaseInput], str, str], ...] = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
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
    _pick_by_browser(widget)
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
    classes = " ".join(filter(None, (_look(widget), widget.attrs.get("class"), given.get("class"))))
    described = _described_by(bound)
    return {
        **{name.replace("_", "-"): value for name, value in given.items()},
        "class": f"{classes} is-invalid" if bound.errors else classes,
        **({"aria-invalid": "true"} if bound.errors else {}),
        **({"aria-describedby": described} if described else {}),
    }


def _described_by(bound: BoundField) -> str:
    names = [f"{bound.auto_id}_error"] if bound.errors else []
    return " ".join([*names, *([f"{bound.auto_id}_help"] if bound.help_text else [])])


def _look(widget: forms.Widget) -> str:
    return next(word for kind, word in _CLASSES if isinstance(widget, kind))


def _pick_by_browser(widget: forms.Widget) -> None:
    """Dates and times are picked with the browser's own calendar, which wants them in ISO 8601."""
    for kind, input_type, pattern in _PICKERS:
        if isinstance(widget, kind):
            widget.input_type, widget.format = input_type, widget.format or pattern
            return


def _spoken(bound: BoundField, value: Any) -> str:
    choices = dict(getattr(bound.field, "choices", None) or ())
    if isinstance(value, list | tuple):
        return _("、").join(str(choices.get(each, each)) for each in value)
    if value is True:
        return "✓"
    return str(choices.get(value, value))
