"""Machines: versioned JSON."""
