"""How fast sheets of people come in: `wangge registers import` of a csv, checked, sealed, historised.

Against COPY of the same person rows into an equal bare table, and against django-import-export on the same first rows
with the same checks. All in one run, for the machine is never quiet. `python -m benchmarks.registers_import` prints;
PEOPLE sets how many rows.
"""

import csv
import io
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from config import database
from config.house import home

PEOPLE = int(os.environ.get("PEOPLE", "200000"))
FOR_IMPORT_EXPORT = int(os.environ.get("IMPORT_EXPORT_ROWS", "20000"))
IN_A_HOME = 2.6
COLUMNS = (
    "姓名",
    "公民身份号码",
    "现住址",
    "联系电话",
    "性别",
    "出生日期",
    "民族",
    "人口类别",
    "与户主关系",
    "文化程度",
)
FAMILY_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
GIVEN_NAMES = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红鹏华辉宇嘉欣怡雨涵梓轩浩然"
Row = tuple[str, ...]


def run() -> dict[str, dict[str, float]]:
    """Rows a second, the two ratios, and the memory of the importing process."""
    from benchmarks import house

    house.set_up()
    sheet = home() / "people.csv"
    with database.address_of("owner").connect() as db:
        _forget(db)
        addresses = _build(db, int(PEOPLE / IN_A_HOME) + 1)
    _write(sheet, addresses)
    took, rss_mb = _import(sheet)
    bare = _copy()
    slow_rate = _import_export(sheet)
    rate = PEOPLE / took
    return {
        "import": {
            "rows_per_s": round(rate),
            "ratio_to_copy": round(took / bare, 1),
            "ratio_to_import_export": round(rate / slow_rate, 1),
            "rss_mb": round(rss_mb),
        }
    }


def _forget(db: Any) -> None:
    """The people and doors of an earlier run."""
    db.execute("TRUNCATE people_person, people_residence, people_household, buildings_dwelling, buildings_building,"
               " kernel_change CASCADE")  # fmt: skip


def _build(db: Any, homes: int) -> list[str]:
    """So many doors, a hundred in a building, spread over the grids of the town."""
    grids = db.execute(
        "SELECT a.id, a.code, a.parent_id FROM areas_area a WHERE a.level = 'grid' AND NOT a.is_retired ORDER BY code"
    ).fetchall()
    numbers = [grid for grid, _code, _community in grids]
    codes, communities = [code for _g, code, _c in grids], [community for _g, _code, community in grids]
    db.execute(
        "INSERT INTO buildings_building (area_id, area_code, community_id, road, plate, name, address, is_gone)"
        " SELECT (%s::bigint[])[i], (%s::text[])[i], (%s::bigint[])[i], '长河路', n || '号', '无',"
        " '长河路' || n || '号', false FROM (SELECT n, n %% %s + 1 AS i FROM generate_series(1, %s) n) s",
        (numbers, codes, communities, len(grids), homes // 100 + 1),
    )
    db.execute(
        "INSERT INTO buildings_dwelling (building_id, area_code, unit, floor, room, address, use, owner_name, is_gone)"
        " SELECT b.id, b.area_code, u || '单元', '无', f || '0' || d || '室',"
        " b.address || u || '单元' || f || '0' || d || '室', 'own', '', false"
        " FROM buildings_building b, generate_series(1, 2) u, generate_series(1, 25) f, generate_series(1, 2) d"
    )
    for table in ("buildings_building", "buildings_dwelling"):
        db.execute(f"VACUUM (ANALYZE) {table}")
    return [address for (address,) in db.execute("SELECT address FROM buildings_dwelling ORDER BY id").fetchall()]


def _write(sheet: Path, addresses: list[str]) -> None:
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(islice(_people(addresses), PEOPLE))


def _people(addresses: list[str]) -> Iterator[Row]:
    """Families of one to five, door after door, as a community's list has them."""
    from wangge.registers.people.documents import check_sign

    chance = random.Random(3)
    serial = 0
    for address in addresses:
        for place in range(chance.choices((1, 2, 3, 4, 5), (18, 30, 30, 14, 8))[0]):
            serial += 1
            born = date(1935, 1, 1) + timedelta(days=chance.randrange(32000))
            body = f"99{serial // 1000:04d}{born:%Y%m%d}{serial % 1000:03d}"
            number = body + check_sign(body)
            name = chance.choice(FAMILY_NAMES) + "".join(chance.choices(GIVEN_NAMES, k=chance.choice((1, 2, 2))))
            phone = f"13{chance.randrange(10**9):09d}" if chance.random() < 0.6 else ""
            yield (
                name, number, address, phone, "男" if int(number[16]) % 2 else "女", born.isoformat(), "汉族",
                chance.choice(("户籍人口", "户籍人口", "流动人口")), ("户主", "配偶", "子", "女", "父母")[place],
                chance.choice(("小学", "初中", "高中", "大专", "本科")),
            )  # fmt: skip


def _import(sheet: Path) -> tuple[float, float]:
    """Seconds and the most memory of a real command line."""
    command = [sys.executable, "-m", "wangge", "registers", "import", str(sheet), "--as", "people"]
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _pid, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    print(f"{PEOPLE:,} people in {took:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of it Python's", flush=True)
    with database.address_of("owner").connect() as db:
        (written,) = db.execute("SELECT count(*) FROM people_person").fetchone() or (0,)
        (changes,) = db.execute("SELECT count(*) FROM kernel_change").fetchone() or (0,)
    assert written == PEOPLE, written
    assert changes >= 2 * PEOPLE, changes
    return took, used.ru_maxrss / 1024


def _copy() -> float:
    """Seconds for the same person rows by COPY into an equal bare table."""
    with database.address_of("owner").connect() as db:
        whole = io.BytesIO()
        with db.cursor().copy("COPY people_person TO STDOUT") as out:
            for piece in out:
                whole.write(piece)
        db.execute("CREATE TABLE IF NOT EXISTS bare (LIKE people_person)")
        db.execute("TRUNCATE bare")
        began = time.perf_counter()
        with db.cursor().copy("COPY bare FROM STDIN") as into:
            into.write(whole.getvalue())
        took = time.perf_counter() - began
        db.execute("DROP TABLE bare")
    return took


def _import_export(sheet: Path) -> float:
    """Rows a second of django-import-export with the same checks, into the emptied archive, as it comes."""
    from tablib import Dataset

    from benchmarks.by_import_export import PersonResource
    from wangge.kernel.scope import machine, open_scope

    with database.address_of("owner").connect() as db:
        db.execute("TRUNCATE people_person, people_residence, people_household, kernel_change CASCADE")
    with sheet.open(encoding="utf-8", newline="") as file:
        lines = list(islice(csv.reader(file), FOR_IMPORT_EXPORT + 1))
    empty = ("",) * len(PersonResource.Meta.fields)
    rows = Dataset(*((*line, *empty) for line in lines[1:]), headers=[*lines[0], *PersonResource.Meta.fields])
    began = time.perf_counter()
    with open_scope(machine("import")):
        done = PersonResource().import_data(rows, raise_errors=True)
    took = time.perf_counter() - began
    assert done.totals["new"] == len(lines) - 1, done.totals
    return (len(lines) - 1) / took


if __name__ == "__main__":
    print(run())
