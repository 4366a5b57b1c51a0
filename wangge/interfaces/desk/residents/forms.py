"""What the screens of residents ask. Every form carries its key, so that sending it twice is sending it once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.interfaces.desk.archive.forms import KeyedForm
from wangge.interfaces.desk.residents import choosing
from wangge.interfaces.desk.residents.choosing import Door
from wangge.interfaces.shared.cases.choosing import SEARCH, Chooser, number_in
from wangge.interfaces.shared.refusals import tell
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.kernel.masks import mask_name
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import PERSON, RESIDENCE
from wangge.registers.basis.queries import collectable, needs_consent
from wangge.registers.basis.sight import Sight
from wangge.registers.buildings import queries as buildings
from wangge.registers.people import documents
from wangge.registers.people.actions import Living, PersonFacts
from wangge.registers.people.codes import NATION_CHOICES, Capacity, Care, Education, Marriage, Presence, Relation, Sex
from wangge.registers.people.documents import DocumentKind
from wangge.registers.people.looking import person_for
from wangge.registers.people.models import Household, Person, Residence
from wangge.registers.people.queries import agreed_fields, households_seen_by
from wangge.registers.people.rows import Row

T = TypeVar("T")
UNSAID = [("", "—")]
KINDS = [("", _("按号码识别")), *[(kind.value, kind.label) for kind in DocumentKind if kind.value]]
RELATIONS = [*UNSAID, *Relation.choices]
STAYS = [("", _("留在本户")), *Relation.choices]
OTHERS = ("former_name", "nation", "marriage", "education", "occupation", "workplace")
WHY = _("如：走访核实、本人申请、派出所通报")


class ReasonedForm(KeyedForm):
    """Into the archive of people nobody writes without saying why."""

    why = forms.CharField(label=_("依据"), max_length=200, widget=forms.TextInput, help_text=WHY)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        self.actor = actor
        super().__init__(*args, **{"label_suffix": "", **options})
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])

    def made_before(self, made_under: Callable[[UUID], T | None]) -> T | None:
        """What this form made when it was sent the first time, where the second finds nothing left to choose."""
        key = self.cleaned_data.get("key")
        return made_under(key) if key else None


class PlaceForm(ReasonedForm):
    """A form that asks for a dwelling; its chooser also searches where no script runs."""

    dwelling: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("房屋"),
        empty_label=None,
        widget=Chooser("desk:choose_dwelling", _("按习惯写法输入，如：文锦苑5-2-301")),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["dwelling"]
        field.queryset = buildings.dwellings_seen_by(self.actor)
        choosing.fill(field.widget, self.given("dwelling_words"), self.given("dwelling"), self.actor)

    @classmethod
    def begun(cls, data: Any, **options: Any) -> Any:
        """The form as somebody began to fill it in: a search for the dwelling is no sending."""
        if SEARCH in data:
            return cls(**{**options, "initial": {**options.get("initial", {}), **dict(data.items())}})
        return cls(data, **options)

    @property
    def door(self) -> Door | None:
        """Who lives in the dwelling that is chosen so far."""
        chosen = buildings.dwellings_seen_by(self.actor).filter(pk=number_in(self.given("dwelling"))).first()
        return choosing.door_of(chosen, self.actor)

    def given(self, name: str) -> str:
        """What the form holds so far."""
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(value or "")


class LivingFields(forms.Form):
    """As what somebody lives in a dwelling."""

    capacity = forms.ChoiceField(label=_("人口类别"), choices=Capacity.choices)
    presence = forms.ChoiceField(label=_("人户情况"), choices=Presence.choices)
    relation = forms.ChoiceField(
        label=_("与户主关系"), choices=RELATIONS, required=False, help_text=_("选“户主”另立一户；合租等不成户的留空。")
    )
    household = forms.IntegerField(required=False, widget=forms.HiddenInput)
    from_on = forms.DateField(label=_("入住日期"), required=False, widget=forms.DateInput)


class MoveInForm(PlaceForm, LivingFields):
    """Somebody of the archive lives in one more dwelling."""

    def living(self) -> Living:
        """Where and as what."""
        given = self.cleaned_data
        return Living(
            given["dwelling"],
            capacity=given["capacity"],
            presence=given["presence"],
            relation=given["relation"],
            household=_household(self.actor, given["dwelling"].pk, given["relation"], given["household"]),
            from_on=given["from_on"],
        )


class PersonFields(forms.Form):
    """What is known of a person."""

    name = forms.CharField(label=_("姓名"), max_length=50, widget=forms.TextInput({"autocomplete": "off"}))
    document_number = forms.CharField(
        label=_("证件号码"), max_length=30, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    document_kind = forms.ChoiceField(label=_("证件类型"), choices=KINDS, required=False)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, required=False)
    born_on = forms.DateField(label=_("出生日期"), required=False, widget=forms.DateInput)
    phone = forms.CharField(
        label=_("电话"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )
    former_name = forms.CharField(label=_("曾用名"), max_length=50, required=False, widget=forms.TextInput)
    nation = forms.ChoiceField(label=_("民族"), choices=[*UNSAID, *NATION_CHOICES], required=False)
    marriage = forms.ChoiceField(label=_("婚姻状况"), choices=[*UNSAID, *Marriage.choices], required=False)
    education = forms.ChoiceField(label=_("学历"), choices=[*UNSAID, *Education.choices], required=False)
    occupation = forms.CharField(label=_("职业"), max_length=60, required=False, widget=forms.TextInput)
    workplace = forms.CharField(label=_("服务处所"), max_length=100, required=False, widget=forms.TextInput)

    def offer_what_has_a_basis(self, person: Person | None = None) -> None:
        """What may not be collected is not asked; what needs a consent waits until this person has given it."""
        today = clock.today()
        may = collectable(PERSON, today) | {"sex", "name"}
        agreed = agreed_fields(person, PERSON, today) if person else frozenset()
        for name in PersonFields.base_fields:
            is_by_consent = needs_consent(PERSON, about(name), today)
            if about(name) not in may or (is_by_consent and person is None):
                del self.fields[name]
            elif is_by_consent and about(name) not in agreed:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("须先登记同意。")

    @property
    def others(self) -> list[Any]:
        """The fields that few fill in."""
        return [self[name] for name in OTHERS if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """The document as it is compared; what is wrong with it is said next to the number."""
        given = super().clean() or self.cleaned_data
        try:
            given["document"] = documents.read(given.get("document_number", ""), given.get("document_kind", ""))
        except Refused as refused:
            tell(self, refused)
        return given

    def said(self) -> dict[str, str]:
        """What stands in the fields that few fill in."""
        return {name: self.cleaned_data[name] for name in OTHERS if name in self.fields}


class SettleForm(MoveInForm, PersonFields):
    """Somebody comes into the archive with the first home."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["why"].required = False
        self.offer_what_has_a_basis()

    def facts(self) -> PersonFacts:
        """Who it is."""
        given = self.cleaned_data
        return PersonFacts(
            name=given["name"],
            document=given["document"],
            phone=given.get("phone", ""),
            sex=given.get("sex") or Sex.UNKNOWN,
            born_on=given.get("born_on"),
            others=self.said(),
        )


class CorrectForm(ReasonedForm, PersonFields):
    """What is known of a person is corrected. Masked values stay where their field is left empty, and what is not shown
    to who corrects is not asked."""

    forget_phone = forms.BooleanField(label=_("删除现有电话"), required=False)

    def __init__(self, *args: Any, person: Person, sight: Sight, **options: Any) -> None:
        self.person = person
        shown = {name: getattr(person, name) for name in ("sex", *OTHERS) if name != "former_name"}
        options["initial"] = {**shown, **options.get("initial", {})}
        super().__init__(*args, **options)
        self.offer_what_has_a_basis(person)
        for name in [name for name in self.fields if name != "name" and not sight.shows(PERSON, about(name))]:
            del self.fields[name]
        seen = person_for(person, sight)
        masked = {"name": seen.masked_name, "document_number": seen.masked_document, "phone": seen.masked_phone}
        masked["former_name"] = mask_name(seen.former_name)
        for name in ("name", "document_number", "phone", "born_on", "former_name"):
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].help_text = _("留空则不变。")
                self.fields[name].widget.attrs["placeholder"] = masked.get(name, "")
        if not seen.phone_index:
            del self.fields["forget_phone"]

    def facts(self) -> PersonFacts:
        """Who it is now; others are only what was asked."""
        given, person = self.cleaned_data, self.person
        kept_phone = "" if given.get("forget_phone") else person.phone
        kept = {"former_name": person.former_name}
        return PersonFacts(
            name=given["name"] or person.name,
            document=given["document"],
            phone=given.get("phone") or kept_phone,
            sex=given.get("sex") or person.sex,
            born_on=given.get("born_on") or (None if given["document"].born_on else person.born_on),
            others={name: value or kept.get(name, "") for name, value in self.said().items()},
        )


class LivingForm(ReasonedForm, LivingFields):
    """As what somebody lives in his dwelling is corrected."""

    def __init__(self, *args: Any, residence: Residence, **options: Any) -> None:
        self.residence = residence
        sight = sight_of(options["actor"])
        columns = ("capacity", "presence", "relation", "from_on")
        options["initial"] = {**{name: getattr(residence, name) for name in columns}, **options.get("initial", {})}
        super().__init__(*args, **options)
        self.fields["household"] = forms.ModelChoiceField(
            queryset=households_seen_by(self.actor).filter(dwelling=residence.dwelling, ended_on=None),
            label=_("家庭户"),
            required=False,
            initial=residence.household_id,
            empty_label=_("不成户，或新立一户"),
        )
        door = choosing.door_of(residence.dwelling, self.actor)
        choices: list[tuple[str, Any]] = [("", _("不成户，或新立一户"))]
        choices += (
            [(str(household.pk), _("%(who)s 一户") % {"who": who}) for household, who in door.named] if door else []
        )
        self.fields["household"].choices = choices  # type: ignore[attr-defined]
        self.order_fields(["capacity", "presence", "household", "relation", "from_on", "why"])
        for name in [name for name in columns if not sight.shows(RESIDENCE, name)]:
            del self.fields[name]

    def living(self) -> Living:
        """As what from now on; what was not asked stays."""
        given, held = self.cleaned_data, self.residence
        return Living(
            held.dwelling,
            capacity=given.get("capacity", held.capacity),
            presence=given.get("presence", held.presence),
            relation=given.get("relation", held.relation),
            household=given["household"],
            from_on=given.get("from_on", held.from_on),
        )


class MoveForm(PlaceForm):
    """Some people move together."""

    on = forms.DateField(label=_("迁入日期"), widget=forms.DateInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"on": clock.today(), **options.get("initial", {})}
        super().__init__(*args, **options)


class DayForm(ReasonedForm):
    """Something ends on a day."""

    on = forms.DateField(label=_("日期"), widget=forms.DateInput)

    def __init__(self, *args: Any, label: Any = "", **options: Any) -> None:
        options["initial"] = {"on": clock.today(), **options.get("initial", {})}
        super().__init__(*args, **options)
        self.fields["on"].label = label or self.fields["on"].label


class CareForm(ReasonedForm):
    """A hand that somebody may need."""

    kind = forms.ChoiceField(
        label=_("关爱类别"), choices=Care.choices, help_text=_("只写需要什么帮助，不写病情等原因；须征得本人同意。")
    )
    from_on = forms.DateField(label=_("起始日期"), widget=forms.DateInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"from_on": clock.today(), **options.get("initial", {})}
        super().__init__(*args, **options)


class MembersForm(ReasonedForm):
    """The relation of each member to the head; for a split, to the new head, or none for those who stay."""

    def __init__(self, *args: Any, rows: Sequence[Row], is_split: bool = False, **options: Any) -> None:
        self.rows = rows
        self.is_split = is_split
        super().__init__(*args, **options)
        for row in rows:
            self.fields[f"relation_{row.residence.pk}"] = forms.ChoiceField(
                label=_told(row),
                choices=STAYS if is_split else RELATIONS,
                required=False,
                initial="" if is_split else row.residence.relation,
            )
        self.order_fields([name for name in self.fields if name != "why"])

    def relations(self) -> Mapping[Residence, str]:
        """Everybody's relation, or that of those who leave."""
        said = {row.residence: self.cleaned_data[f"relation_{row.residence.pk}"] for row in self.rows}
        return {one: relation for one, relation in said.items() if relation or not self.is_split}


def about(name: str) -> str:
    """The field of the data set that a field of the form is about."""
    return "document" if name.startswith("document") else name


def _told(row: Row) -> str:
    """“张** · 男 · 46 岁”, for two of a family may bear the same mask."""
    age = gettext("%(age)d 岁") % {"age": row.age} if row.age is not None else ""
    sex = str(row.person.get_sex_display()) if row.person else ""
    return " · ".join(filter(None, (row.residence.masked_name, sex, age)))


def _household(actor: Actor, dwelling_id: int, relation: str, chosen: int | None) -> Household | None:
    """The one chosen; else, for a relative, the only one there is; a head makes his own."""
    if not relation or relation == Relation.HEAD:
        return None
    found = list(households_seen_by(actor).filter(dwelling_id=dwelling_id, ended_on=None)[:2])
    named = households_seen_by(actor).filter(dwelling_id=dwelling_id, ended_on=None, pk=chosen or 0).first()
    return named or (found[0] if len(found) == 1 else None)
