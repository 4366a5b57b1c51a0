"""What every map asks for: its settings, the base map, the outline of an area, the words for a point."""
