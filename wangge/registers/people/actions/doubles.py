"""Double entries: merged into one, told apart, and a merge undone as if it had not been."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from wangge.accounts.roles import Role
from wangge.kernel import clock, codes
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.people.actions.settling import end_empty
from wangge.registers.people.codes import Sex
from wangge.registers.people.models import CareNeed, Consent, Household, Person, Residence, Ruling
from wangge.registers.writing import Hand, put_down, take_up

# What the one kept takes over where it has nothing; the first column of a group tells whether it has.
FILLED: tuple[tuple[str, ...], ...] = (
    ("document_index", "document_kind", "document_sealed"),
    ("phone_index", "phone_sealed", "phone_tail_index"),
    ("sex",),
    ("born_on",),
    *(
        (name,)
        for name in ("nation", "native_place", "marriage", "education", "occupation", "workplace", "former_name")
    ),
)
BLANK = (None, "", Sex.UNKNOWN)


@dataclass
class Moved:
    """What a merge has moved: keys of rows and names of columns, never a value."""

    residences: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    households: list[int] = field(default_factory=list)
    care_needs: list[int] = field(default_factory=list)
    care_ended: list[int] = field(default_factory=list)
    consents: list[int] = field(default_factory=list)
    spoken_for: list[int] = field(default_factory=list)
    wards: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    was_double: bool = False


@transaction.atomic
def merge(kept: Person, other: Person, hand: Hand) -> Ruling:
    """Two entries are one person: all that hangs on the other goes to the one kept, which fills its gaps.

    Where both lived in the same dwelling as the same, the other's residence ends. Only the district's duty officer.
    """
    _refuse_others(hand)
    area_code = _ground_of(kept, other)
    if done := take_up(hand, area_code):
        return Ruling.objects.get(pk=done.subject_id)
    kept, other = _locked(kept, other)
    _refuse_two_people(kept, other)
    moved = Moved(was_double=kept.is_double)
    _move_residences(kept, other, moved, clock.day_of(hand.at))
    _move_care(kept, other, moved, clock.day_of(hand.at))
    _move_consents(kept, other, moved)
    _say("people_move_reminders", kept, other)
    moved.wards = _moved_keys(Person.objects.filter(guardian=other), guardian=kept)
    moved.merged = _moved_keys(Person.objects.filter(merged_into=other), merged_into=kept)
    Person.objects.filter(pk=other.pk).update(merged_into=kept)
    _fill(kept, other, moved)
    return _ruled(kept, other, hand, area_code, is_same=True, moved=moved)


@transaction.atomic
def set_apart(one: Person, other: Person, hand: Hand) -> Ruling:
    """Two entries that are alike are two people; the pair is not shown again."""
    _refuse_others(hand)
    area_code = _ground_of(one, other)
    if done := take_up(hand, area_code):
        return Ruling.objects.get(pk=done.subject_id)
    one, other = _locked(one, other)
    return _ruled(one, other, hand, area_code, is_same=False, moved=Moved())


@transaction.atomic
def undo(ruling: Ruling, hand: Hand) -> Ruling:
    """Take a ruling back: everything that a merge moved returns. Refused once the one kept was merged further."""
    _refuse_others(hand)
    if take_up(hand, ruling.area_code):
        return ruling
    ruling = Ruling.objects.select_for_update(of=("self",)).get(pk=ruling.pk)
    if ruling.undone_at:
        raise Refused(_("这次核定已经撤销。"))
    if ruling.is_same:
        _give_back(ruling)
    ruling.undone_at = hand.at
    ruling.save(update_fields=["undone_at"])
    put_down(hand, "ruling_undone", ruling, ruling.area_code)
    return ruling


# --- what moves -----------------------------------------------------------------------------------------------------


def _move_residences(kept: Person, other: Person, moved: Moved, today: date) -> None:
    theirs = list(Residence.objects.select_for_update(of=("self",)).filter(person=other).order_by("pk"))
    mine = {_door(one) for one in Residence.objects.filter(person=kept, to_on=None)}
    twice = [one for one in theirs if one.to_on is None and _door(one) in mine]
    moved.residences, moved.ended = _keys(theirs), _keys(twice)
    Residence.objects.filter(pk__in=moved.ended).update(to_on=today)
    for household in Household.objects.filter(pk__in=[one.household_id for one in twice if one.household_id]):
        if end_empty(household, today):
            moved.households.append(household.pk)
    Residence.objects.filter(pk__in=moved.residences).update(person=kept, **_repeated(kept))


def _move_care(kept: Person, other: Person, moved: Moved, today: date) -> None:
    theirs = list(CareNeed.objects.select_for_update(of=("self",)).filter(person=other).order_by("pk"))
    mine = set(CareNeed.objects.filter(person=kept, to_on=None).values_list("kind", flat=True))
    moved.care_needs = _keys(theirs)
    moved.care_ended = _keys([one for one in theirs if one.to_on is None and one.kind in mine])
    CareNeed.objects.filter(pk__in=moved.care_ended).update(to_on=today)
    CareNeed.objects.filter(pk__in=moved.care_needs).update(person=kept)


def _move_consents(kept: Person, other: Person, moved: Moved) -> None:
    """Where both have agreed to the same, the one kept has said it; the other's stays where it is."""
    mine = Consent.objects.filter(person=kept, withdrawn_at=None).values("item_id")
    theirs = Consent.objects.filter(person=other).exclude(withdrawn_at=None, item_id__in=mine)
    moved.consents = _moved_keys(theirs, person=kept)
    moved.spoken_for = _moved_keys(Consent.objects.filter(guardian=other), guardian=kept)


def _fill(kept: Person, other: Person, moved: Moved) -> None:
    """Gaps of the one kept; whether its number is still another's is judged anew."""
    for group in FILLED:
        if getattr(kept, group[0]) in BLANK and getattr(other, group[0]) not in BLANK:
            moved.filled.append(group[0])
            for name in group:
                setattr(kept, name, getattr(other, name))
    same = Person.objects.filter(document_index=kept.document_index, merged_into=None, is_double=False)
    kept.is_double = bool(kept.document_index) and same.exclude(pk=kept.pk).exists()
    kept.save()


# --- and returns ----------------------------------------------------------------------------------------------------


def _give_back(ruling: Ruling) -> None:
    kept, other = _locked(ruling.kept, ruling.other)
    if kept.merged_into_id:
        raise Refused(_("保留的记录后来又被合并。"), mend=_("请先撤销后来的那次合并。"))
    if kept.erased_at:
        raise Refused(_("此人的信息已按保存期限清除，不能撤销。"))
    moved, day = Moved(**ruling.moved), clock.day_of(ruling.made_at)
    _empty(kept, other, moved)
    Person.objects.filter(pk=other.pk).update(merged_into=None)
    Person.objects.filter(pk__in=moved.merged, merged_into=kept).update(merged_into=other)
    Person.objects.filter(pk__in=moved.wards, guardian=kept).update(guardian=other)
    Residence.objects.filter(pk__in=moved.residences, person=kept).update(person=other, **_repeated(other))
    Residence.objects.filter(pk__in=moved.ended, person=other, to_on=day).update(to_on=None)
    Household.objects.filter(pk__in=moved.households, ended_on=day).update(ended_on=None)
    CareNeed.objects.filter(pk__in=moved.care_needs, person=kept).update(person=other)
    CareNeed.objects.filter(pk__in=moved.care_ended, person=other, to_on=day).update(to_on=None)
    Consent.objects.filter(pk__in=moved.consents, person=kept).update(person=other)
    Consent.objects.filter(pk__in=moved.spoken_for, guardian=kept).update(guardian=other)
    _say("people_return_reminders", kept, other)


def _empty(kept: Person, other: Person, moved: Moved) -> None:
    """What was filled in is taken out again, unless somebody has corrected it since."""
    nobody = Person()
    for group in FILLED:
        if group[0] in moved.filled and getattr(kept, group[0]) == getattr(other, group[0]):
            for name in group:
                setattr(kept, name, getattr(nobody, name))
    kept.is_double = moved.was_double
    kept.save()


# --- refusals and small parts ---------------------------------------------------------------------------------------


def _refuse_others(hand: Hand) -> None:
    if hand.by.role != Role.DUTY_OFFICER:
        raise NotYours(_("重复登记由区值班长核定。"))


def _refuse_two_people(kept: Person, other: Person) -> None:
    if kept.pk == other.pk:
        raise Refused(_("这是同一条记录。"))
    if kept.merged_into_id or other.merged_into_id:
        raise Refused(_("其中一条已经合并。"), mend=_("请刷新列表。"))
    has_numbers = kept.document_index and other.document_index and kept.document_kind == other.document_kind
    if has_numbers and kept.document_index != other.document_index:
        raise Refused(_("两条记录的证件号码不同，不是同一人。"), mend=_("如有抄错，请先更正证件号码。"))


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    found = Person.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    by_key = {each.pk: each for each in found}
    if not {one.pk, other.pk} <= set(by_key):
        raise NotYours(_("没有找到这两条记录。"))
    return by_key[one.pk], by_key[other.pk]


def _ground_of(one: Person, other: Person) -> str:
    """The smallest area that holds every home of both."""
    homes = Residence.objects.filter(person__in=[one, other]).values_list("area_code", flat=True).distinct()
    shared = set[str].intersection(*({code, *codes.ancestors_of(code)} for code in homes)) if homes else set()
    return max(shared, key=len, default="")


def _ruled(kept: Person, other: Person, hand: Hand, area_code: str, *, is_same: bool, moved: Moved) -> Ruling:
    ruling = Ruling.objects.create(
        kept=kept,
        other=other,
        area_code=area_code,
        is_same=is_same,
        moved=asdict(moved),
        reason=hand.why[:200],
        by_name=hand.by.name,
        made_at=hand.at,
    )
    put_down(hand, "merged" if is_same else "set_apart", ruling, area_code, kept=kept.pk, other=other.pk)
    return ruling


def _door(one: Residence) -> tuple[int, str]:
    return one.dwelling_id, one.capacity


def _keys(rows: Sequence[models.Model]) -> list[int]:
    return [row.pk for row in rows]


def _moved_keys(rows: "models.QuerySet[Person] | models.QuerySet[Consent]", **change: Any) -> list[int]:
    keys = list(rows.values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=keys).update(**change)
    return keys


def _say(function: str, kept: Person, other: Person) -> None:
    """Reminders are their department's secret: the database moves them, and nobody is told whether there are any."""
    with connection.cursor() as cursor:
        cursor.callproc(function, [kept.pk, other.pk])


def _repeated(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in ("name", "pinyin", "initials", "phone_tail_index")}
