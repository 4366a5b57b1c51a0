"""Matters and the seven stages of their life."""
