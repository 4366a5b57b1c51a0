"""What is masked is shown to somebody who says why, so many times an hour; every time stays on record."""

from django.conf import settings
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.interfaces.desk.archive.forms import ReasonForm
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock, trail
from wangge.kernel.refused import Refused
from wangge.registers.writing import KEEPERS

PHONE = "phone"


def is_shown(form: ReasonForm, subject: str, pk: int, area_code: str, actor: Actor) -> bool:
    """Whether the reason holds; the form tells why not."""
    if not form.is_valid():
        return False
    try:
        _look(subject, pk, area_code, actor, form.cleaned_data["reason"])
    except Refused as refused:
        tell(form, refused)
        return False
    return True


def _look(subject: str, pk: int, area_code: str, actor: Actor, reason: str) -> None:
    now, most = clock.now(), settings.REVEALS_AN_HOUR
    if actor.role not in KEEPERS:
        raise Refused(_("您的岗位不能查看联系方式。"), field="reason")
    if trail.looks_within_hour(actor, now, subject, PHONE) >= most:
        sentence = _("一小时内查看完整信息已达 %(most)s 次。") % {"most": most}
        raise Refused(sentence, field="reason", mend=_("请稍后再看；确有需要请联系管理员。"))
    trail.look(subject, pk, PHONE, by=actor, at=now, reason=reason, area_code=area_code)
