"""People, households and where they live."""
