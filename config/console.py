"""The command line: `wangge up` starts everything; every other command is the house's, a room's or one of Django's."""

import os
import sys
import warnings
from collections.abc import Callable, Sequence

from config import database
from config.doubt import Doubt

USAGE = """\
wangge up                                      start everything; Ctrl-C stops it
wangge migrate                                 bring the database to this schema
wangge translations --extract|--check|--compile
wangge help                                    every other command
"""
# These make or read the tables themselves, so they log in as their owner.
OF_THE_OWNER = {
    "migrate",
    "createcachetable",
    "sqlmigrate",
    "showmigrations",
    "optimizemigration",
    "flush",
    "rotate-keys",
}
# These need no database.
WITHOUT_DATABASE = {"help", "--help", "--version", "makemigrations", "collectstatic"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a doubt is told in one sentence."""
    command, *words = list(sys.argv[1:] if arguments is None else arguments) or [""]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        act = OF_THE_HOUSE.get(command)
        return act(words) if act else _django(command, words)
    except Doubt as doubt:
        print(f"wangge: {doubt}", file=sys.stderr)
        return 2


def _usage(words: list[str]) -> int:
    print(USAGE, end="")
    return 0


def _up(words: list[str]) -> int:
    from config.supervisor import up

    return up()


def _translations(words: list[str]) -> int:
    from config import translations

    if words == ["--extract"]:
        print(f"{translations.extract_all()} sentences")
    elif words == ["--compile"]:
        translations.compile_all()
    else:
        faults = translations.faults()
        print("\n".join([*faults, f"{len(faults)} faults"]))
        return bool(faults)
    return 0


OF_THE_HOUSE: dict[str, Callable[[list[str]], int]] = {"": _usage, "up": _up, "translations": _translations}


def _django(command: str, words: list[str]) -> int:
    if command in OF_THE_OWNER:
        os.environ["WANGGE_LOGIN"] = "owner"
    if command not in WITHOUT_DATABASE:
        database.start()
        database.prepare()
    _execute(command, *words)
    if command == "migrate":
        _execute("createcachetable", "--verbosity", "0")
    return 0


def _execute(command: str, *words: str) -> None:
    from django.core.management import execute_from_command_line

    # Making or applying a migration needs models, not templates; making one needs no database either.
    unchecked = ["--skip-checks"] if command in ("makemigrations", "migrate") else []
    warnings.filterwarnings("ignore", "Got an error checking a consistent migration history", RuntimeWarning)
    execute_from_command_line(["wangge", command, *words, *unchecked])
