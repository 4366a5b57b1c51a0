"""What may be done: an item begins or ends, a notice is published."""

from wangge.registers.basis.actions.items import ItemFacts, begin_item, end_item, seed
from wangge.registers.basis.actions.notices import publish_notice

__all__ = ["ItemFacts", "begin_item", "end_item", "publish_notice", "seed"]
