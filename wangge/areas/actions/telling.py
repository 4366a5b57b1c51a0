"""Every act on an area or an import leaves a record and tells this process that the atlas is old."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from wangge.areas import atlas
from wangge.areas.doers import Doer
from wangge.areas.models import Area, AreaImport
from wangge.kernel import clock, ids, kept, record
from wangge.kernel.refused import NotYours, Refused


def tell(subject: Area | AreaImport, act: str, facts: dict[str, record.Fact], *, by: Doer, at: datetime) -> None:
    """Write down what was done to an area, or with an import."""
    kept.expire(atlas.STAMP_NAME)
    record.write(
        "areas",
        act,
        by=by,
        at=at,
        key=ids.new_id(),
        area_code=subject.code if isinstance(subject, Area) else subject.area_code,
        subject=type(subject).__name__,
        subject_id=subject.pk,
        facts=facts,
    )


def refuse_strangers(area: Area, by: Doer) -> None:
    """An area outside of the doer's range, or one that is retired, is not changed."""
    if not area.code.startswith(by.area_code):
        raise NotYours(_("“%(name)s”不在您的管辖范围内。") % {"name": area.name})
    if area.is_retired:
        raise Refused(_("“%(name)s”已停用，不能再修改。") % {"name": area.name})


def refuse_future(on: date, at: datetime, *, not_before: date | None = None) -> None:
    """What counts from a day counts at once: not in the future, not before what it replaces."""
    if on > clock.day_of(at):
        raise Refused(_("生效日期不能晚于今天。"), field="on", mend=_("请在当天再修改。"))
    if not_before and on < not_before:
        raise Refused(_("生效日期不能早于现行代码的启用日期 %(day)s。") % {"day": not_before.isoformat()}, field="on")
