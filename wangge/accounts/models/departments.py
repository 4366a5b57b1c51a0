"""Departments and their sub-units 处置单位; the path names the chain, so that a branch is a range."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel.kept import KeptKey, kept_under


@kept_under("departments")
class Department(models.Model):
    """A department of an area, or a unit inside one.

    `path` is the chain of short codes, each ending with a dot ("cg." · "cg.03."), so that everything below a
    department lies between its path and its path followed by "~". An office (`is_office`) is the own
    hand of the desk of its area: a community or a street that handles a matter itself.
    """

    name = models.CharField(_("名称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=20, blank=True, default="")
    area = KeptKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("所属区域"))
    area_code = models.CharField(max_length=17, db_collation="C")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="units")
    path = models.CharField(max_length=80, db_collation="C", unique=True)
    level = models.PositiveSmallIntegerField(default=1)
    is_enforcement = models.BooleanField(_("有执法权"), default=False)
    is_office = models.BooleanField(_("平台自办"), default=False)
    is_retired = models.BooleanField(_("已撤销"), default=False)

    class Meta:
        verbose_name = _("部门")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__regex=r"^([a-z0-9]+\.)+$"),
                name="department_path_dotted",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """The path as people read it: cg.03"""
        return self.path.rstrip(".")

    @property
    def label(self) -> str:
        """What lists show."""
        return self.short_name or self.name
