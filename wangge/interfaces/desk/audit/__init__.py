"""What the audit administrator reads: the door, the looks, the acts."""
