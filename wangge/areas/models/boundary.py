"""Boundaries of areas with their history."""

from typing import ClassVar

import shapely
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from wangge.areas.models.area import Area


class Boundary(models.Model):
    """The polygon of an area from one day to another, in CGCS2000 longitude and latitude."""

    area = models.ForeignKey(
        Area,
        verbose_name=_("区域"),
        on_delete=models.PROTECT,
        related_name="boundaries",
    )
    geometry = models.BinaryField(_("边界"), help_text=_("WKB，经度、纬度，CGCS2000"))
    area_m2 = models.FloatField(_("面积（平方米）"))
    from_on = models.DateField(_("启用日期"))
    to_on = models.DateField(_("停用日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("边界")
        verbose_name_plural = _("边界")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area"], condition=Q(to_on=None), name="area_has_one_current_boundary"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="boundary_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.from_on}"

    @property
    def polygon(self) -> BaseGeometry:
        """The boundary as a shapely polygon or multipolygon."""
        return shapely.from_wkb(bytes(self.geometry))
