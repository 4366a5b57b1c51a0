"""Lists of the archives taken along as files: asked for with a reason, awaited, fetched."""
