"""What is true of areas."""

from wangge.areas.models.area import Area, AreaCode
from wangge.areas.models.boundary import Boundary
from wangge.areas.models.importing import AreaImport, ImportRow

__all__ = ["Area", "AreaCode", "AreaImport", "Boundary", "ImportRow"]
