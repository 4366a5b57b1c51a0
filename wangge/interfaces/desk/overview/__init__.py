"""The overview: how much is open, what is late, what moved today; every number leads to its list."""
