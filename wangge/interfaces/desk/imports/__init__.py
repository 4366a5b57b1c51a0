"""Sheets into the archives: upload, columns, preview, writing, undo."""
