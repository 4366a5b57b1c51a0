"""The numbers that every page of the desk shows, fresh."""
