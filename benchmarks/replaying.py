"""How many real matters a second go through the seven stages, by the acts that the desks call, on all cores."""

import time
from itertools import islice

from benchmarks import house
from config.house import ROOT

FILE = ROOT.parent / "shared" / "data" / "cases" / "shenzhen_pingshan_10000_events.csv"
MATTERS = 1000


def run() -> dict[str, dict[str, float]]:
    """Cases a second; nothing where the file of matters is not at hand."""
    if not FILE.exists():
        return {}
    house.set_up()
    from wangge.interfaces.towns import pingshan, replay
    from wangge.kernel.scope import machine, open_scope

    matters = pingshan.read_matters(FILE)
    with open_scope(machine("replay")):
        town = pingshan.make_town(matters, FILE.parent.parent / "areas")
    wanted = list(islice(replay.remaining(matters), MATTERS))
    began = time.perf_counter()
    for _done in replay.replay_all(wanted, town):
        pass
    return {"replay": {"cases_per_s": round(len(wanted) / (time.perf_counter() - began), 1)}}
