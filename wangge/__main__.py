"""`python -m wangge`: the same command line as `wangge`."""

import sys

from config.console import main

sys.exit(main())
