"""人口统计: how many live, stand and work in an area and in its parts, at this moment."""
