"""`make bench`: every benchmark that there is, one table, and the figures in bench.json under the data folder."""

import json

from benchmarks import locate
from config.house import home


def main() -> None:
    """Run them one after the other, so that none disturbs the next."""
    figures = {"locate": locate.run()}
    for name, found in figures.items():
        for figure, value in found.items():
            print(f"{name:12} {figure:22} {value:>16,.1f}")
    path = home() / "bench.json"
    path.write_text(json.dumps(figures, indent=2), encoding="utf-8")
    print(path)


main()
