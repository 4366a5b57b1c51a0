"""`make bench`: every benchmark that there is, one table, and the figures in bench.json under the data folder."""

import json
import os
from importlib import import_module

from config.house import home

RESULT = home() / "bench.json"
# Each runs in a house of its own, so that nobody's data is touched.
os.environ["WANGGE_HOME"] = str(home() / "bench")
BENCHMARKS = ("locate", "serving", "replaying", "registers", "registers_import")


def main() -> None:
    """Run them one after the other, so that none disturbs the next."""
    figures: dict[str, dict[str, float]] = {}
    for name in BENCHMARKS:
        figures |= import_module(f"benchmarks.{name}").run()
    for name, found in figures.items():
        for figure, value in found.items():
            print(f"{name:14} {figure:22} {value:>16,.1f}")
    RESULT.write_text(json.dumps(figures, indent=2), encoding="utf-8")
    print(RESULT)


main()
