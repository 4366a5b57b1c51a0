"""All dwellings of a building stand in another one: it was taken for two, or they were written into the wrong one."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.buildings.actions.place import address_of
from wangge.registers.buildings.models import Building, Dwelling
from wangge.registers.buildings.queries import is_undone
from wangge.registers.writing import Hand, put_down, refuse_long, take_up

MOST_NAMED = 5


@transaction.atomic
def move_dwellings(building: Building, to: Building, hand: Hand) -> int:
    """All or none, with whoever lives or works there. How many have moved."""
    for area_code in (building.area_code, to.area_code):
        if done := take_up(hand, area_code):
            return len(done.facts["doors"])
    building, to = _held(building, to)
    if building == to or to.is_gone:
        raise Refused(_("不能搬到这栋楼。"), field="to", mend=_("请另选一栋在档的楼栋。"))
    doors = list(building.dwellings.select_for_update().filter(is_gone=False).order_by("pk"))
    if not doors:
        raise Refused(_("这栋楼没有房屋在档。"))
    _carry(doors, to)
    put_down(hand, "dwellings_moved", to, to.area_code, left=building.pk, doors=[door.pk for door in doors])
    return len(doors)


@transaction.atomic
def undo_move(move: Record, hand: Hand) -> int:
    """Back to where they stood; what has gone or moved on since stays as it is. How many are back."""
    building, to = _held(Building(pk=move.facts["left"]), Building(pk=int(move.subject_id)))
    for area_code in (building.area_code, to.area_code):
        if done := take_up(hand, area_code):
            return len(done.facts["doors"])
    if is_undone(move):
        raise Refused(_("这次搬移已经撤销。"))
    if building.is_gone:
        raise Refused(_("原来的楼栋已登记拆除。"), mend=_("请先在“已拆除”里恢复那栋楼。"))
    doors = list(to.dwellings.select_for_update().filter(pk__in=move.facts["doors"], is_gone=False).order_by("pk"))
    if not doors:
        raise Refused(_("搬来的房屋都已不在这栋楼。"))
    _carry(doors, building)
    put_down(hand, "move_undone", to, to.area_code, move=str(move.key), doors=[door.pk for door in doors])
    return len(doors)


def _held(*buildings: Building) -> list[Building]:
    """The same, locked in one order whichever way the doors go."""
    known = Building.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in buildings])
    held = {each.pk: each for each in known.order_by("pk")}
    if any(each.pk not in held for each in buildings):
        raise NotYours(_("那栋楼不在您的管辖范围内。"))
    return [held[each.pk] for each in buildings]


def _carry(doors: Sequence[Dwelling], to: Building) -> None:
    taken = set(to.dwellings.filter(is_gone=False).values_list("unit", "floor", "room"))
    if same := [door.door for door in doors if (door.unit, door.floor, door.room) in taken]:
        told = {"address": to.address, "doors": _("、").join(same[:MOST_NAMED]), "count": len(same)}
        sentence = _("“%(address)s”里已有 %(count)s 个相同的户室：%(doors)s。") % told
        raise Refused(sentence, field="to", mend=_("请先更正或注销重复的户室，再整栋搬移。"))
    for door in doors:
        door.building, door.area_code, door.address = to, to.area_code, address_of(to, door)
        refuse_long(door, "to")
    try:
        with transaction.atomic():
            Dwelling.objects.bulk_update(doors, ["building", "area_code", "address"], batch_size=1000)
    except IntegrityError:
        raise Refused(
            _("楼内有单位在那边已经登记。"), field="to", mend=_("请先登记重复的单位停业，再整栋搬移。")
        ) from None
