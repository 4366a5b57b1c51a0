"""Residents, without sign-in."""
