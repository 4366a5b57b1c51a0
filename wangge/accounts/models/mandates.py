"""A mandate 授权: a role over an area, or in a department, from a day to a day."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.accounts.models.departments import Department
from wangge.accounts.models.users import User
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.kernel.kept import KeptKey


class MandateSet(models.QuerySet["Mandate"]):
    """Questions to many mandates."""

    def in_force(self, on: date) -> MandateSet:
        """Those that hold on this day. The two dates are read here and nowhere else."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def ending(self, on: date, by: date) -> MandateSet:
        """Those that hold on this day and will be over after another."""
        return self.in_force(on).filter(ends_on__lte=by)

    def coming(self, on: date) -> MandateSet:
        """Those that have not begun."""
        return self.filter(starts_on__gt=on)

    def over(self, on: date) -> MandateSet:
        """Those that have ended."""
        return self.filter(ends_on__lt=on)


class Mandate(models.Model):
    """What somebody may do, where, from when to when; both days included.

    Who, role, area, department and first day never change (a trigger refuses it): another post is another mandate.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="mandates", verbose_name=_("用户"))
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    area = KeptKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    area_code = models.CharField(max_length=17, db_collation="C", db_index=True)
    department = KeptKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("部门"),
    )
    department_path = models.CharField(max_length=80, db_collation="C", blank=True, default="", db_index=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    is_public = models.BooleanField(_("对外公示"), default=False)
    public_name = models.CharField(_("公示姓名"), max_length=40, blank=True, default="")
    public_duty = models.CharField(_("公示职责"), max_length=80, blank=True, default="")
    public_phone = models.CharField(_("公示电话"), max_length=20, blank=True, default="")

    objects = MandateSet.as_manager()

    class Meta:
        verbose_name = _("授权")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on") - 1),
                name="mandate_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="mandate_role_known"),
            models.CheckConstraint(
                condition=~Q(role=Role.HANDLER) | Q(department__isnull=False),
                name="mandate_handler_in_department",
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=True, department_path="")
                | Q(department__isnull=False, department_path__gt=""),
                name="mandate_department_has_path",
            ),
            models.CheckConstraint(
                condition=Q(is_public=True) | Q(public_name="", public_duty="", public_phone=""),
                name="mandate_public_opt_in",
            ),
        ]

    def __str__(self) -> str:
        place = self.department.label if self.department else self.area.name
        return f"{place} · {self.get_role_display()}"

    def holds_on(self, on: date) -> bool:
        """The same question to one mandate in memory."""
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)

    @property
    def is_administrative(self) -> bool:
        """Whether it is one of the three that exclude everything else."""
        return self.role in ADMINISTRATORS
