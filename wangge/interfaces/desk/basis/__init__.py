"""What is collected and why: items with their legal basis, and notices in versions."""
