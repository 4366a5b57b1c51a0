"""A department's own page: its assignments, each with its own clock, and what it has done this month."""
