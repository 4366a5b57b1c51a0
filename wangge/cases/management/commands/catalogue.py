"""`wangge catalogue load | import | export`: the shipped catalogue, and a town's sheets."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.cases.catalogue.queries import lines_of, versions
from wangge.cases.catalogue.sheets import read_file, write_csv, write_xlsx
from wangge.cases.catalogue.taking_in import Tally, import_lines, load_default_catalogue
from wangge.cases.models.catalogue import CatalogueVersion
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope

MOST_CHANGES = 20


class Command(BaseCommand):
    """Loads the default catalogue, takes in a sheet, writes a sheet."""

    help = "Load the default catalogue; import a sheet of filing conditions; export one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("load", help="bring in the catalogue that the project ships; edits stay")
        bring = verbs.add_parser("import", help="read a sheet (csv, xlsx, xls, ods) into a version")
        bring.add_argument("file", type=Path)
        bring.add_argument("--version-code", default="local-sheet", help="the version, made where it does not exist")
        bring.add_argument("--name", default="", help="the name of a new version")
        bring.add_argument("--on", type=date.fromisoformat, help="from which day changes hold (default: today)")
        bring.add_argument("--check", action="store_true", help="only read and report")
        out = verbs.add_parser("export", help="write a version as xlsx or csv, by the ending of FILE")
        out.add_argument("file", type=Path)
        out.add_argument("--version-code", default="")
        out.add_argument("--on", type=date.fromisoformat, help="as it stood on this day (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = {"load": self._load, "import": self._import, "export": self._export}[options["verb"]]
        try:
            with open_scope(machine("import")):
                verb(options)
        except Refused as refusal:
            raise CommandError(" ".join(filter(None, [str(refusal), str(refusal.mend)]))) from refusal

    def _load(self, options: dict[str, Any]) -> None:
        tally = load_default_catalogue(by=Actor.machine_named("import"), at=clock.now(), key=new_id())
        self._tell(tally)

    def _import(self, options: dict[str, Any]) -> None:
        reading = read_file(options["file"])
        for fault in reading.faults:
            self.stderr.write(self.style.ERROR(str(fault)))
        for sentence, count, first in reading.notes_by_sentence():
            self.stderr.write(self.style.WARNING(_("%(n)d 行：%(note)s") % {"n": count, "note": sentence} + first.mend))
        words = {"good": len(reading.lines), "bad": len(reading.faults)}
        self.stdout.write(_("读到 %(good)d 条立案条件，退回 %(bad)d 行。") % words)
        if options["check"]:
            return
        tally = import_lines(
            reading.lines,
            code=options["version_code"],
            name=options["name"] or options["file"].stem,
            on=options["on"],
            by=Actor.machine_named("import"),
            at=clock.now(),
            key=new_id(),
        )
        self._tell(tally)

    def _export(self, options: dict[str, Any]) -> None:
        code, day = options["version_code"], options["on"] or clock.today()
        version = CatalogueVersion.objects.filter(code=code).first() if code else versions().first()
        if version is None:
            raise Refused(_("没有目录版本“%(code)s”。") % {"code": code})
        lines = list(lines_of(version, day))
        write = write_csv if options["file"].suffix == ".csv" else write_xlsx
        options["file"].write_bytes(write(lines))
        self.stdout.write(_("%(name)s：%(n)d 条立案条件已写入 %(file)s。") % {
            "name": version.name, "n": len(lines), "file": options["file"]
        })  # fmt: skip

    def _tell(self, tally: Tally) -> None:
        for change in tally.changes[:MOST_CHANGES]:
            self.stdout.write(f"  {change}")
        sentence = _("新增小类 %(new_categories)d 个；立案条件：新增 %(new)d，改动 %(changed)d，未变 %(unchanged)d。")
        self.stdout.write(self.style.SUCCESS(sentence % tally.facts()))
