"""Forms that write into the archives, and the area that a list is narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.areas.places import Place
from wangge.interfaces.desk.case import lines
from wangge.interfaces.shared.asking import OnceForm
from wangge.interfaces.shared.cases.choosing import Chooser
from wangge.kernel import clock
from wangge.registers.writing import Hand

ANY = (("", gettext_lazy("全部")),)
VIA = "desk"


class KeyForm(OnceForm):
    """Writes into the archives; by itself there is nothing to fill in."""

    def hand(self, actor: Actor) -> Hand:
        """Whose hand this is, and why if that was asked."""
        given = self.cleaned_data
        return Hand(by=actor, at=clock.now(), key=given["key"], via=VIA, why=given.get("why", ""))


class KeyedForm(KeyForm):
    """Writes once, and may say why."""

    why = forms.CharField(label=gettext_lazy("事由"), max_length=200, required=False)


class AreaChosen(KeyedForm):
    """Writes into an area that is chosen by words; a grid worker stands in the only one."""

    area: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("所属网格"),
        required=False,
        empty_label=None,
        widget=Chooser("desk:choose_area", gettext_lazy("社区或网格名称")),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        field: Any = self.fields["area"]
        field.queryset = lines.areas_within(actor)
        chosen = self.data.get("area") or self.initial.get("area")
        lines.fill_areas(field.widget, str(self.data.get("area_words", "")), chosen, actor)
        if actor.area_level in ("grid", "micro"):
            del self.fields["area"]

    def place(self) -> Place | None:
        """The area that was chosen, or the only one."""
        if "area" not in self.fields:
            return areas.place_of(self.actor.area_code)
        chosen: Area | None = self.cleaned_data["area"]
        return areas.place_of(chosen.code) if chosen else None


class AreaField(forms.CharField):
    """An area inside one's own ground, by name or code; `code` is what the filter takes."""

    code = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=gettext_lazy("区域"), required=False, max_length=40, **options)

    def clean_within(self, typed: str, actor: Actor) -> str:
        """The name for the chip; refused where it is not ours."""
        self.code = ""
        if not (words := typed.strip()):
            return ""
        found = areas.search(words, within=actor.area_code).first()
        if found is None:
            raise forms.ValidationError(_("您的辖区内没有这个区域，请写名称或代码。"))
        self.code = found.code
        return found.name


class ListFilter(forms.Form):
    """What was typed, and where."""

    q = forms.CharField(label=gettext_lazy("搜索"), required=False, max_length=80)
    area = AreaField()

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor

    def clean_area(self) -> str:
        """Inside one's own ground."""
        field = self.fields["area"]
        assert isinstance(field, AreaField)  # noqa: S101 - tells the type
        return field.clean_within(self.cleaned_data["area"], self.actor)

    @property
    def area_code(self) -> str:
        """The code of the area that was asked for; empty for one's own ground."""
        return self.fields["area"].code  # type: ignore[attr-defined, no-any-return]

    def said(self) -> dict[str, Any]:
        """What narrows the list; what is wrong narrows nothing."""
        self.full_clean()
        return self.cleaned_data

    @property
    def is_set(self) -> bool:
        """Whether anything narrows the list."""
        return any(self.cleaned_data.values())


class ReasonForm(forms.Form):
    """Why somebody must see what is masked."""

    reason = forms.CharField(label=gettext_lazy("查看事由"), max_length=200)
