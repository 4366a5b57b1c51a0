"""Wangge 网格: one district's community grid management."""
