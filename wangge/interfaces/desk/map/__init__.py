"""The map of open cases."""
