"""What one may ask: in which sense, of which sex, capacity, presence, education and age."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.registers.counting.senses import Asked, Sense
from wangge.registers.people.codes import Capacity, Education, Presence, Sex

ALL = [("", _("全部"))]
OLDEST = 130


class AskedForm(forms.Form):
    """An empty field asks for all; what is no value of the code table is left out."""

    area = forms.CharField(required=False, widget=forms.HiddenInput)
    sense = forms.ChoiceField(label=_("口径"), choices=Sense, required=False)
    sex = forms.ChoiceField(label=_("性别"), choices=[*ALL, *Sex.choices], required=False)
    capacity = forms.ChoiceField(label=_("人口类别"), choices=[*ALL, *Capacity.choices], required=False)
    presence = forms.ChoiceField(label=_("人户情况"), choices=[*ALL, *Presence.choices], required=False)
    education = forms.ChoiceField(label=_("学历"), choices=[*ALL, *Education.choices], required=False)
    age_from = forms.IntegerField(label=_("年龄从"), min_value=0, max_value=OLDEST, required=False)
    age_to = forms.IntegerField(label=_("年龄到"), min_value=0, max_value=OLDEST, required=False)

    def asked(self) -> Asked:
        """What is asked, as far as it is understood."""
        self.is_valid()
        said: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        said.pop("area", None)
        return Asked(**{"sense": Sense.ACTUAL.value, **said})
