"""`wangge registers import FILE --as people|dwellings|organisations`: a sheet into an archive; and its undoing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wangge.accounts.actors import Actor
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope
from wangge.registers.importing import acts, mapping, reading, returning
from wangge.registers.importing.models import Archive, Import, RowState
from wangge.registers.importing.reading import Sheet
from wangge.registers.importing.trades import TRADES
from wangge.registers.importing.working import work_off

SHOWN = 20
State = Import.State


class Command(BaseCommand):
    """Brings a sheet into an archive, or takes a whole import back."""

    help = "Import people, dwellings or organisations from xlsx, xls, ods or csv; undo an import."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        bring = verbs.add_parser("import", help="check a sheet and write the rows that can be written")
        bring.add_argument("file", type=Path)
        bring.add_argument("--as", dest="archive", choices=Archive.values, required=True)
        bring.add_argument("--mapping", default="", help="a saved mapping; else guessed from the columns")
        bring.add_argument("--save-mapping", default="", help="keep the mapping under this name")
        bring.add_argument("--dry-run", action="store_true", help="only check and report")
        bring.add_argument("--take-doubtful", action="store_true", help="write doubtful rows, too")
        bring.add_argument("--refused", type=Path, help="the rows that did not come in, as xlsx with the reason")
        back = verbs.add_parser("undo", help="take a whole import back")
        back.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            {"import": self._import, "undo": self._undo}[options["verb"]](options)
        except Refused as refused:
            raise CommandError(refused.whole) from refused

    def _import(self, options: dict[str, Any]) -> None:
        if not options["file"].is_file():
            raise Refused(_("没有这个文件。"))
        sheet = reading.read(lambda: options["file"].open("rb"))
        batch = _begin(sheet, options)
        fields = TRADES[batch.archive].offered(clock.today())
        for field in (field for field in fields if field.name in batch.mapping):
            self.stdout.write(f"  {batch.mapping[field.name]} → {field.label}")
        _work(batch, sheet, State.CHECKING if options["dry_run"] else State.WRITING)
        if options["refused"]:
            with open_scope(machine("import")):
                options["refused"].write_bytes(returning.returned(batch, sheet).getvalue())
        self._report(batch)

    def _undo(self, options: dict[str, Any]) -> None:
        by = Actor.machine_named("import")
        with open_scope(by.scope()):
            batch = Import.objects.filter(pk=options["number"]).first()
            if batch is None:
                raise Refused(_("没有这次导入。"))
            if batch.state != State.WRITTEN:
                raise Refused(_("这次导入%(state)s，现在不能这样做。") % {"state": batch.get_state_display()})
            acts.undo(batch, by=by, at=clock.now())
        _work(batch, None, State.UNDOING)
        self.stdout.write(_("导入 %(number)d 已撤销。") % {"number": batch.pk})

    def _report(self, batch: Import) -> None:
        with open_scope(machine("import")):
            counts = acts.counts_of(batch)
            rows = list(batch.rows.exclude(state=RowState.CHANGED).order_by("number")[:SHOWN])
        for row in rows:
            self.stdout.write(_("第 %(number)d 行 %(title)s：%(said)s") % {
                "number": row.number, "title": row.title, "said": " ".join(row.said)
            })  # fmt: skip
        words = _("，").join(f"{state.label} {counts.get(state, 0)}" for state in RowState)
        sentence = _("导入 %(number)d，共 %(total)d 行：%(words)s。")
        self.stdout.write(self.style.SUCCESS(sentence % {"number": batch.pk, "total": batch.total, "words": words}))


def _begin(sheet: Sheet, options: dict[str, Any]) -> Import:
    by, archive = Actor.machine_named("import"), options["archive"]
    with open_scope(by.scope()):
        batch = acts.begin(
            archive, sheet, file_name=options["file"].name, saved=options["mapping"], by=by, at=clock.now()
        )
        batch.mapping = mapping.checked(batch.mapping, batch.columns, TRADES[archive].offered(clock.today()))
        batch.takes_doubtful = options["take_doubtful"]
        batch.save()
        if options["save_mapping"]:
            mapping.save(options["save_mapping"], archive, batch.mapping, by.area_code)
    return batch


def _work(batch: Import, sheet: Sheet | None, state: Any) -> None:
    """With a bar where somebody looks; what is refused is an error here."""
    with open_scope(machine("import")):
        batch.state = state
        batch.save()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(str(batch.get_state_display()), total=None)
        work_off(batch, apart=True, sheet=sheet, told=lambda lines: bar.update(task, completed=lines))
    if batch.problem:
        raise Refused(batch.problem)
