"""A page that shows every component; only where DEBUG is on."""
