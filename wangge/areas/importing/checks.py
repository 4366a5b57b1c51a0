"""The checks of one row against the rules of codes and names, the rest of its file, and the areas that stand."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from wangge.areas.importing.drafts import LOST_CHARACTERS, STREET_SUFFIX, Draft
from wangge.areas.importing.findings import Finding
from wangge.areas.importing.mapping import Mapping
from wangge.areas.importing.tree import Tree
from wangge.areas.levels import Level
from wangge.kernel import codes

Key = TypeVar("Key")


@dataclass(frozen=True)
class Ground:
    """What a row is judged by."""

    mapping: Mapping
    tree: Tree
    own: str  # the code of the area within which the person may import; empty for everywhere


def check(drafts: list[Draft], ground: Ground) -> None:
    """Say everything that is wrong with codes, parents and names."""
    for draft in drafts:
        _check_name(draft)
        _check_code(draft, ground)
    _say_once(drafts, "parent_made")
    _merge(drafts)
    _check_twice(drafts)
    _check_same_names(drafts)


def _check_name(draft: Draft) -> None:
    by_hand = bool(draft.row.mend.get("name"))
    if not draft.name:
        draft.say("name_missing")
    elif LOST_CHARACTERS.search(draft.name):
        draft.say("name_broken", name=draft.name)
    elif draft.level == Level.STREET and not by_hand and not draft.is_refused and not STREET_SUFFIX.search(draft.name):
        draft.say("name_without_suffix", name=draft.name)


def _check_code(draft: Draft, ground: Ground) -> None:
    if not draft.code:
        _say_code_missing(draft)
        return
    checks: tuple[Callable[[Draft, Ground], bool], ...] = (
        _has_shape,
        _is_free,
        _is_own,
        _extends_parent,
        _has_parent,
    )
    all(passes(draft, ground) for passes in checks)


def _say_code_missing(draft: Draft) -> None:
    """Where the row carries the attributes of a lower level, say so instead."""
    if any(finding.field == "code" for finding in draft.findings):
        return
    lower_code = code_of_lower_level(draft)
    facts = {"level": draft.level.value, "length": draft.level.code_length}
    if lower_code:
        lower = codes.level_of(lower_code).value
        draft.say("code_of_lower_level", lower=lower, lower_code=lower_code, **facts)
    else:
        draft.say("code_missing", **facts)


def code_of_lower_level(draft: Draft) -> str:
    """The deepest area code among the row's texts, where it is of a lower level; else empty."""
    lengths = [level.code_length for level in Level if level.depth > draft.level.depth]
    found = [
        text for text in draft.row.values.values() if len(text) in lengths and text[: draft.level.code_length].isdigit()
    ]
    return max((text for text in found if codes.is_valid(text)), key=len, default="")


def _has_shape(draft: Draft, ground: Ground) -> bool:
    fits = codes.is_valid(draft.code) and len(draft.code) == draft.level.code_length
    if not fits:
        draft.say("code_misshapen", code=draft.code, length=draft.level.code_length, level=draft.level.value)
    return fits


def _is_free(draft: Draft, ground: Ground) -> bool:
    if draft.code in ground.tree.retired:
        draft.say("code_retired", code=draft.code, name=ground.tree.retired[draft.code])
        return False
    return True


def _is_own(draft: Draft, ground: Ground) -> bool:
    if not draft.code.startswith(ground.own):
        draft.say("code_not_yours", code=draft.code, own=ground.own)
        return False
    return True


def _extends_parent(draft: Draft, ground: Ground) -> bool:
    if not draft.code.startswith(draft.parent_code):
        draft.say("parent_differs", code=draft.code, parent=draft.parent_code)
        return False
    return True


def _has_parent(draft: Draft, ground: Ground) -> bool:
    """The parent stands, or the mapping lets it be made of its rows (whose own parent stands)."""
    if draft.level == Level.DISTRICT or draft.parent in ground.tree.by_code:
        return True
    above = Level(draft.level.above or draft.level)
    can_be_made = (
        above == Level.DISTRICT or draft.parent[: Level(above.above or above).code_length] in ground.tree.by_code
    )
    kind = "parent_made" if ground.mapping.makes_parents and draft.parent_name and can_be_made else "parent_unknown"
    draft.say(kind, parent=draft.parent, parent_name=f"{draft.parent_name} " if draft.parent_name else "")
    return kind == "parent_made"


def _say_once(drafts: list[Draft], kind: str) -> None:
    """What is the same for many rows is said at the first."""
    said: list[Finding] = []
    for draft in drafts:
        mine = [finding for finding in draft.findings if finding.kind == kind]
        draft.findings = [finding for finding in draft.findings if finding not in said]
        said += [finding for finding in mine if finding not in said]


def _merge(drafts: list[Draft]) -> None:
    """Rows that a person said to be one area: the first takes the others in."""
    heads: dict[str, Draft] = {}
    for draft in drafts:
        if draft.merges and draft.code and draft.geometry is not None:
            head = heads.setdefault(draft.code, draft)
            if head is not draft:
                head.merged.append(draft)


def _check_twice(drafts: list[Draft]) -> None:
    inside = {id(part) for draft in drafts for part in draft.merged}
    by_code = _grouped((draft.code, draft) for draft in drafts if draft.code and id(draft) not in inside)
    for code, same in by_code.items():
        for draft in same if len(same) > 1 else ():
            draft.say("code_twice", code=code, rows=_others(same, draft))


def _check_same_names(drafts: list[Draft]) -> None:
    by_name = _grouped(((draft.parent, draft.name), draft) for draft in drafts if draft.name and not draft.is_refused)
    for same in by_name.values():
        merging = len({draft.code for draft in same}) == 1
        for draft in same if len(same) > 1 and not merging else ():
            draft.say("name_twice", rows=_others(same, draft))


def _grouped(pairs: Iterable[tuple[Key, Draft]]) -> dict[Key, list[Draft]]:
    groups: dict[Key, list[Draft]] = defaultdict(list)
    for key, draft in pairs:
        groups[key].append(draft)
    return groups


def _others(same: list[Draft], draft: Draft) -> str:
    return _("、").join(str(other.number) for other in same if other is not draft)
