"""What somebody says of himself, and what he asks."""

from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.shared.rights import RequestForm
from wangge.kernel import codes
from wangge.kernel.ids import new_id
from wangge.registers.rights.models import Request

SALT = "portal.request"
TICKET_SECONDS = 24 * 3600


def new_ticket() -> str:
    """The number and the code that the next request will have: sending a form twice is harmless."""
    return signing.dumps([str(new_id()), codes.new_receipt_code()], salt=SALT)


class AskForm(RequestForm):
    """A request by the portal: number, name and phone have to fit together before it is answered."""

    ticket = forms.CharField(widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    @property
    def only_withdraws(self) -> bool:
        """Whether somebody came to take a consent back and is asked for nothing else."""
        return (self.data.get("only") if self.is_bound else self.initial.get("kind")) == Request.Kind.WITHDRAW

    def clean_ticket(self) -> tuple[UUID, str]:
        """The number and the code that we gave with the form."""
        try:
            number, code = signing.loads(self.cleaned_data["ticket"], salt=SALT, max_age=TICKET_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError(_("这个页面打开得太久了，请刷新后再提交。")) from None
        return UUID(number), code

    def clean_website(self) -> str:
        """People do not see this field; programs fill it in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("提交没有通过检查，请刷新页面后再试。"))
        return ""


class FindForm(forms.Form):
    """The code of a request, and the tail of the phone that was left with it."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    tail = forms.CharField(
        label=_("手机号后四位"),
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """The code as it was given out."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["code"] = codes.read_receipt_code(cleaned.get("code", ""))
        return cleaned
