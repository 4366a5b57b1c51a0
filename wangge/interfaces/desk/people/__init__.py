"""Users and their mandates, for the three administrators."""
