"""Who of the archive is concerned by a case: a person or an organisation, as what. Keys only, never a name."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wangge.registers.organisations.models import Organisation
from wangge.registers.people.models import Person


class Named(models.Model):
    """One person or organisation that a case names, until it is taken off.

    It is seen where both are: the case, and whom it names. Its area code is the case's and follows it. A person who was
    merged into another entry stays named here; who reads goes on to the entry that was kept.
    """

    class As(models.TextChoices):
        """What somebody is to the matter."""

        PARTY = "party", _("当事人")
        REPORTER = "reporter", _("报告人")
        OWNER = "owner", _("业主")
        OPERATOR = "operator", _("经营者")
        OTHER = "other", _("其他")

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="named")
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    person = models.ForeignKey(
        Person, verbose_name=_("人员"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    as_what = models.CharField(_("身份"), max_length=8, choices=As)
    by_name = models.CharField(_("登记人"), max_length=60, blank=True, default="")
    named_at = models.DateTimeField(_("登记时间"))
    removed_at = models.DateTimeField(_("移除时间"), null=True)

    class Meta:
        verbose_name = _("涉及人员与单位")
        verbose_name_plural = _("涉及人员与单位")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(person=None, organisation__isnull=False) | Q(person__isnull=False, organisation=None),
                name="named_one_of_two",
            ),
            models.UniqueConstraint(fields=["case", "person"], condition=Q(removed_at=None), name="named_person_once"),
            models.UniqueConstraint(
                fields=["case", "organisation"], condition=Q(removed_at=None), name="named_organisation_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="named_by_person"),
            models.Index(
                fields=["organisation"], condition=Q(organisation__isnull=False), name="named_by_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.get_as_what_display()

    @property
    def kept_person(self) -> Person | None:
        """The entry that is kept of the person."""
        return self.person and (self.person.merged_into or self.person)
