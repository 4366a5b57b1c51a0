"""Whole towns from the command line: the demo town, and a real district replayed from its file."""
