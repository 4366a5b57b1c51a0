"""Compounds 小区 and buildings 楼栋."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel.kept import KeptKey
from wangge.registers.buildings.address import NONE, Address


class Compound(models.Model):
    """A housing estate, an office park, a village: what people name when they say where they live."""

    community = KeptKey(
        "areas.Area", verbose_name=_("社区"), on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    name = models.CharField(_("名称"), max_length=80, db_collation="C")
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)

    class Meta:
        verbose_name = _("小区")
        verbose_name_plural = _("小区")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["community", "name"], name="compound_once_in_community"),
        ]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """One building; its standard address is a key within its community, so a level that is not there is 无."""

    area = KeptKey(
        "areas.Area", verbose_name=_("网格"), on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    community = KeptKey("areas.Area", verbose_name=_("社区"), on_delete=models.PROTECT, related_name="+")
    compound = models.ForeignKey(
        Compound, verbose_name=_("小区"), null=True, blank=True, on_delete=models.PROTECT, related_name="buildings"
    )
    road = models.CharField(_("街巷"), max_length=60, default=NONE, db_collation="C")
    plate = models.CharField(_("门楼牌"), max_length=40, default=NONE, db_collation="C")
    name = models.CharField(_("楼栋"), max_length=40, default=NONE, db_collation="C")
    address = models.CharField(_("标准地址"), max_length=200, db_collation="C")
    floors = models.PositiveSmallIntegerField(_("层数"), null=True, blank=True)
    units = models.PositiveSmallIntegerField(_("单元数"), null=True, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    footprint = models.BinaryField(_("轮廓"), null=True, blank=True, help_text=_("WKB，经度、纬度，CGCS2000"))
    is_gone = models.BooleanField(_("已拆除"), default=False)

    class Meta:
        verbose_name = _("楼栋")
        verbose_name_plural = _("楼栋")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["community", "compound", "road", "plate", "name"],
                condition=models.Q(is_gone=False),
                nulls_distinct=False,
                name="building_address_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(road=NONE, plate=NONE, name=NONE, compound=None), name="building_has_address"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "address", "id"], name="building_by_area"),
            models.Index(fields=["compound", "name"], name="building_by_compound"),
            models.Index(fields=["lon", "lat"], name="building_by_point"),
        ]

    def __str__(self) -> str:
        return self.address

    def told(self) -> str:
        """The address as its levels say it; `address` keeps it for lists and search."""
        compound = self.compound.name if self.compound else NONE
        return str(Address(road=self.road, plate=self.plate, compound=compound, building=self.name))
