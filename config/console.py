"""The command line: `wangge up` starts everything; every other command is one of Django's or of a room's."""

import os
import sys
import warnings
from collections.abc import Sequence

from config import database
from config.doubt import Doubt

# These make or read the tables themselves, so they log in as their owner.
OF_THE_OWNER = {"migrate", "createcachetable", "sqlmigrate", "showmigrations", "optimizemigration", "flush"}
# These need no database.
WITHOUT_DATABASE = {"", "help", "--help", "--version", "makemigrations", "collectstatic", "translations"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a doubt is told in one sentence."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        return _run(words)
    except Doubt as doubt:
        print(f"wangge: {doubt}", file=sys.stderr)
        return 2


def _run(words: list[str]) -> int:
    command = words[0] if words else ""
    if command == "up":
        from config.supervisor import up

        return up(words[1:])
    if command in OF_THE_OWNER:
        os.environ["WANGGE_LOGIN"] = "owner"
    if command not in WITHOUT_DATABASE:
        database.start()
        database.prepare()
        database.refuse_doubt()
    return _django(words)


def _django(words: list[str]) -> int:
    from django.core.management import execute_from_command_line

    # Making or applying a migration needs models, not templates; making one needs no database either.
    unchecked = ["--skip-checks"] if words[:1] in (["makemigrations"], ["migrate"]) else []
    warnings.filterwarnings("ignore", "Got an error checking a consistent migration history", RuntimeWarning)
    execute_from_command_line(["wangge", *words, *unchecked])
    if words[:1] == ["migrate"]:
        execute_from_command_line(["wangge", "createcachetable"])
    return 0
