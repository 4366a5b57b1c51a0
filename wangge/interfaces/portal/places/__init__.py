"""Who looks after a place."""
