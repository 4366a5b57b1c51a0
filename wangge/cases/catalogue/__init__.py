"""Keeping the catalogue: the default rows, the town's own sheets, and every edit as a new row with its own days."""
