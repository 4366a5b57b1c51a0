"""The two tables hold together, and the page that shows them is theirs."""

import ast
from pathlib import Path

from django.core.management import call_command

from wangge.cases.workflow import ASSIGNMENT_STEPS, CASE_STEPS, FINAL_STAGES, STEPS, Relation, Stage, State

ROOT = Path(__file__).parents[2]


def test_every_stage_can_be_reached_and_every_other_than_the_ends_left() -> None:
    reached = {to for step in STEPS.values() for to in step.to}
    left = {stage for step in STEPS.values() if step.to for stage in step.stages if set(step.to) - {stage}}
    assert reached == set(Stage)
    assert left == set(Stage) - FINAL_STAGES


def test_every_state_can_be_reached_and_no_name_is_used_twice() -> None:
    assert {step.state for step in ASSIGNMENT_STEPS if step.state} | {State.SENT} == set(State)
    assert len(STEPS) == len(CASE_STEPS) + len(ASSIGNMENT_STEPS)


def test_every_step_has_somebody_who_may_take_it_and_every_relation_has_a_step() -> None:
    assert all(step.by for step in STEPS.values())
    assert {relation for step in STEPS.values() for relation in step.by} == set(Relation)


def test_the_page_equals_the_tables() -> None:
    call_command("workflow-doc", "--check")


def test_every_stage_step_and_relation_has_a_line_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [*STEPS, *Stage.values, *State.values, *Relation.values]
    assert [word for word in words if f"`{word}`" not in glossary] == []


def test_every_step_has_an_act() -> None:
    stages = (ROOT / "wangge" / "cases" / "stages").glob("*.py")
    written = {
        node.args[0].value
        for path in stages
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "act"
        and isinstance(node.args[0], ast.Constant)
    }
    assert written | {"collect"} == set(STEPS)


def test_only_the_journal_assigns_the_stage() -> None:
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "wangge").rglob("*.py")
        if "migrations" not in path.parts and _assigns_stage(path)
    }
    assert writers == {"wangge/cases/journal.py"}


def _assigns_stage(path: Path) -> bool:
    assignments = (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Assign)
    )
    return any(
        isinstance(target, ast.Attribute) and target.attr == "stage" for node in assignments for target in node.targets
    )
