"""Say once what is wrong."""
