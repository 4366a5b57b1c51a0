"""People and households of the archive: found, read, settled, moved, cared for; double entries merged."""
