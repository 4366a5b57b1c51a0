"""信息采集: somebody saw something; verified before it is filed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.areas.places import Place
from wangge.cases import routing
from wangge.cases.access import LEVELS
from wangge.cases.journal import Turn, act, open_case
from wangge.cases.models import Case, Category, DeskLevel, Entry, FilingCondition, Receipt, Reporter, Source
from wangge.cases.visit import Visit
from wangge.cases.workflow import Ask, Stage
from wangge.kernel import codes, crypto
from wangge.kernel.ids import new_id
from wangge.kernel.masks import only_digits
from wangge.kernel.refused import Refused

UNSORTED = "未分类事项"
TITLE_LENGTH = 80


@dataclass(frozen=True)
class Report:
    """What somebody saw, and where: `area` is the smallest known area (see `areas.queries.locate`).

    `lon`, `lat` in CGCS2000 degrees, both or none. Words and photos come with the visit
    (`words["description"]`). A caller that must survive a repeat brings its own `receipt_code`.
    """

    source: Source
    area: Place
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    category: Category | None = None
    condition: FilingCondition | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    is_urgent: bool = False
    wants_receipt: bool = False
    receipt_code: str = ""


@dataclass(frozen=True)
class Collected:
    """The new case, its first entry, and the receipt code, shown this once."""

    case: Case
    entry: Entry
    receipt_code: str = ""


def collect(report: Report, visit: Visit, *, case_id: UUID | None = None) -> Collected:
    """Collect a matter. A repeated key returns the case that the first one made (without its receipt code)."""
    try:
        with transaction.atomic():
            return _collect(report, visit, case_id)
    except (Refused, IntegrityError):
        if repeated := Entry.objects.filter(key=visit.key, step="collect").select_related("case").first():
            return Collected(repeated.case, repeated)
        raise


def _collect(report: Report, visit: Visit, case_id: UUID | None) -> Collected:
    _refuse_empty(report, visit)
    case = _new_case(report, visit, case_id or new_id())
    facts = {"source": report.source, "category": report.category and report.category.pk}
    entry = open_case(case, visit, facts)
    _keep_reporter(case, report)
    return Collected(case, entry, _give_receipt(case, report) if report.wants_receipt else "")


@transaction.atomic
def collect_handled(report: Report, visit: Visit, handled: Visit, *, case_id: UUID | None = None) -> Collected:
    """Collect a matter that its finder has solved on the spot: reported and self-handled, or neither.

    `handled` is the second visit, with a key of its own: what was done (`words["answer"]`) and the photos after it.
    """
    if report.condition is None:
        raise Refused(_("当场处置的事要选一个立案条件。"), field="condition")
    collected = collect(report, visit, case_id=case_id)
    self_handle(collected.case, handled, condition=report.condition)
    return collected


@act("order_verify")
def order_verify(turn: Turn) -> None:
    """Ask the worker of the grid whether it is so, before filing (核实)."""
    turn.case.ask = Ask.VERIFY


@act("answer_verify")
def answer_verify(turn: Turn, *, is_true: bool) -> None:
    """The worker looked: it is so, or it is not."""
    if not is_true:
        turn.require_words("answer", _("请写明为什么不属实。"))
    turn.case.is_true = is_true
    turn.facts["is_true"] = is_true


@act("locate")
def locate(turn: Turn, *, area: Place, place: str, lon: float | None = None, lat: float | None = None) -> None:
    """Correct where it is; the case moves to the desk of the right area, and up where the area is a coarser one."""
    if not area.code.startswith(turn.by.area_code):
        raise Refused(_("这个位置不在您的辖区内，请上报上级平台更正。"), field="area")
    case = turn.case
    turn.facts |= {"from": case.area_code, "to": area.code}
    case.area_id, case.area_code = area.id, area.code
    case.place, case.lon, case.lat = place.strip(), lon, lat
    for assignment in turn.assignments:
        assignment.area_code = area.code
    lowest = routing.lowest_desk(area.code)
    if LEVELS.index(lowest) > LEVELS.index(DeskLevel(case.desk_level)):
        turn.give_to_desk(lowest)
        turn.facts["desk_level"] = lowest


@act("self_handle")
def self_handle(turn: Turn, *, condition: FilingCondition) -> None:
    """The worker solved it on the spot (自行处置): nothing to dispatch, the desk still checks and closes."""
    if condition.category.is_enforcement:
        raise Refused(_("这类事项须由执法部门处置，网格员不能自行处置。"), field="condition")
    kinds = {kind for _stored, kind in turn.visit.photos}
    if condition.wants_photo_after and "after" not in kinds:
        raise Refused(_("这一立案条件要求处置后的照片，请补拍。"), field="photos")
    turn.name_by(condition)
    turn.case.filed_at = turn.case.handled_at = turn.case.answered_at = turn.at


def _refuse_empty(report: Report, visit: Visit) -> None:
    if (report.lon is None) != (report.lat is None):
        raise Refused(_("位置要有经度和纬度，请重新定位。"), field="lon")
    if not (visit.words.get("description", "").strip() or visit.photos or report.category):
        raise Refused(_("请拍一张照片，或写一句发生了什么。"), field="description")
    if report.lon is None and not report.place.strip():
        raise Refused(_("请写明地点，或在地图上点一下。"), field="place")


def _new_case(report: Report, visit: Visit, case_id: UUID) -> Case:
    category = report.condition.category if report.condition else report.category
    return Case(
        pk=case_id,
        number=_number(report.area.code, visit.at),
        stage=Stage.COLLECT,
        source=report.source,
        desk_level=_desk_level(report, category, visit.at),
        area_id=report.area.id,
        area_code=report.area.code,
        place=report.place.strip(),
        lon=report.lon,
        lat=report.lat,
        category=category,
        condition=report.condition,
        catalogue_version=category.version.code if category else "",
        title=(category.minor_name if category else UNSORTED)[:TITLE_LENGTH],
        is_urgent=report.is_urgent,
        collected_by_id=visit.by.user_id,
        collected_at=visit.at,
        stage_at=visit.at,
        last_entry_at=visit.at,
    )


def _desk_level(report: Report, category: Category | None, at: datetime) -> DeskLevel:
    """The first desk by rows; never lower than the area is known."""
    level = routing.first_desk(report.source, category, on=timezone.localdate(at))
    return max(level, routing.lowest_desk(report.area.code), key=LEVELS.index)


def _number(area_code: str, at: datetime) -> str:
    """District 6 + date 8 + sequence 5. The database's sequence locks nobody and turns round at 99,999."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        sequence = int(cursor.fetchone()[0])
    return codes.case_number(area_code, timezone.localdate(at), sequence)


def _keep_reporter(case: Case, report: Report) -> None:
    phone = only_digits(report.reporter_phone)
    if not (phone or report.reporter_name.strip()):
        return
    Reporter.objects.create(
        case=case,
        name_sealed=_sealed(report.reporter_name.strip()),
        phone_sealed=_sealed(phone),
        phone_index=crypto.blind_index(phone, purpose=Reporter.PURPOSE) if phone else "",
    )


def _sealed(text: str) -> bytes | None:
    return crypto.seal(text, purpose=Reporter.PURPOSE) if text else None


def _give_receipt(case: Case, report: Report) -> str:
    code = report.receipt_code or codes.new_receipt_code()
    Receipt.objects.create(case=case, **receipt_indexes(code, codes.phone_tail(report.reporter_phone)))
    return code


def receipt_indexes(code: str, tail: str) -> dict[str, str]:
    """The blind indexes of a receipt code, and of the phone tail that goes with it (empty: none was given)."""
    plain = codes.read_receipt_code(code)
    return {
        "code_index": crypto.blind_index(plain, purpose=Receipt.PURPOSE),
        "tail_index": crypto.blind_index(f"{plain}:{tail}", purpose=Receipt.PURPOSE) if tail else "",
    }
