"""The command centre and the back office."""
