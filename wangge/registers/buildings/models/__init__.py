"""What stands on the ground: compounds, buildings, dwellings."""

from wangge.registers.buildings.models.building import Building, Compound
from wangge.registers.buildings.models.dwelling import Dwelling, Use

__all__ = ["Building", "Compound", "Dwelling", "Use"]
