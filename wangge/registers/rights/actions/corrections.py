"""What somebody says is wrong of himself is checked like any writing, and written with him as its source."""

from dataclasses import replace
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import PERSON, field_word
from wangge.registers.people import documents
from wangge.registers.people.actions import PersonFacts, change_person
from wangge.registers.people.models import Person
from wangge.registers.rights.models.request import Wish
from wangge.registers.writing import Hand

OTHERS = ("former_name", "nation", "native_place", "marriage", "education", "occupation", "workplace")
CORRECTABLE = ("name", "phone", "born_on", *OTHERS)


def correct(person: Person, wish: Wish, hand: Hand, area_code: str) -> str:
    """Write the value that was asked for. Refused where it contradicts the document or has no basis."""
    facts = PersonFacts(
        name=person.name,
        document=documents.read(person.document_number, person.document_kind),
        phone=person.phone,
        sex=person.sex,
        born_on=person.born_on,
    )
    change_person(person, _corrected(facts, wish), hand, area_code=area_code)
    return _("“%(field)s”已按您的申请更正。") % {"field": field_word(PERSON, wish.field)}


def _corrected(facts: PersonFacts, wish: Wish) -> PersonFacts:
    value = read_value(wish)
    if isinstance(value, date):
        return replace(facts, born_on=value)
    if wish.field == "name":
        return replace(facts, name=value)
    return replace(facts, phone=value) if wish.field == "phone" else replace(facts, others={wish.field: value})


def refuse_field(wish: Wish) -> None:
    """Refused where the field cannot be corrected by a request, or the value cannot be one of its."""
    if wish.field not in CORRECTABLE:
        raise Refused(_("请选择要更正的内容。"), field="field", mend=_("证件号码有误的，请带证件到社区办理。"))
    read_value(wish)


def read_value(wish: Wish) -> str | date:
    """The value in the field's own type; of a code table its code or its word."""
    value = wish.value.strip()
    if not value:
        raise Refused(_("请填写正确的内容。"), field="value")
    if wish.field == "born_on":
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Refused(_("日期请写成 2000-01-31 这样。"), field="value") from None
    column = Person._meta.get_field(wish.field) if wish.field != "phone" else None
    if isinstance(column, models.CharField) and column.choices:
        return _of_table(column, value)
    if isinstance(column, models.CharField) and len(value) > (column.max_length or 0):
        raise Refused(_("内容太长。"), field="value")
    return value


def _of_table(column: "models.CharField[str, str]", value: str) -> str:
    for code, word in column.flatchoices:
        if code and value in (code, str(word)):
            return str(code)
    words = "、".join(str(word) for code, word in column.flatchoices if code)
    raise Refused(_("没有这一项。"), field="value", mend=_("可以填：%(words)s") % {"words": words[:200]})
