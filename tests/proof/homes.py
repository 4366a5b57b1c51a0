"""`python -m tests.proof.homes MANY`: the small town in a data folder, and a building of so many rooms."""

import sys


def main(rooms: int) -> None:
    """Make the town once."""
    import django  # after the data folder has been chosen

    django.setup()
    from tests.world import As, build
    from wangge.areas import queries as areas
    from wangge.kernel import clock
    from wangge.kernel.ids import new_id
    from wangge.registers.buildings.actions import BuildingFacts, add_building
    from wangge.registers.buildings.address import Address
    from wangge.registers.buildings.models import Dwelling
    from wangge.registers.writing import Hand

    world = build()
    with As(world.community) as by:
        grid = areas.place_of(world.areas["grid1"].code or "")
        assert grid
        hand = Hand(by=by, at=clock.now(), key=new_id(), via="desk", why="proof")
        building = add_building(BuildingFacts(Address.read("长河路1号")), grid, hand)
        doors = [
            Dwelling(building=building, area_code=grid.code, room=f"{room}室", address=f"长河路1号{room}室")
            for room in range(1, rooms + 1)
        ]
        Dwelling.objects.bulk_create(doors, batch_size=1000)


if __name__ == "__main__":
    main(int(sys.argv[1]))
