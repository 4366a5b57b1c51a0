"""Three hundred matters of a real district where its file lies beside the checkout; otherwise as many made-up ones."""

import csv
import gzip
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from config.house import ROOT
from wangge.interfaces.towns.pingshan import COLUMNS

MANY = 300
REAL = ROOT.parent / "shared" / "data" / "cases" / "shenzhen_pingshan_10000_events.csv"
STREETS = (("440310001", "坪山街道"), ("440310002", "坑梓街道"), ("440310003", "龙田街道"))
ON_TIME = "按期办结"
Row = dict[str, str]


@dataclass(frozen=True)
class Matters:
    """A file of matters, and the folder with the lists of streets and communities."""

    file: Path
    areas: Path

    def rows(self) -> list[Row]:
        with self.file.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def on_time(self, column: str) -> dict[str, tuple[int, int]]:
        """The plain group-by: how many on time, of how many."""
        total = Counter(row[column] for row in self.rows())
        good = Counter(row[column] for row in self.rows() if row["achieve"] == ON_TIME)
        return {group: (good[group], count) for group, count in total.items()}


def some(folder: Path) -> Matters:
    """Write them into a folder."""
    is_real = REAL.exists()
    rows = _real() if is_real else _made_up()
    file = folder / "matters.csv"
    _write(file, ["rec_id", "create_time", *COLUMNS[2:]], rows)
    return Matters(file, REAL.parent.parent / "areas" if is_real else _lists(folder))


def _real() -> Iterator[Row]:
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        for row in islice(csv.DictReader(file), MANY):
            yield {name: row[name] for name in COLUMNS}


def _made_up() -> Iterator[Row]:
    chance = random.Random(2018)
    for number in range(1, MANY + 1):
        _code, street = chance.choice(STREETS)
        kind = chance.choice(("市容环卫", "市政设施", "社区管理"))
        yield {
            "rec_id": str(number),
            "create_time": (date(2018, 2, 1) + timedelta(days=chance.randrange(60))).isoformat(),
            "type": kind,
            "main_type": f"{kind}大类",
            "sub_type": f"{kind}小类{chance.randrange(4)}",
            "source": chance.choice(("@坪山", "12345", "政府信箱")),
            "district": "坪山区",
            "street": chance.choice((street, street, "-")),
            "community": chance.choice((f"{street[:2]}社区", "-")),
            "dispose_unit": chance.choice(("城市管理局", "住房和建设局", "-")),
            "achieve": chance.choice((ON_TIME,) * 9 + ("逾期办结",)),
        }


def _lists(folder: Path) -> Path:
    _write(folder / "china-division_streets.csv", ["code", "name"], [{"code": c, "name": n} for c, n in STREETS])
    with gzip.open(folder / "china-division_villages.csv.gz", "wt", encoding="utf-8", newline="") as file:
        file.write("code,name\n" + "".join(f"{code}001,{name[:2]}社区居委会\n" for code, name in STREETS))
    return folder


def _write(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
