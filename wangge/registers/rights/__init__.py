"""What people may demand of those who hold their data, and the registers that account for it."""
