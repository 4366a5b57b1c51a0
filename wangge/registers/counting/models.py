"""Counters. Triggers of the archives add deltas, a job folds them into tallies and cohorts; what is read is their sum.

Writers only append, so they never wait for each other. A folded counter stands once for every level of the tree: its
area code is a district's, a street's, a community's or a grid's.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """What is counted; `kind` says which ones."""

    PERSON = "person", _("人口")
    HOUSEHOLD = "household", _("家庭户")
    BUILDING = "building", _("楼栋")
    DWELLING = "dwelling", _("房屋")
    ORGANISATION = "organisation", _("单位")
    CARE = "care", _("关爱对象")


class Counter(models.Model):
    """What tallies and deltas have in common. Kind is a capacity, a use, a kind of organisation or of care."""

    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    subject = models.CharField(max_length=12, choices=Subject, db_collation="C")
    kind = models.CharField(max_length=12, db_collation="C")
    presence = models.CharField(max_length=5, db_collation="C", default="")
    sex = models.CharField(max_length=1, db_collation="C", default="")
    settles = models.CharField(
        max_length=7, db_collation="C", default="", help_text=_("从哪个月起住满半年；空为已满或不论")
    )
    count = models.IntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.area_code} {self.subject} {self.kind} {self.count}"


class Tally(Counter):
    """So many of a kind in an area; people without their ages."""

    class Meta:
        verbose_name = _("计数")
        verbose_name_plural = _("计数")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["area_code", "subject", "kind", "presence", "sex", "settles"], name="tally_once"
            ),
        ]


class Delta(Counter):
    """What changed since the last fold: one row for a statement and a kind, at the place itself."""

    born_year = models.SmallIntegerField(default=0)
    education = models.CharField(max_length=2, db_collation="C", default="")

    class Meta:
        verbose_name = _("增减")
        verbose_name_plural = _("增减")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["area_code"], name="delta_by_area")]


class Cohort(models.Model):
    """So many people of one year of birth (0: not known), sex and education in an area; ages follow when it is read."""

    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    sex = models.CharField(max_length=1, db_collation="C")
    born_year = models.SmallIntegerField()
    education = models.CharField(max_length=2, db_collation="C")
    capacity = models.CharField(max_length=12, db_collation="C")
    presence = models.CharField(max_length=5, db_collation="C")
    settles = models.CharField(max_length=7, db_collation="C")
    count = models.IntegerField()

    class Meta:
        verbose_name = _("同龄人计数")
        verbose_name_plural = _("同龄人计数")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["area_code", "sex", "born_year", "education", "capacity", "presence", "settles"],
                name="cohort_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.born_year} {self.count}"
