"""Sheets of people, dwellings and organisations come into the archives: checked, previewed, written, undone."""
