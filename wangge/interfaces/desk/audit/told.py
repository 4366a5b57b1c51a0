"""A record as the auditor reads it: words for the act, the thing, and a doer that is no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.desk.audit.acts import ACTS
from wangge.interfaces.shared.cases.story import VISITORS
from wangge.kernel.models import Record
from wangge.registers.exporting.models import Archive
from wangge.registers.people.looking import WHATS

_LOOKED = {**WHATS, "contact": _("联系方式"), "download": _("下载"), "returned": _("退回的行")}


@dataclass(frozen=True)
class Told:
    """One line of the records."""

    record: Record

    @property
    def act(self) -> str | Promise:
        """What was done."""
        return ACTS.get(self.record.step, self.record.step)

    @property
    def who(self) -> str | Promise:
        """Who did it."""
        return VISITORS.get(self.record.by_name, self.record.by_name)

    @property
    def subject(self) -> str | Promise:
        """What kind of thing it was done to."""
        return subject_word(self.record.subject)


def subject_word(name: str) -> str | Promise:
    """A thing on record by its word; what has none keeps its name."""
    return _words().get(name.lower(), name)


def what_word(what: str) -> str | Promise:
    """What was looked at by its word; of a list that was taken along whose it is, and as what."""
    archive, _dot, kind = what.partition(".")
    if archive in Archive.values:
        return f"{Archive(archive).label} {kind}"
    return _LOOKED.get(what, what)


@cache
def _words() -> Mapping[str, str | Promise]:
    ours = (model._meta for model in apps.get_models() if model.__module__.startswith("wangge."))
    words = {name: each.verbose_name or "" for each in ours for name in (each.model_name or "", each.db_table)}
    return words | {"calendar": _("工作日历"), "archive": _("人房单位"), "town": _("示范城区")}
