"""Judges every row of an import anew and keeps the verdicts."""

from dataclasses import dataclass

import shapely

from wangge.areas.importing.checks import Ground, check
from wangge.areas.importing.drafts import Draft, NameCodes, draft_of
from wangge.areas.importing.mapping import Mapping
from wangge.areas.importing.suggestions import suggest
from wangge.areas.importing.topology import check_shapes
from wangge.areas.importing.tree import Tree
from wangge.areas.models import AreaImport, ImportRow

State = ImportRow.State
VERDICT = ("state", "code", "name", "findings", "suggestion")


@dataclass(frozen=True)
class Examined:
    """The rows as drafts, and the areas that they were compared with."""

    drafts: list[Draft]
    tree: Tree


def examine(batch: AreaImport, *, own: str) -> Examined:
    """Check all rows against each other and against the areas that stand now, and keep what changed in the verdicts."""
    rows = list(batch.rows.order_by("number"))
    before = [_verdict(row) for row in rows]
    examined = judge(rows, batch, own=own)
    changed = [row for row, former in zip(rows, before, strict=True) if _verdict(row) != former]
    ImportRow.objects.bulk_update(changed, VERDICT, batch_size=500)
    return examined


def judge(rows: list[ImportRow], batch: AreaImport, *, own: str) -> Examined:
    """Give every row its state, findings and suggestion, in memory."""
    ground = Ground(Mapping.from_json(batch.mapping), Tree.standing(), own)
    drafts = [draft_of(row, ground.mapping, _pairs(batch)) for row in rows]
    active = [draft for draft in drafts if not draft.is_dropped]
    check(active, ground)
    check_shapes(active, ground)
    _give_verdicts(drafts, ground)
    return Examined(drafts, ground.tree)


def _verdict(row: ImportRow) -> list[object]:
    return [getattr(row, name) for name in VERDICT]


def _pairs(batch: AreaImport) -> NameCodes:
    return {key: [(name, code) for name, code in pairs] for key, pairs in batch.name_codes.items()}


def _give_verdicts(drafts: list[Draft], ground: Ground) -> None:
    inside = {id(part) for draft in drafts for part in draft.merged}
    suggestions = suggest(drafts, ground)
    for draft in drafts:
        row = draft.row
        row.state = State.MERGED if id(draft) in inside else _state(draft, ground.tree)
        row.code, row.name = draft.code[:40], draft.name[:100]
        row.findings = [finding.as_json() for finding in draft.findings]
        row.suggestion = suggestions.get(draft.number, {})


def _state(draft: Draft, tree: Tree) -> ImportRow.State:
    if draft.is_dropped:
        return State.DROPPED
    if draft.row.state == State.IMPORTED:
        return State.IMPORTED
    if draft.is_refused:
        return State.REFUSED
    return State.UNCHANGED if stands(draft, tree) else State.READY


def stands(draft: Draft, tree: Tree) -> bool:
    """Does the area stand already exactly as the row has it?"""
    known = tree.by_code.get(draft.code)
    return (
        known is not None
        and known.name == draft.name
        and draft.grid_kind in ("", known.grid_kind)
        and known.wkb == shapely.to_wkb(draft.geometry)
    )
