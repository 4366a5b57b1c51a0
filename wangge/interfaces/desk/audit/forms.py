"""What the audit asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts.models import SignIn


class PeriodFilter(forms.Form):
    """Whose, and from when to when."""

    q = forms.CharField(label=_("姓名或登录名"), max_length=40, required=False)
    since = forms.DateField(label=_("从"), widget=forms.DateInput, required=False)
    until = forms.DateField(label=_("到"), widget=forms.DateInput, required=False)

    def narrowed_by(self, column: str) -> dict[str, Any]:
        """The days as conditions on a column of moments."""
        words = self.cleaned_data if self.is_valid() else {}
        conditions = {f"{column}__date__gte": words.get("since"), f"{column}__date__lte": words.get("until")}
        return {name: day for name, day in conditions.items() if day}

    def named_in(self, column: str) -> dict[str, Any]:
        """The name as a condition on a column of names."""
        words = self.cleaned_data if self.is_valid() else {}
        return {f"{column}__icontains": words["q"]} if words.get("q") else {}

    @property
    def period(self) -> str:
        """From when to when, as it is written down."""
        days = (self.cleaned_data.get("since"), self.cleaned_data.get("until"))
        return " – ".join(day.isoformat() if day else "…" for day in days)


class SignInFilter(PeriodFilter):
    """What happened at the door, too."""

    kind = forms.ChoiceField(label=_("事项"), choices=[("", _("全部")), *SignIn.Kind.choices], required=False)
    address = forms.GenericIPAddressField(label=_("地址"), required=False)
