"""Areas at the desk: the tree, one area, and imports of files."""
