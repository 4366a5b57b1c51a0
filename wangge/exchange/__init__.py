"""Speaks with departments."""
