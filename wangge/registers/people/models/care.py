"""What somebody may need, in general terms; and reminders of a department that knows more than it says."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.kernel.kept import KeptKey
from wangge.registers.people.codes import Care, ReminderKind
from wangge.registers.people.models.person import Person


class CareNeed(models.Model):
    """A hand that somebody may need, from a day to a day."""

    person = models.ForeignKey(Person, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="care_needs")
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    kind = models.CharField(_("关爱类别"), max_length=12, choices=Care)
    from_on = models.DateField(_("起始日期"))
    to_on = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("关爱信息")
        verbose_name_plural = _("关爱信息")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(to_on=None), name="care_once_at_a_time"),
            models.CheckConstraint(condition=Q(kind__in=Care.values), name="care_kind_known"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="care_days_in_order"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "kind"], condition=Q(to_on=None), name="care_by_area"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Reminder(models.Model):
    """What a worker needs to know before he rings (上门提醒), without its cause. Set by the department that knows.

    Only that department and the users it names see the row.
    """

    person = models.ForeignKey(Person, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+")
    department = KeptKey("accounts.Department", verbose_name=_("设置部门"), on_delete=models.PROTECT, related_name="+")
    department_path = models.CharField(max_length=80, db_collation="C")
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    known_as = models.CharField(_("对象"), max_length=60, blank=True, default="")
    """How the department called the person: masked, for it does not read the archive."""
    kind = models.CharField(_("提醒"), max_length=12, choices=ReminderKind)
    reader_ids = models.JSONField(_("知悉人"), default=list)
    former_ids = models.JSONField(_("合并前的记录"), default=list)
    from_on = models.DateField(_("起始日期"))
    to_on = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("上门提醒")
        verbose_name_plural = _("上门提醒")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="reminder_days_in_order"),
            models.CheckConstraint(condition=Q(kind__in=ReminderKind.values), name="reminder_kind_known"),
            models.UniqueConstraint(
                fields=["person", "department", "kind"], condition=Q(to_on=None), name="reminder_once_at_a_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person"], name="reminder_by_person")]

    def __str__(self) -> str:
        return self.get_kind_display()
