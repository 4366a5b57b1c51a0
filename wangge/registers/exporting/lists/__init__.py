"""Each archive's list as rows of a sheet, masked as its screens show it to the role that asked."""
