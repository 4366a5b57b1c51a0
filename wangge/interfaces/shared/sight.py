"""What the person who looks is shown of the archives."""

from wangge.accounts.actors import Actor
from wangge.kernel import clock
from wangge.registers.basis.sight import Sight


def sight_of(actor: Actor) -> Sight:
    """The fields that this person sees today."""
    return Sight.of(actor.role, clock.today())
