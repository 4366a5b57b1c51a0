"""Areas: the tree 区县 → 街道/乡镇 → 社区/村 → 网格 → 微网格, its boundaries, and which grid a point is in."""
