"""From a file of polygons to areas: read, check, report, mend, write."""
