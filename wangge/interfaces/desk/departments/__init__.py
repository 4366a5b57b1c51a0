"""The tree of departments and their units."""
