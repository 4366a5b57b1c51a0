"""The phone number of whoever reports: digits, enough of them; its tail opens the receipt."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wangge.kernel.masks import only_digits

FEWEST, MOST = 7, 15


class PhoneField(forms.CharField):
    """A number as people write it; cleaned to its digits. It may be left empty."""

    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": autocomplete})
        super().__init__(required=False, max_length=20, widget=widget, **options)

    def clean(self, value: Any) -> str:
        """The digits, or a sentence."""
        written = super().clean(value)
        digits = only_digits(written)
        if written and not FEWEST <= len(digits) <= MOST:
            raise forms.ValidationError(_("这不像一个电话号码，请检查，或者留空。"))
        return digits
