"""Who lives where, from when to when. Lists, counts and scope start here, because a residence has an area.

Its area code is its dwelling's: a key of both columns carries it along when a grid is recoded.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.kernel.masks import mask_name
from wangge.registers.buildings.models import Dwelling
from wangge.registers.people.codes import Capacity, Presence, Relation
from wangge.registers.people.models.person import Person


class Household(models.Model):
    """People who keep house together in one dwelling."""

    dwelling = models.ForeignKey(
        Dwelling, verbose_name=_("房屋"), on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    number = models.CharField(_("户号"), max_length=30, blank=True, default="")
    ended_on = models.DateField(_("销户日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("家庭户")
        verbose_name_plural = _("家庭户")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "id"], name="household_by_area"),
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)


class Residence(models.Model):
    """One person in one dwelling, as what, from one day to another.

    Name, pinyin, initials and the index of the phone's tail are the person's; a trigger keeps them the same, so that a
    search stays within the area's range. A past one may have lost what is past its term.
    """

    person = models.ForeignKey(Person, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="residences")
    dwelling = models.ForeignKey(
        Dwelling, verbose_name=_("房屋"), on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    household = models.ForeignKey(
        Household, verbose_name=_("家庭户"), null=True, blank=True, on_delete=models.PROTECT, related_name="residences"
    )
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    capacity = models.CharField(_("人口类别"), max_length=10, choices=Capacity)
    presence = models.CharField(_("人户情况"), max_length=5, choices=Presence, default=Presence.BOTH)
    relation = models.CharField(_("与户主关系"), max_length=1, choices=Relation, blank=True, default="")
    from_on = models.DateField(_("入住日期"), null=True, blank=True)
    to_on = models.DateField(_("迁出日期"), null=True, blank=True)
    name = models.CharField(max_length=50, db_collation="C")
    pinyin = models.CharField(max_length=200, db_collation="C", blank=True, default="")
    initials = models.CharField(max_length=50, db_collation="C", blank=True, default="")
    phone_tail_index = models.CharField(max_length=64, db_collation="C", blank=True, default="")

    class Meta:
        verbose_name = _("居住信息")
        verbose_name_plural = _("居住信息")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "dwelling", "capacity"], condition=Q(to_on=None), name="residence_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["household"], condition=Q(to_on=None, relation=Relation.HEAD), name="household_has_one_head"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(from_on=None) | Q(to_on__gte=F("from_on")), name="residence_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=Capacity.values) | Q(capacity="", to_on__isnull=False),
                name="residence_capacity_known",
            ),
            models.CheckConstraint(
                condition=Q(presence__in=Presence.values) | Q(presence="", to_on__isnull=False),
                name="residence_presence_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "id"], condition=Q(to_on=None), name="residence_by_area"),
            models.Index(fields=["from_on", "id"], condition=Q(to_on=None), name="residence_by_day"),
            models.Index(fields=["to_on", "id"], condition=Q(to_on__isnull=False), name="residence_past"),
            models.Index(fields=["name", "area_code", "id"], condition=Q(to_on=None), name="residence_by_name"),
            models.Index(fields=["pinyin", "area_code", "id"], condition=Q(to_on=None), name="residence_by_pinyin"),
            models.Index(fields=["initials", "area_code", "id"], condition=Q(to_on=None), name="residence_by_initials"),
            models.Index(
                fields=["phone_tail_index", "area_code", "id"], condition=Q(to_on=None), name="residence_by_phone_tail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.masked_name} {self.get_capacity_display()}"

    @property
    def masked_name(self) -> str:
        """张*"""
        return mask_name(self.name)

    @property
    def is_current(self) -> bool:
        """Whether the person has not moved out."""
        return self.to_on is None
