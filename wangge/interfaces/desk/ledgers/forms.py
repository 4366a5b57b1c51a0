"""What the registers ask."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.shared.asking import OnceForm
from wangge.registers.rights.models import Assessment, Disclosure, Incident

DAY = {"type": "date"}
MOMENT = {"type": "datetime-local"}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs=DAY, format="%Y-%m-%d")


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M")


class LineForm(forms.ModelForm[Any], OnceForm):
    """A line of a register; written by an act, never by the form."""

    def facts(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class DisclosureForm(LineForm):
    """To whom, what, why."""

    contents = forms.CharField(label=_("内容"), max_length=400, help_text=_("提供了哪些字段，用顿号隔开。"))

    class Meta:
        model = Disclosure
        fields: ClassVar[list[str]] = [
            *("way", "recipient", "recipient_contact", "purpose", "people_count", "basis", "given_on", "until_on")
        ]
        widgets: ClassVar[dict[str, Any]] = {"given_on": _day(), "until_on": _day()}

    def facts(self) -> dict[str, Any]:
        """The fields as a list."""
        facts = super().facts()
        words = facts.pop("contents").split("、")
        return {**facts, "fields": [word.strip() for word in words if word.strip()]}


class AssessmentForm(LineForm):
    """What was weighed."""

    class Meta:
        model = Assessment
        fields: ClassVar[list[str]] = [
            *("title", "occasion", "is_needed", "impact", "measures", "risk", "assessed_on", "again_on")
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "assessed_on": _day(),
            "again_on": _day(),
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("is_needed", "impact", "measures")},
        }


class IncidentForm(LineForm):
    """What went wrong."""

    class Meta:
        model = Incident
        fields: ClassVar[list[str]] = ["title", "kind", "found_at", "what", "people_count", "measures"]
        widgets: ClassVar[dict[str, Any]] = {
            "found_at": _moment(),
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("what", "measures")},
        }


class FollowForm(LineForm):
    """What has been done since."""

    class Meta:
        model = Incident
        fields: ClassVar[list[str]] = [
            *("measures", "people_count", "authority_told_at", "people_told_at", "why_not_told", "closed_at")
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "measures": forms.Textarea(attrs={"rows": 3}),
            **{name: _moment() for name in ("authority_told_at", "people_told_at", "closed_at")},
        }
