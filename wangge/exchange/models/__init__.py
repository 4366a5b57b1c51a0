"""What is true of the exchange with other systems."""

from wangge.exchange.models.delivery import Delivery
from wangge.exchange.models.subscription import Subscription
from wangge.exchange.models.token import Answer, Token, Upload

__all__ = ["Answer", "Delivery", "Subscription", "Token", "Upload"]
