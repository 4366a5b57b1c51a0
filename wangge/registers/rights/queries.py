"""Lists that the desk looks at, and the two ways in which a resident finds his own request."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from wangge.accounts.actors import Actor
from wangge.accounts.queries import within
from wangge.accounts.roles import Role
from wangge.kernel import codes, crypto
from wangge.kernel.refused import Refused
from wangge.registers.people import documents
from wangge.registers.people.models import PHONE, Consent, Person
from wangge.registers.people.models.person import document_index
from wangge.registers.people.names import told_name
from wangge.registers.people.phones import read_phone
from wangge.registers.people.queries import merged_into
from wangge.registers.rights.models import Claim, Request

DESKS = frozenset({Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER})


def requests_seen_by(actor: Actor) -> QuerySet[Request]:
    """The requests of the actor's ground; nobody's to whoever does not decide them."""
    return Request.objects.filter(within(actor.area_code)) if actor.role in DESKS else Request.objects.none()


def read_claim(name: str, phone: str, kind: str, number: str) -> Claim:
    """Who somebody says he is, in one spelling; refused where number or phone cannot be right."""
    document = documents.read(number, kind)
    if not document.number:
        raise Refused("", field="number")
    return Claim(told_name(name), read_phone(phone), document.kind, document.number)


def person_of(claim: Claim) -> Person | None:
    """The person in sight of the scope who bears this number and this name."""
    known = Person.objects.filter(document_index=_document(claim), name=claim.name, merged_into=None, is_double=False)
    return known.first()


def identify(claim: Claim) -> tuple[int, str] | None:
    """For the portal: the key of a person whose number, name and phone all fit, and where he lives."""
    index = crypto.blind_index(claim.phone, purpose=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, area_code FROM rights_identify(%s, %s, %s)",
                       [_document(claim), claim.name, index])  # fmt: skip
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def find(code: str, tail: str) -> Request | None:
    """For the portal: the request of a code, if the tail of its phone fits."""
    indexes = code_indexes(code, tail)
    found = Request.objects.raw("SELECT * FROM rights_find(%s, %s)", [indexes["code_index"], indexes["tail_index"]])
    return next(iter(found), None)


@dataclass(frozen=True)
class Reminding:
    """A department that has something minded when somebody is visited, and since when."""

    department: str
    from_on: date


def reminders_told_to(code: str, tail: str) -> list[Reminding]:
    """For the portal: who has set reminders about whoever asked there to see what is held, once it is granted."""
    indexes = code_indexes(code, tail)
    with connection.cursor() as cursor:
        cursor.execute("SELECT department, from_on FROM rights_reminders(%s, %s)",
                       [indexes["code_index"], indexes["tail_index"]])  # fmt: skip
        return [Reminding(*row) for row in cursor.fetchall()]


def consents_told_to(request: Request, on: date) -> list[Consent]:
    """What stands of whoever a granted request has identified, and of the children he is guardian of, his own first."""
    if not request.has_identified or request.person is None:
        return []
    himself = request.person.merged_into or request.person
    entries = [himself.pk, *merged_into(himself)]
    about = Q(person=himself) | Q(person__guardian__in=entries, person__merged_into=None)
    standing = Consent.objects.filter(about, withdrawn_at=None).select_related("person", "guardian")
    told = [one for one in standing.order_by("-given_at", "-pk") if one.person == himself or one.person.is_child_on(on)]
    return sorted(told, key=lambda one: one.person != himself)


def code_indexes(code: str, tail: str) -> dict[str, str]:
    """The blind indexes of a request's code and of the phone tail that goes with it."""
    plain = codes.read_receipt_code(code)
    return {
        "code_index": crypto.blind_index(plain, purpose=Request.CODE),
        "tail_index": crypto.blind_index(f"{plain}:{tail}", purpose=Request.CODE),
    }


def _document(claim: Claim) -> str:
    return document_index(documents.Document(claim.kind, claim.number))
