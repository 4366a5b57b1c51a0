"""Whom a case names, as one person sees it: masked rows, whom to call, and what a search in the archive has found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.cases import naming
from wangge.cases.models import Case, Named
from wangge.interfaces.desk.archive.forms import KeyForm, ReasonForm
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.registers.basis.sight import Sight
from wangge.registers.organisations import queries as organisations
from wangge.registers.organisations.looking import contact_for
from wangge.registers.organisations.models import Contact, Organisation
from wangge.registers.people import queries as people
from wangge.registers.people import rows as residents
from wangge.registers.people.looking import person_for
from wangge.registers.people.models import Person
from wangge.registers.writing import KEEPERS

MOST_PEOPLE, MOST_ORGANISATIONS = 8, 6
CALLED_FIRST = (Contact.Part.DUTY, Contact.Part.SAFETY, Contact.Part.LEGAL)


class FindForm(forms.Form):
    """What is typed of somebody; it never stands in an address."""

    typed = forms.CharField(label=_("查找"), max_length=80)

    def __init__(self, *args: object, actor: Actor, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        if actor.role in KEEPERS:
            self.fields["typed"].help_text = _("姓名、拼音、电话或尾号、证件号码、地址，或单位名称、信用代码")
        else:
            self.fields["typed"].help_text = _("单位名称、拼音或信用代码")


class NameForm(KeyForm):
    """Somebody that was found, and what he is to the matter."""

    as_what = forms.ChoiceField(label=_("身份"), choices=Named.As.choices)
    whom = forms.RegexField(r"^(person|organisation)-\d{1,18}$")


@dataclass
class Row:
    """One who is named; `revealed` is the number that was just shown, `form` the one that was refused."""

    named: Named
    sight: Sight
    contact: Contact | None = None
    revealed: str = ""
    form: ReasonForm = field(default_factory=ReasonForm)

    @property
    def person(self) -> Person | None:
        """The entry that is kept of the person, as this actor sees it."""
        kept = self.named.kept_person
        return kept and person_for(kept, self.sight)

    @property
    def masked_phone(self) -> str:
        """Of the person, or of whom one calls at the organisation."""
        callee = self.person or self.contact
        return callee.masked_phone if callee else ""


@dataclass
class Found:
    """What the archive knows of what was typed; `is_more` where it is more than is shown."""

    people: Sequence[residents.Row]
    organisations: Sequence[Organisation]
    is_more: bool

    def __bool__(self) -> bool:
        return bool(self.people or self.organisations)


def rows_of(case: Case, actor: Actor) -> list[Row]:
    """Two queries at most."""
    listed = naming.listed_in(case, actor)
    sight = sight_of(actor)
    contacts = _contacts([one.organisation_id for one in listed if one.organisation_id], actor, sight)
    return [Row(one, sight, contacts.get(one.organisation_id or 0)) for one in listed]


def found_for(typed: str, actor: Actor) -> Found:
    """People of the actor's ground once each, and organisations that have not closed."""
    seen = people.search(people.residences_seen_by(actor), typed, sight_of(actor)).select_related("dwelling")
    homes = list(seen.order_by("-id")[: MOST_PEOPLE * 2])
    once = list({one.person_id: one for one in homes}.values())
    shops = list(
        organisations.search(organisations.organisations_seen_by(actor), typed).order_by("name", "pk")[
            : MOST_ORGANISATIONS + 1
        ]
    )
    is_more = len(once) > MOST_PEOPLE or len(shops) > MOST_ORGANISATIONS
    shown = residents.of_residences(once[:MOST_PEOPLE], clock.today(), sight_of(actor))
    return Found(shown, shops[:MOST_ORGANISATIONS], is_more)


def _contacts(organisation_ids: Iterable[int], actor: Actor, sight: Sight) -> dict[int, Contact]:
    """Of each organisation the first to be called who has a phone."""
    if not (wanted := list(organisation_ids)):
        return {}
    seen = organisations.contacts_seen_by(actor).filter(organisation__in=wanted, phone_sealed__isnull=False)
    ordered = sorted(seen, key=lambda one: CALLED_FIRST.index(Contact.Part(one.part)), reverse=True)
    return {one.organisation_id: contact_for(one, sight) for one in ordered}
