"""Firms, shops, schools and other organisations."""
