"""The five levels of areas as people read them; the codes behind them are in `kernel.codes`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel import codes


class Level(models.TextChoices):
    """Where an area stands in the tree, from the top down."""

    DISTRICT = "district", _("区县")
    STREET = "street", _("街道/乡镇")
    COMMUNITY = "community", _("社区/村")
    GRID = "grid", _("网格")
    MICRO = "micro", _("微网格")

    @property
    def depth(self) -> int:
        """0 for a district to 4 for a micro grid."""
        return list(Level).index(self)

    @property
    def code_length(self) -> int:
        """How many characters a code of this level has."""
        return codes.LENGTH_OF[codes.Level(self.value)]

    @property
    def above(self) -> "Level | None":
        """The level of the parent; None for a district."""
        return list(Level)[self.depth - 1] if self.depth else None

    @property
    def below(self) -> "Level | None":
        """The level of the children; None for a micro grid."""
        return next((level for level in Level if level.depth == self.depth + 1), None)


class GridKind(models.TextChoices):
    """Kinds of grids."""

    COMPREHENSIVE = "comprehensive", _("综合网格")
    DEDICATED = "dedicated", _("专属网格")
