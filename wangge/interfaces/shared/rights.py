"""The form of a request about one's own data, at the desk and in the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.kernel import clock
from wangge.registers.basis.datasets import FIELDS, PERSON
from wangge.registers.people.queries import items_by_consent
from wangge.registers.rights.actions import Asked
from wangge.registers.rights.actions.corrections import CORRECTABLE
from wangge.registers.rights.models import Request, Wish
from wangge.registers.rights.queries import read_claim

FIELD_CHOICES = [("", "—"), *((field, FIELDS[PERSON][field]) for field in CORRECTABLE)]
WISHED = {Request.Kind.CORRECT: ("field", "value"), Request.Kind.WITHDRAW: ("about",)}
QUIET = {"autocomplete": "off", "spellcheck": "false"}


class RequestForm(forms.Form):
    """Who, and what."""

    kind = forms.ChoiceField(label=_("您要办什么"), choices=Request.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("姓名"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    number = forms.CharField(
        label=_("证件号码"), max_length=30, widget=forms.TextInput(attrs={**QUIET, "autocapitalize": "characters"})
    )
    phone = forms.CharField(
        label=_("手机号"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )
    field = forms.ChoiceField(label=_("更正哪一项"), choices=FIELD_CHOICES, required=False)
    value = forms.CharField(
        label=_("应该是"), max_length=100, required=False, help_text=_("只在申请更正时填写；日期写成 2000-01-31。")
    )
    about = forms.ChoiceField(
        label=_("撤回哪一项"), required=False, help_text=_("撤回同意时选；不用说理由，核实身份后立即生效。")
    )
    words = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        items = items_by_consent(clock.today())
        known = {f"{one.dataset}.{one.field}": f"{one.word}（{one.dataset_word}）" for one in items}
        self.fields["about"].choices = [("", _("我同意过的全部")), *known.items()]  # type: ignore[attr-defined]

    def asked(self, code: str) -> Asked:
        """What was filled in; refused where number or phone cannot be right."""
        data: dict[str, Any] = self.cleaned_data
        claim = read_claim(data["name"], data["phone"], "", data["number"])
        only = WISHED.get(data["kind"], ())
        wish = Wish(data["words"], **{name: data[name] for name in only})
        return Asked(data["kind"], claim, wish, code)
