"""What the screens of requests and consents ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.desk.archive.forms import KeyForm
from wangge.interfaces.shared.rights import RequestForm
from wangge.registers.people.models import Consent
from wangge.registers.rights.models import Request


class ReceiveForm(RequestForm, KeyForm):
    """At the desk, the document in the hand."""

    is_checked = forms.BooleanField(label=_("已当面核对证件原件和本人"))


CHECKED = [(Request.Decision.GRANTED, _("身份属实，立即撤回")), (Request.Decision.UNKNOWN, _("未能核实身份"))]


class DecideForm(KeyForm):
    """The decision, and what the person reads."""

    decision = forms.ChoiceField(
        label=_("决定"), choices=[one for one in Request.Decision.choices if one[0]], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("对本人说"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, asked: Request, **options: Any) -> None:
        super().__init__(*args, **options)
        if asked.kind == Request.Kind.WITHDRAW:
            decision: Any = self.fields["decision"]
            decision.label, decision.choices = _("身份"), CHECKED

    @property
    def decided(self) -> tuple[str, str]:
        """What, and in which words."""
        return self.cleaned_data["decision"], self.cleaned_data["words"]


class ConsentForm(KeyForm):
    """To which item somebody agrees, and how he said so."""

    item = forms.TypedChoiceField(label=_("采集项"), coerce=int)
    channel = forms.ChoiceField(
        label=_("方式"), choices=[one for one in Consent.Channel.choices if one[0] != Consent.Channel.PORTAL]
    )
