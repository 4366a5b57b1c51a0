"""`make bench`: every benchmark that there is, one table, and the figures in bench.json under the data folder.

`python -m benchmarks serving locate` runs those named; what bench.json knows of the others stays.
"""

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from config.house import home

RESULT = home() / "bench.json"
# Each runs in a house of its own, so that nobody's data is touched.
os.environ["WANGGE_HOME"] = str(home() / "bench")
BENCHMARKS = ("locate", "serving", "replaying", "registers", "registers_import", "retention", "exporting")


def main(names: Sequence[str]) -> None:
    """Run them one after the other, so that none disturbs the next; each one's figures are kept as soon as it ends."""
    for name in names:
        figures = import_module(f"benchmarks.{name}").run()
        kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
        RESULT.write_text(json.dumps(kept | figures, indent=2), encoding="utf-8")
        for what, found in figures.items():
            for figure, value in found.items():
                print(f"{what:14} {figure:22} {value:>16,.1f}", flush=True)
    print(RESULT)


main(sys.argv[1:] or BENCHMARKS)
