"""Exports of the archives: whole lists as sheets, masked as their list is, written by a job, gone after a term."""
