"""kill -9 in the middle of an import: a batch is in or is not, and again it ends as if nothing had happened."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from config.house import ROOT
from tests.running import command_of, data_of, wait_for

pytestmark = pytest.mark.slow

PEOPLE = 4_000
BATCH = 200  # so that the first one in is not the last
IN_A_HOME = 4
COLUMNS = ("姓名", "证件号码", "地址", "与户主关系")
RELATIONS = ("户主", "配偶", "子", "女")


class Importing:
    """`wangge registers import` on a data folder of its own."""

    def __init__(self, home: Path) -> None:
        outside = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = outside | {
            "WANGGE_HOME": str(home),
            "LANGUAGE": "zh",
            "WANGGE_IMPORT_BATCH_ROWS": str(BATCH),
        }
        self.run("-m", "wangge", "migrate", "--verbosity", "0")
        self.sheet = home / "people.csv"
        self.run("-m", "tests.proof.homes", str(PEOPLE // IN_A_HOME))
        self.database = data_of(self.environment)
        write(self.sheet)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self) -> "subprocess.Popen[bytes]":
        words = ["-m", "wangge", "registers", "import", str(self.sheet), "--as", "people"]
        return subprocess.Popen(
            [sys.executable, *words], env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def ask(self, question: Any) -> list[tuple[Any, ...]]:
        with self.database() as db:
            return db.execute(question).fetchall()

    def count(self, table: str) -> int:
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608


@pytest.fixture
def importing(tmp_path: Path) -> Iterator[Importing]:
    home = tmp_path / "home"
    home.mkdir()
    keeper = subprocess.Popen(  # the server runs as long as somebody uses it
        [sys.executable, "-c", "import sys; from config import database; database.start(); sys.stdin.read()"],
        env=os.environ | {"WANGGE_HOME": str(home)}, stdin=subprocess.PIPE,
    )  # fmt: skip
    yield Importing(home)
    keeper.communicate(timeout=30)


def test_killed_in_the_middle_it_ends_the_same(importing: Importing) -> None:
    killed = importing.start()
    wait_for(lambda: importing.count("importing_importpart") >= 1)
    family = [psutil.Process(killed.pid), *psutil.Process(killed.pid).children(recursive=True)]
    killed.kill()
    killed.communicate()
    wait_for(lambda: not any("registers" in command_of(one) for one in family))
    middle = importing.count("people_person")
    assert 0 < middle < PEOPLE, "it was not in the middle: the test has proved nothing"
    written = importing.ask("SELECT sum((counts->>'new')::int) FROM importing_importpart WHERE phase = 'write'")
    assert written == [(middle,)]
    assert importing.count("people_residence") == middle

    importing.run("-m", "wangge", "registers", "import", str(importing.sheet), "--as", "people")

    assert importing.count("people_person") == importing.count("people_residence") == PEOPLE
    assert importing.count("people_household") == PEOPLE // IN_A_HOME
    assert importing.ask("SELECT count(*) FROM people_residence WHERE household_id IS NULL") == [(0,)]
    assert importing.ask(
        "SELECT count(*) FROM (SELECT row_id FROM kernel_change WHERE \"table\" = 'people_person' AND kind = 'insert'"
        " GROUP BY row_id HAVING count(*) > 1) twice"
    ) == [(0,)]
    changes = importing.count("kernel_change")
    importing.run("-m", "wangge", "registers", "import", str(importing.sheet), "--as", "people")
    assert importing.count("kernel_change") == changes


def write(sheet: Path) -> None:
    from wangge.registers.people.documents import check_sign

    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for serial in range(PEOPLE):
            body = f"99{serial // 1000:04d}19800101{serial % 1000:03d}"
            home, place = divmod(serial, IN_A_HOME)
            number = body + check_sign(body)
            writer.writerow((f"张{'一二三四'[place]}", number, f"长河路1号{home + 1}室", RELATIONS[place]))
