"""`python -m tests.proof.town WRITERS`: the small town in a data folder, and tokens for as many teams of systems.

Prints JSON: the filing condition of the teams' matter, and for each team the tokens by role.
"""

import json
import sys
from datetime import timedelta
from typing import Any

TEAM = ("operator", "duty", "dispatcher", "works_handler")


def main(teams: int) -> None:
    """Make the town once; the tokens last a day."""
    import django  # after the data folder has been chosen

    django.setup()
    from tests.world import build

    world = build()
    print(json.dumps({"condition": world.conditions["cover"].pk, "teams": [_team(world, n) for n in range(teams)]}))


def _team(world: Any, number: int) -> dict[str, str]:
    from tests.world import As
    from wangge.accounts.models import Mandate
    from wangge.exchange import tokens
    from wangge.kernel import clock

    team = {}
    with As(world.security_admin) as by:
        for who in TEAM:
            mandate = Mandate.objects.get(pk=world.people[who].mandate_id)
            at = clock.now() - timedelta(minutes=1)
            team[who] = tokens.issue(mandate, name=f"{who} {number}", days=1, may_write=True, by=by, at=at).word
    return team


if __name__ == "__main__":
    main(int(sys.argv[1]))
