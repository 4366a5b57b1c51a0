"""Collection items and notices."""

from wangge.registers.basis.models.item import Item, LegalBasis, Sensitivity
from wangge.registers.basis.models.notice import Notice

__all__ = ["Item", "LegalBasis", "Notice", "Sensitivity"]
