"""The page of one grid, or of a community, a street, the district: what is there and what has changed."""
