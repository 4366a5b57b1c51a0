"""What areas do after an act of theirs."""

from wangge.areas import basemap
from wangge.kernel.jobs import task


@task("areas.build_basemap")
def build_basemap(record_key: str = "") -> None:
    """Draw the base map anew where areas changed; a second run finds nothing to do."""
    basemap.build()
