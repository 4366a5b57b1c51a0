"""SQL for migrations of the archives: who reads, who writes, and keys that carry the area code along."""

from django.db.migrations import RunSQL

from wangge.accounts.policies import role_is
from wangge.accounts.roles import WORKING, Role
from wangge.kernel.policies import in_area, scope_is

# Who knows the ground: the archives of people are theirs alone.
KEEPERS = (Role.GRID_WORKER, Role.GRID_LEADER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER)
MACHINES = scope_is("import", "worker", "timer")
BY_KEEPERS = f"{in_area()} AND ({role_is(*KEEPERS)} OR {MACHINES})"
BY_WORKING = f"{in_area()} AND ({role_is(*sorted(WORKING))} OR {MACHINES})"
COMMANDS = {"SELECT": ("USING",), "INSERT": ("WITH CHECK",), "UPDATE": ("USING", "WITH CHECK"), "DELETE": ("USING",)}


def archive(table: str, *, read: str = BY_KEEPERS, write: str = BY_KEEPERS) -> RunSQL:
    """Row-level security with one condition for reading and one for writing; `read` is judged for changes, too."""
    made = [
        f"CREATE POLICY by_{command.lower()} ON {table} FOR {command} "
        + " ".join(f"{clause} ({read if command == 'SELECT' else write})" for clause in clauses)
        for command, clauses in COMMANDS.items()
    ]
    dropped = [f"DROP POLICY by_{command.lower()} ON {table}" for command in COMMANDS]
    return RunSQL(
        [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", *made],
        [*dropped, f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"],
    )


def stands_in(table: str, column: str, parent: str, code: str = "area_code") -> RunSQL:
    """A foreign key of two columns: the row's area code is its parent's, and follows when that changes."""
    name = f"{table}_{column}_with_code"
    refers = f"REFERENCES {parent} (id, {code}) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED"
    return RunSQL(
        [
            f"CREATE UNIQUE INDEX IF NOT EXISTS {parent}_with_code ON {parent} (id, {code})",
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, area_code) {refers}",
        ],
        [f"ALTER TABLE {table} DROP CONSTRAINT {name}"],
    )
