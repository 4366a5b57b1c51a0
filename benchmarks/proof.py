"""`make proof`: the whole real district through the loop; ends non-zero where a group differs."""

import sys
from pathlib import Path

from config.console import main
from config.house import ROOT

FILE = ROOT.parent / "shared" / "data" / "cases" / "shenzhen_pingshan_10000_events.csv"

if not Path(FILE).exists():
    sys.exit(
        f"The file of matters is not at hand: {FILE.name} is looked for beside the checkout, under shared/data/cases."
    )
sys.argv = ["wangge", "replay", str(FILE)]
sys.exit(main())
