"""Jobs of imports."""

from procrastinate import JobContext

from wangge.kernel import jobs
from wangge.registers.importing.acts import ERRAND
from wangge.registers.importing.working import waiting, work_off


@jobs.errand(ERRAND)
def work(context: JobContext) -> None:
    """Check, write or undo what waits, one import after the other; a batch that was done is not done again."""
    while found := waiting():
        work_off(found[0], apart=True)
