"""What the screens of buildings and of organisations share: forms with a key, an area to filter by, a story."""
