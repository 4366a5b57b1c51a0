"""How a refused row might be mended: offered to a person, never done by itself."""

from collections import Counter

import shapely

from wangge.areas.importing.checks import Ground, code_of_lower_level
from wangge.areas.importing.drafts import Draft
from wangge.areas.importing.tree import Tree
from wangge.areas.levels import Level

Suggestion = dict[str, str | bool]


def suggest(drafts: list[Draft], ground: Ground) -> dict[int, Suggestion]:
    """For refused rows by number: code, name, merge as far as the file and the tree tell them."""
    taken = {draft.code for draft in drafts if not draft.is_refused}
    codes = {draft.number: _code(draft, ground.tree, taken) for draft in drafts if draft.is_refused}
    times = Counter(codes.values())
    return {
        draft.number: _suggestion(draft, codes[draft.number], merge=times[codes[draft.number]] > 1)
        for draft in drafts
        if codes.get(draft.number)
    }


def _suggestion(draft: Draft, code: str, *, merge: bool) -> Suggestion:
    likely = _likely(draft)
    if likely:
        return {"code": code, "name": likely["likely_name"]}
    name = draft.name or (f"{draft.parent_name}第{int(code[12:15])}网格" if code[12:15].isdigit() else "")
    return {"code": code, "name": name, **({"merge": True} if merge else {})}


def _code(draft: Draft, tree: Tree, taken: set[str]) -> str:
    """A lower level's code cut to ours; else the next free code below the parent that name or place tells."""
    kinds = {finding.kind for finding in draft.findings}
    if "code_name_ambiguous" in kinds:
        return str(_likely(draft).get("likely_code", ""))
    if "code_of_lower_level" in kinds:
        return code_of_lower_level(draft)[: draft.level.code_length]
    if not kinds & {"code_missing", "parent_unknown"}:
        return ""
    parent = _parent_by_name(draft, tree) or (_parent_by_place(draft, tree) if "code_missing" in kinds else "")
    free = _next_free(parent, draft.level, tree, taken) if parent else ""
    taken.add(free)
    return free


def _likely(draft: Draft) -> dict[str, str]:
    """Of several codes for one name, what most rows of the other files say."""
    found = (finding.facts for finding in draft.findings if finding.kind == "code_name_ambiguous")
    return next((facts for facts in found if "likely_code" in facts), {})


def _parent_by_name(draft: Draft, tree: Tree) -> str:
    """The code of the one area above that bears the name which the row gives it."""
    above = draft.level.above
    found = tree.named(draft.parent_name, above, draft.code[:6]) if above and draft.parent_name else []
    return found[0].code if len(found) == 1 else ""


def _parent_by_place(draft: Draft, tree: Tree) -> str:
    """The code of the area above in which the row lies."""
    if draft.geometry is None:
        return ""
    middle = draft.geometry.representative_point()
    around = (each for each in tree.by_code.values() if each.level == draft.level.above and each.wkb is not None)
    found = next((each for each in around if shapely.contains(shapely.from_wkb(each.wkb), middle)), None)
    if found is None:
        return ""
    draft.parent_name = draft.parent_name or found.name
    return found.code


def _next_free(parent: str, level: Level, tree: Tree, taken: set[str]) -> str:
    width = level.code_length - len(parent)
    used = tree.codes_below(parent) | taken
    candidates = (f"{parent}{serial:0{width}d}" for serial in range(1, 10**width))
    return next((code for code in candidates if code not in used), "")
