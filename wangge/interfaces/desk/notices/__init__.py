"""What the person was told, newest first."""
