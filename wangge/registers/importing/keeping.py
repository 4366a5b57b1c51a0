"""Where the file of an import lies until it is done with."""

from wangge.kernel.shelf import Shelf

SHEETS = Shelf("sheets", purpose="importing.sheet")
