"""What happens after which step, the complete list: step → names of tasks, which are left as jobs by name.

A step of a case bears its name in the workflow table; an act of another room is `room.act`.
"""

REACTIONS: dict[str, tuple[str, ...]] = {}
