"""What the calendar asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.shared.asking import OnceForm

WORKS, RESTS, AS_WEEKDAY = "works", "rests", "weekday"
MEANS: dict[str, bool | None] = {WORKS: True, RESTS: False, AS_WEEKDAY: None}


class DayForm(OnceForm):
    """One day by hand."""

    on = forms.DateField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("这一天"),
        choices=[(WORKS, _("上班（调休）")), (RESTS, _("休息（放假）")), (AS_WEEKDAY, _("按星期推算"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("名称"), max_length=60, required=False, help_text=_("如：国庆节、防台停工"))


class YearForm(OnceForm):
    """One year as a whole."""

    year = forms.IntegerField(widget=forms.HiddenInput)
