"""Dwellings 户室: where people live and firms work."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel.masks import mask_name, mask_phone
from wangge.kernel.sealed import Masked, Sealed
from wangge.registers.buildings.address import NONE, storey_of
from wangge.registers.buildings.models.building import Building

OWNER_PHONE = "buildings.dwelling.owner_phone"


class Use(models.TextChoices):
    """What a dwelling is used for."""

    OWN = "own", _("自住")
    LET = "let", _("出租")
    SHOP = "shop", _("商铺")
    OFFICE = "office", _("办公")
    STORE = "store", _("仓储")
    EMPTY = "empty", _("空置")
    OTHER = "other", _("其他")


class Dwelling(models.Model):
    """One door. Its area code is its building's: a key of both columns carries it along."""

    building = models.ForeignKey(
        Building, verbose_name=_("楼栋"), on_delete=models.PROTECT, related_name="dwellings", db_constraint=False
    )
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    unit = models.CharField(_("单元"), max_length=20, default=NONE, db_collation="C")
    floor = models.CharField(_("楼层"), max_length=20, default=NONE, db_collation="C")
    room = models.CharField(_("户室"), max_length=30, default=NONE, db_collation="C")
    address = models.CharField(_("地址"), max_length=260, db_collation="C")
    use = models.CharField(_("用途"), max_length=6, choices=Use, default=Use.OWN)
    area_m2 = models.FloatField(_("面积（平方米）"), null=True, blank=True)
    owner_name = models.CharField(_("房主"), max_length=60, blank=True, default="")
    owner_phone_sealed = models.BinaryField(null=True, blank=True)
    is_gone = models.BooleanField(_("已注销"), default=False)
    masked_owner = Masked("owner_name", mask_name)
    owner_phone = Sealed("owner_phone_sealed", purpose=OWNER_PHONE)
    masked_owner_phone = Masked("owner_phone", mask_phone)

    class Meta:
        verbose_name = _("房屋")
        verbose_name_plural = _("房屋")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["building", "unit", "floor", "room"],
                condition=models.Q(is_gone=False),
                name="dwelling_address_once",
            ),
            models.CheckConstraint(condition=models.Q(use__in=Use.values), name="dwelling_use_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "address", "id"], name="dwelling_by_area"),
            models.Index(fields=["area_code", "use"], name="dwelling_by_use"),
            models.Index(fields=["address"], condition=models.Q(is_gone=False), name="dwelling_by_address"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def door(self) -> str:
        """Unit, floor and room."""
        return "".join(level for level in (self.unit, self.floor, self.room) if level != NONE) or NONE

    @property
    def storey(self) -> int | None:
        """The floor, by its name or by the number of the room."""
        return storey_of(self.floor, self.room)
