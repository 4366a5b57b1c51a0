"""Stamps: how every process notices that rows it keeps in memory have changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stamp(models.Model):
    """One row for each set of rows that is kept in memory; a trigger rewrites it, and its value never comes twice."""

    name = models.CharField(max_length=30, primary_key=True)
    stamp = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("版本戳")
        verbose_name_plural = _("版本戳")

    def __str__(self) -> str:
        return self.stamp
