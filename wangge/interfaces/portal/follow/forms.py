"""What a resident shows and answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.shared.asking import OnceForm
from wangge.kernel import codes, masks

SATISFACTION = [("5", _("很满意")), ("4", _("满意")), ("3", _("一般")), ("2", _("不满意")), ("1", _("很不满意"))]


class ReceiptForm(forms.Form):
    """The code of the receipt, and the tail of the phone that was left."""

    code = forms.CharField(
        label=_("回执码"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("上报后得到的 10 位回执码，大小写、空格都可以。"),
    )
    tail = forms.CharField(
        label=_("手机号后四位"),
        required=False,
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("上报时没有留手机号的，不用填。"),
    )

    def clean_code(self) -> str:
        """As it was given out."""
        return codes.read_receipt_code(self.cleaned_data["code"])

    def clean_tail(self) -> str:
        """Digits only."""
        return masks.only_digits(self.cleaned_data["tail"])


class RateForm(OnceForm):
    """Solved? Satisfied? In words?"""

    is_solved = forms.TypedChoiceField(
        label=_("这件事解决了吗？"),
        choices=[("yes", _("解决了")), ("no", _("没有解决"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    satisfaction = forms.TypedChoiceField(
        label=_("对办理满意吗？"), choices=SATISFACTION, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("想说的话"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReopenForm(OnceForm):
    """What is still not solved."""

    reason = forms.CharField(label=_("还有什么没有解决？"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
