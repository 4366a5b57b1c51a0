"""Jobs of exports."""

from procrastinate import JobContext

from wangge.kernel import jobs
from wangge.registers.exporting.acts import ERRAND
from wangge.registers.exporting.working import work_off_all


@jobs.errand(ERRAND)
def work(context: JobContext) -> None:
    """Write what waits, one export after the other."""
    work_off_all()
