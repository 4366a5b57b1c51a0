"""What other systems are told, and the keys with which they come."""
