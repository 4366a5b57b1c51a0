"""`make proof`: kill -9 under load for ten rounds, then a whole real district through the loop, both at full length.

Ends non-zero where something was lost or doubled, or where a group of the replay counts otherwise than the file.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from config.house import ROOT

FILE = ROOT.parent / "shared" / "data" / "cases" / "shenzhen_pingshan_10000_events.csv"
ROUNDS = 10


def main() -> int:
    """Both proofs, the second also where the first has failed."""
    ended = [_killed(), _replayed()]
    return max(ended)


def _killed() -> int:
    """The same test that `make test` runs once, over and over on one house."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "tests/proof/test_kill.py"]
    return subprocess.run(
        command, env=os.environ | {"WANGGE_PROOF_ROUNDS": str(ROUNDS)}, cwd=ROOT, check=False
    ).returncode


def _replayed() -> int:
    """In a data folder of its own, so that nobody's demo town grows a second district."""
    if not FILE.exists():
        print(f"{FILE.name} is looked for beside the checkout, under shared/data/cases; it is not there.")
        return 1
    with tempfile.TemporaryDirectory(prefix="wangge-proof-") as home:
        ours = os.environ | {"WANGGE_HOME": str(Path(home))}
        wangge = [sys.executable, "-m", "wangge"]
        subprocess.run([*wangge, "migrate", "--verbosity", "0"], env=ours, cwd=ROOT, check=True)
        return subprocess.run([*wangge, "replay", str(FILE)], env=ours, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
