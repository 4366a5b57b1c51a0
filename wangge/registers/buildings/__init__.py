"""Buildings and dwellings."""
