"""What happens after which step, the complete list: step → names of tasks, which are left as jobs by name.

A step of a case bears its name in the workflow table; an act of another room is `room.act`.
"""

from wangge.cases.workflow import STEPS

TELL = "notices.tell"
DELIVER = "exchange.deliver"
TELLS_NOBODY = frozenset({"contact", "rate", "follow_up", "evaluate", "end", "locate"})

REACTIONS: dict[str, tuple[str, ...]] = {
    name: (DELIVER,) if name in TELLS_NOBODY else (TELL, DELIVER) for name in STEPS
}
REACTIONS |= {
    f"areas.{act}": ("areas.build_basemap",)
    for act in ("imported", "parent_made", "added", "renamed", "kind_changed", "redrawn", "recoded", "retired")
}
