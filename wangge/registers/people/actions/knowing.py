"""The one question that may be asked of the whole district: a full number and the name that belongs to it."""

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused
from wangge.registers.people.documents import Document
from wangge.registers.people.models.person import document_index


def known(document: Document, name: str, *, asked_in: str, reason: str) -> int | None:
    """The person of this number and this name, wherever in the district.

    The question leaves a look where it is asked and where the person lives. Refused to whoever asks too often.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT people_known(%s, %s, %s, %s)", [document_index(document), name, asked_in, reason])
            (found,) = cursor.fetchone()
    except OperationalError:
        raise Refused(_("一小时内核对证件的次数过多。"), mend=_("请稍后再试。")) from None
    return int(found) if found else None
