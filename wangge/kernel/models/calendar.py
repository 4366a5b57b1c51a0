"""Days that are not what their weekday says: statutory holidays and make-up workdays (调休)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """One day of the place's working calendar, as announced or as corrected at the desk.

    A provisional day comes from the law's fixed holidays before the State Council has announced the year's make-up
    days; a year that has no days, or only provisional ones, is shouted about.
    """

    on = models.DateField(_("日期"), unique=True)
    is_workday = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=60, blank=True, default="")
    source = models.CharField(_("来源"), max_length=100, blank=True, default="")
    is_provisional = models.BooleanField(_("待公布"), default=False)

    class Meta:
        verbose_name = _("日历")
        verbose_name_plural = _("日历")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.name}"
