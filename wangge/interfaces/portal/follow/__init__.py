"""See how one's own matter goes on."""
