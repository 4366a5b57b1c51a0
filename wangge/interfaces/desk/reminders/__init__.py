"""Reminders of a handler's department: what to mind before somebody is visited, and who may know."""
