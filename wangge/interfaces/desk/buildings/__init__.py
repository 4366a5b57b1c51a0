"""Buildings and dwellings at the desk."""
