"""A person comes into the archive and lives somewhere; moves; is corrected; dies."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.trail import look
from wangge.registers.basis.datasets import PERSON
from wangge.registers.basis.queries import refuse_baseless
from wangge.registers.buildings.models import Dwelling
from wangge.registers.people import names
from wangge.registers.people.actions.consents import refuse_unagreed
from wangge.registers.people.actions.knowing import known
from wangge.registers.people.codes import Capacity, Presence, Relation, Sex
from wangge.registers.people.documents import NO_DOCUMENT, Document
from wangge.registers.people.looking import SUBJECT
from wangge.registers.people.models import Household, Person, Residence
from wangge.registers.people.models.person import document_index
from wangge.registers.people.phones import read_phone
from wangge.registers.writing import Hand, put_down, take_up

OLDEST_YEARS = 130
FORM_FIELDS = {"document": "document_number"}


@dataclass(frozen=True)
class PersonFacts:
    """What is known of a person; `document` has been read by `documents.read`."""

    name: str
    document: Document = NO_DOCUMENT
    phone: str = ""
    sex: str = Sex.UNKNOWN
    born_on: date | None = None
    others: dict[str, str] = field(default_factory=dict)

    def settled(self, held: Document = NO_DOCUMENT) -> "PersonFacts":
        """The same with what the document, or the one held already, tells; refused where it tells something else."""
        name = names.told_name(self.name)
        if not name:
            raise Refused(_("请填写姓名。"), field="name")
        document = self.document if self.document.number else held
        told = document.born_on
        if told and self.born_on and told != self.born_on:
            raise Refused(
                _("出生日期与证件号码不一致。"), field="born_on", mend=_("请对照证件，改正出生日期或证件号码。")
            )
        sex = document.sex
        if sex and self.sex in (Sex.MALE, Sex.FEMALE) and self.sex != sex:
            raise Refused(_("性别与证件号码不一致。"), field="sex", mend=_("请对照证件，改正性别或证件号码。"))
        phone = read_phone(self.phone)
        return replace(self, name=name, phone=phone, born_on=told or self.born_on, sex=sex or self.sex)

    def given(self, held: Person | None = None) -> list[str]:
        """The fields of the data set that something is said about, other than what is `held` already."""
        said = {"document": self.document.number, "phone": self.phone, "born_on": self.born_on, **self.others}
        old = {} if held is None else {**_values(held, self.others), "phone": held.phone, "born_on": held.born_on}
        return ["name", *(name for name, value in said.items() if value and value != old.get(name))]


@dataclass(frozen=True)
class Living:
    """Where and as what somebody lives."""

    dwelling: Dwelling
    capacity: str = Capacity.REGISTERED
    presence: str = Presence.BOTH
    relation: str = ""
    household: Household | None = None
    from_on: date | None = None


@transaction.atomic
def settle(facts: PersonFacts, living: Living, hand: Hand) -> Residence:
    """A person lives in a dwelling: somebody whom the archive knows by number and name, or somebody new.

    A number that stands under another name out of sight is kept beside as a double, without a word: whoever asks
    learns nothing of people elsewhere.
    """
    if done := take_up(hand, living.dwelling.area_code):
        return Residence.objects.get(pk=done.subject_id)
    facts = facts.settled()
    refuse_days(facts.born_on, living.from_on, clock.day_of(hand.at))
    refuse_baseless(PERSON, facts.given(), clock.day_of(hand.at), FORM_FIELDS)
    refuse_unagreed(None, PERSON, facts.given(), clock.day_of(hand.at), FORM_FIELDS)
    person = _known(facts, living.dwelling, hand) or _new(facts)
    return _move_in(person, living, hand, "settled")


@transaction.atomic
def move_in(person: Person, living: Living, hand: Hand) -> Residence:
    """Somebody of the archive moves into a dwelling. Refused where he lives there in this capacity already."""
    if done := take_up(hand, living.dwelling.area_code):
        return Residence.objects.get(pk=done.subject_id)
    if living.from_on and living.from_on > clock.day_of(hand.at):
        raise Refused(_("入住日期不能晚于今天。"), field="from_on")
    return _move_in(person, living, hand, "moved_in")


@transaction.atomic
def move_out(residence: Residence, on: date, hand: Hand) -> Residence:
    """A residence ends on a day; a household that nobody is left in ends with it."""
    if take_up(hand, residence.area_code):
        return residence
    residence = Residence.objects.select_for_update(of=("self",)).get(pk=residence.pk)
    if residence.to_on:
        raise Refused(_("此人已于 %(day)s 迁出。") % {"day": residence.to_on.isoformat()})
    if on > clock.day_of(hand.at):
        raise Refused(_("迁出日期不能晚于今天。"), field="on")
    if residence.from_on and on < residence.from_on:
        raise Refused(_("迁出日期不能早于入住日期。"), field="on")
    Residence.objects.filter(pk=residence.pk).update(to_on=on)
    residence.to_on = on
    end_empty(residence.household, on)
    put_down(hand, "moved_out", residence, residence.area_code)
    return residence


@transaction.atomic
def change_person(person: Person, facts: PersonFacts, hand: Hand, *, area_code: str) -> Person:
    """Correct what is known of a person; `area_code` is where the person lives, on whose page it is written."""
    if take_up(hand, area_code):
        return person
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    facts = facts.settled(Document(person.document_kind, person.document_number))
    refuse_days(facts.born_on, None, clock.day_of(hand.at))
    refuse_baseless(PERSON, facts.given(person), clock.day_of(hand.at), FORM_FIELDS)
    refuse_unagreed(person, PERSON, facts.given(person), clock.day_of(hand.at), FORM_FIELDS)
    if facts.document.number and document_index(facts.document) != person.document_index:
        person.is_double = _is_taken(facts.document)
    _fill(person, facts)
    person.save()
    put_down(hand, "person_changed", person, area_code)
    return person


@transaction.atomic
def change_residence(residence: Residence, living: Living, hand: Hand) -> Residence:
    """Correct as what somebody lives in his dwelling."""
    if take_up(hand, residence.area_code):
        return residence
    residence = Residence.objects.select_for_update(of=("self",)).get(pk=residence.pk)
    left = residence.household
    residence.capacity, residence.presence = living.capacity, living.presence
    residence.relation, residence.household = living.relation, living.household
    residence.from_on = living.from_on
    _refuse_same(residence)
    _join(residence)
    residence.save()
    if left != residence.household:
        end_empty(left, clock.day_of(hand.at))
    put_down(hand, "residence_changed", residence, residence.area_code)
    return residence


def refuse_days(born_on: date | None, from_on: date | None, today: date) -> None:
    """Days that cannot be: born in the future or before anybody, moved in before birth or after today."""
    if born_on and (born_on > today or born_on.year < today.year - OLDEST_YEARS):
        raise Refused(_("出生日期不合情理。"), field="born_on", mend=_("请检查年份。"))
    if from_on and from_on > today:
        raise Refused(_("入住日期不能晚于今天。"), field="from_on")
    if from_on and born_on and from_on < born_on:
        raise Refused(_("入住日期早于出生日期。"), field="from_on", mend=_("请检查两个日期。"))


def _known(facts: PersonFacts, dwelling: Dwelling, hand: Hand) -> Person | None:
    """The person of this number and this name, wherever in the district; or the double in sight that bears both."""
    index = document_index(facts.document)
    if not index:
        return None
    reason = hand.why or _("登记居住信息")
    if found := known(facts.document, facts.name, asked_in=dwelling.area_code, reason=reason):
        return Person(pk=found)
    double = Person.objects.filter(document_index=index, name=facts.name, merged_into=None).order_by("pk").first()
    if double:
        _note_known(double, dwelling, hand, reason)
    return double


def _note_known(double: Person, dwelling: Dwelling, hand: Hand, reason: str) -> None:
    """The looks that any other person would have of the question: a double's page must not tell that it is one."""
    homes = Residence.objects.filter(person=double, to_on=None).values_list("area_code", flat=True)
    for code in sorted({dwelling.area_code, *homes}):
        look(SUBJECT, double.pk, "known", by=hand.by, at=hand.at, reason=reason, area_code=code)


def _new(facts: PersonFacts) -> Person:
    person = Person(is_double=_is_taken(facts.document))
    _fill(person, facts)
    person.save(force_insert=True)
    return person


def _is_taken(document: Document) -> bool:
    """Whether the number stands in the archive; refused where somebody in sight bears it, for then there is no secret.

    A double in sight is refused like anybody: who tries a number twice must not learn that it stands elsewhere.
    """
    held = Person.objects.filter(document_index=document_index(document), merged_into=None)
    if document.number and held.exists():
        sentence = _("这个证件号码已登记在另一个姓名下。")
        raise Refused(sentence, field="document_number", mend=_("请按证件号码搜索，核对姓名。"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_taken(%s)", [document_index(document)])
        return bool(cursor.fetchone()[0])


def _values(person: Person, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(person, name) for name in names}


def _fill(person: Person, facts: PersonFacts) -> None:
    person.name, person.sex, person.born_on = facts.name, facts.sex, facts.born_on
    person.pinyin, person.initials = names.pinyin_of(facts.name), names.initials_of(facts.name)
    for name, value in facts.others.items():
        setattr(person, name, value)
    if facts.document.number:
        person.hold(facts.document)
    person.be_called_at(facts.phone)


def _move_in(person: Person, living: Living, hand: Hand, act: str) -> Residence:
    if Person.objects.filter(pk=person.pk, died_on__isnull=False).exists():
        raise Refused(_("此人已登记死亡。"), mend=_("如属误登，请在其档案页撤销死亡登记。"))
    dwelling = living.dwelling
    residence = Residence(
        person=person,
        dwelling=dwelling,
        area_code=dwelling.area_code,
        household=living.household,
        capacity=living.capacity,
        presence=living.presence,
        relation=living.relation,
        from_on=living.from_on,
    )
    _refuse_same(residence)
    _join(residence)
    residence.save(force_insert=True)
    _repeat_person(residence)
    put_down(hand, act, residence, residence.area_code)
    return residence


def _refuse_same(residence: Residence) -> None:
    same = Residence.objects.filter(
        person_id=residence.person_id, dwelling_id=residence.dwelling_id, capacity=residence.capacity, to_on=None
    )
    if same.exclude(pk=residence.pk).exists():
        raise Refused(_("此人已登记在这套房屋。"), mend=_("请在人员列表里找到，直接修改。"))


def _join(residence: Residence) -> None:
    """Its household: the one named, or a new one for a head."""
    if residence.household is None and residence.relation == Relation.HEAD:
        residence.household = Household.objects.create(dwelling=residence.dwelling, area_code=residence.area_code)
    _refuse_second_head(residence)


def _refuse_second_head(residence: Residence) -> None:
    if residence.relation != Relation.HEAD or residence.household is None:
        return
    heads = Residence.objects.filter(household=residence.household, relation=Relation.HEAD, to_on=None)
    if heads.exclude(pk=residence.pk).exists():
        raise Refused(_("这一户已有户主。"), field="relation", mend=_("请先改原户主的关系，或另立一户。"))


def _repeat_person(residence: Residence) -> None:
    """Name and search keys of the person, who is in sight now."""
    person = Person.objects.get(pk=residence.person_id)
    for name in ("name", "pinyin", "initials", "phone_tail_index"):
        setattr(residence, name, getattr(person, name))
    residence.save(update_fields=["name", "pinyin", "initials", "phone_tail_index"])


def end_empty(household: Household | None, on: date) -> bool:
    """A household that nobody is left in ends on a day; tells whether it did."""
    if household is None or household.residences.filter(to_on=None).exists():
        return False
    return bool(Household.objects.filter(pk=household.pk, ended_on=None).update(ended_on=on))
