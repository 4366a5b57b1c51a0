"""`wangge areas import | report | basemap`: areas from files, and the base map from areas."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from wangge.areas import basemap
from wangge.areas.doers import Machine
from wangge.areas.importing import acts, mapping, reading
from wangge.areas.importing.reporting import Report, report_on
from wangge.areas.levels import Level
from wangge.areas.models import AreaImport
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope


class Command(BaseCommand):
    """Imports areas, shows the report of an import, draws the base map."""

    requires_system_checks = ()
    help = "Import areas from GeoJSON, GeoPackage or Shapefile; show reports; build the base map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The three verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        bring = verbs.add_parser("import", help="check a file, import its good rows, report the others")
        bring.add_argument("file", type=Path)
        bring.add_argument("--mapping", help=f"saved ({', '.join(mapping.names())}) or a JSON file; else guessed")
        bring.add_argument("--level", choices=Level.values, help="overrides the mapping's level")
        bring.add_argument("--crs", help="cgcs2000, wgs84, gcj02, bd09 or EPSG:…; else as the file says")
        bring.add_argument(
            "--codes-from", type=Path, action="append", default=[], help="files that know names and codes"
        )
        bring.add_argument("--tolerance", type=float, help="square metres of overlap or gap that are let pass")
        bring.add_argument("--make-parents", action="store_true", help="make missing parents from their rows")
        bring.add_argument("--check", action="store_true", help="only check and report")
        bring.add_argument("--report", type=Path, help="save the report here (.json and .txt)")
        show = verbs.add_parser("report", help="show the report of an import, the last one by default")
        show.add_argument("number", type=int, nargs="?")
        verbs.add_parser("basemap", help="build the base map where areas changed").add_argument(
            "--force", action="store_true"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One verb under the scope "import"."""
        verb = {"import": self._import, "report": self._report, "basemap": self._basemap}[options["verb"]]
        try:
            with open_scope(machine("import")):
                verb(options)
        except Refused as refusal:
            raise CommandError(" ".join(filter(None, [str(refusal), str(refusal.mend)]))) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        layer = reading.read(options["file"])
        chosen = _mapping(layer, options)
        others = [reading.read(path) for path in options["codes_from"]]
        if others:
            chosen = replace(chosen, code_by_name=True)
        pairs = acts.names_to_codes(others, chosen)
        batch = acts.begin(layer, chosen, by=Machine(), at=clock.now(), name_codes=pairs)
        if not options["check"]:
            acts.carry_out(batch, by=Machine(), at=clock.now())
        report = report_on(batch)
        self.stdout.write(report.text())
        _save(report, options["report"])

    def _report(self, options: dict[str, Any]) -> None:
        wanted = {"pk": options["number"]} if options["number"] else {}
        batch = AreaImport.objects.filter(**wanted).order_by("-pk").first()
        if batch is None:
            raise Refused(_("没有这次导入。"))
        self.stdout.write(report_on(batch).text())

    def _basemap(self, options: dict[str, Any]) -> None:
        built = basemap.build(force=options["force"])
        self.stdout.write(_("底图已重建：%(path)s") % {"path": basemap.wanted()} if built else _("底图没有变化。"))


def _mapping(layer: reading.Layer, options: dict[str, Any]) -> mapping.Mapping:
    chosen = mapping.load(options["mapping"]) if options["mapping"] else mapping.guess(layer)
    changes = {
        "level": Level(options["level"]) if options["level"] else None,
        "crs": options["crs"],
        "tolerance_m2": options["tolerance"],
        "makes_parents": options["make_parents"] or None,
    }
    return replace(chosen, **{key: value for key, value in changes.items() if value is not None})


def _save(report: Report, to: Path | None) -> None:
    if to is None:
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    to.with_suffix(".txt").write_text(report.text() + "\n", "utf-8")
    to.with_suffix(".json").write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), "utf-8")
