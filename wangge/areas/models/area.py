"""The tree of areas and the codes that each area has had."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.areas.levels import GridKind, Level
from wangge.kernel.kept import kept_under

CODE_PATTERNS = {
    "district": "^[0-9]{6}$",
    "street": "^[0-9]{9}$",
    "community": "^[0-9]{12}$",
    "grid": "^[0-9]{12}[0-9A-Z]{3}$",
    "micro": "^[0-9]{12}[0-9A-Z]{3}[0-9]{2}$",
}


@kept_under("areas")
class Area(models.Model):
    """One area. Its id never changes; its name, code and boundary may, with dates."""

    level = models.CharField(_("层级"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    name = models.CharField(_("名称"), max_length=100)
    code = models.CharField(_("代码"), max_length=17, db_collation="C")
    grid_kind = models.CharField(_("网格类型"), max_length=15, choices=GridKind, blank=True, default="")
    is_retired = models.BooleanField(_("已停用"), default=False)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)

    class Meta:
        verbose_name = _("区域")
        verbose_name_plural = _("区域")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(is_retired=False),
                name="area_code_unique_among_current",
            ),
            models.CheckConstraint(
                condition=Q(is_retired=True)
                | Q(
                    *(Q(level=level, code__regex=pattern) for level, pattern in CODE_PATTERNS.items()),
                    _connector=Q.OR,
                ),
                name="area_code_fits_level",
            ),
            models.CheckConstraint(
                condition=Q(grid_kind="") | Q(level=Level.GRID.value),
                name="area_kind_only_for_grids",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.DISTRICT.value, parent=None)
                | (~Q(level=Level.DISTRICT.value) & Q(parent__isnull=False)),
                name="area_only_districts_have_no_parent",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="area_has_a_name"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["code"], name="area_code"),
            models.Index(fields=["level", "code"], name="area_level_code"),
        ]

    def __str__(self) -> str:
        return self.name


class AreaCode(models.Model):
    """A code that an area has or had. A code is never given to another area."""

    area = models.ForeignKey(Area, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(_("代码"), max_length=17, unique=True, db_collation="C")
    from_on = models.DateField(_("启用日期"))
    to_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("区域代码")
        verbose_name_plural = _("区域代码")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area"], condition=Q(to_on=None), name="area_has_one_current_code"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="area_code_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code
