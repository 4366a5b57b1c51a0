"""What a request costs: collect, list of 50, filtered list, detail and step by the api, and the desk's own pages.

CPU time of one web worker and of all of PostgreSQL's processes over 500 requests on one persistent connection, as the
figures of other systems were taken; queries without BEGIN, COMMIT and savepoints. Then list and queue once more among
a million cases: `growth.ratio` is the greater of both costs there to their costs among ten thousand.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from benchmarks import house
from benchmarks.house import Cost

if TYPE_CHECKING:
    from benchmarks.desk import Desk

Ask = Callable[[int], object]
FEW, MANY = 10_000, 1_000_000
LIST = "/api/v1/cases?limit=50"
FILTERED = "/api/v1/cases?limit=50&stage=open&clock=late&source=portal"
QUEUE, DESK_LIST = "/desk/", "/desk/cases/"
REPORT = {"description": "井盖松动，车压过有响声", "place": "文一路 1 号门前"}


def run() -> dict[str, dict[str, float]]:
    """Figures by operation."""
    house.set_up()
    house.forget_copies()
    house.grow(FEW)
    from benchmarks.desk import Desk  # Django must be set up before

    desk = Desk.of_the_town(house.over_http())
    with house.serving():
        costs = {name: house.measure(ask) for name, ask in _asks(desk).items()}
        few = _reading(desk)
    queries = desk.queries(_asks)
    house.grow(MANY)
    with house.serving():
        many = _reading(desk.over(house.over_http()))
    figures = {name: {"queries": queries[name], **asdict(cost)} for name, cost in costs.items()}
    return figures | {"growth": _growth(few, many)}


def _asks(desk: "Desk") -> dict[str, Ask]:
    collected: list[str] = []

    def collect(number: int) -> None:
        collected.append(desk.system.post("/api/v1/cases", REPORT | desk.matter, 201)["case"])

    def step(number: int) -> None:
        desk.officer.post(f"/api/v1/cases/{collected[number]}/steps/file", {"condition": desk.condition})

    return {
        "collect": collect,
        "list": lambda number: desk.system.get(LIST),
        "list_filtered": lambda number: desk.system.get(FILTERED),
        "detail": lambda number: desk.system.get(f"/api/v1/cases/{desk.case(number)}"),
        "step": step,
        "desk_list": lambda number: desk.visitor.get(DESK_LIST),
        "desk_detail": lambda number: desk.visitor.get(f"/desk/cases/{desk.case(number)}/"),
    }


def _reading(desk: "Desk") -> dict[str, Cost]:
    return {
        "list": house.measure(lambda number: desk.system.get(LIST)),
        "queue": house.measure(lambda number: desk.visitor.get(QUEUE)),
        "desk_list": house.measure(lambda number: desk.visitor.get(DESK_LIST)),
    }


def _growth(few: dict[str, Cost], many: dict[str, Cost]) -> dict[str, float]:
    ratios = {name: round(many[name].cpu_ms / few[name].cpu_ms, 2) for name in few}
    told = {f"{name}_{size}_ms": cost[name].cpu_ms for name in few for size, cost in ((FEW, few), (MANY, many))}
    return {
        "ratio": max(ratios["list"], ratios["queue"]),
        **{f"{name}_ratio": one for name, one in ratios.items()},
        **told,
    }
