"""`wangge workflow-doc`: docs/workflow.md from the two tables, or whether it still equals them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.house import ROOT
from wangge.cases.workflow import (
    ASSIGNMENT_STEPS,
    CASE_STEPS,
    FINAL_STAGES,
    SEVEN_STAGES,
    Clock,
    Eyes,
    Relation,
    Stage,
    State,
    Step,
)

TITLE = """# The workflow

Written by `wangge workflow-doc` from `wangge/cases/workflow.py`; do not edit. 核实 verifies a report before filing,
核查 checks the result before closing.
"""
DASH = "—"


class Command(BaseCommand):
    """Write the page, or check it."""

    help = _("由两张流程表生成 docs/workflow.md；--check 只核对。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check` writes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or write."""
        path = ROOT / "docs" / "workflow.md"
        with override("zh-hans"):
            text = page()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(_("docs/workflow.md 与流程表不符，请运行 wangge workflow-doc。"))


def page() -> str:
    """The whole page as Markdown."""
    parts = [TITLE, _diagram(), _stages(), "## Steps of a case\n", _table(CASE_STEPS), "## Steps of an assignment\n"]
    return "\n".join([*parts, _table(ASSIGNMENT_STEPS), _states(), _eyes()])


def _diagram() -> str:
    moves = sorted(
        {(start, end, step.name) for step in CASE_STEPS + ASSIGNMENT_STEPS for start in step.stages for end in step.to}
        - {(stage, stage, step.name) for step in CASE_STEPS + ASSIGNMENT_STEPS for stage in Stage}
    )
    lines = [f"    {start.value} --> {end.value}: {name}" for start, end, name in moves]
    ends = [f"    {stage.value} --> [*]" for stage in Stage if stage in FINAL_STAGES]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> collect: collect", *lines, *ends, "```", ""])


def _stages() -> str:
    lines = ["## Stages\n", "| stage | 阶段 | |", "|---|---|---|"]
    for stage in Stage:
        number = SEVEN_STAGES.index(stage) + 1 if stage in SEVEN_STAGES else 0
        lines.append(f"| {stage.value} | {stage.label} | {f'{number} of 7' if number else 'end'} |")
    return "\n".join([*lines, ""])


def _table(steps: tuple[Step, ...]) -> str:
    lines = ["| step | 动作 | from | to | by | clock | answers |", "|---|---|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(step) for step in steps), ""])


def _row(step: Step) -> str:
    start = (
        _names(Stage, step.stages)
        if not step.states
        else f"{_names(State, step.states)} ({_names(Stage, step.stages)})"
    )
    end = " / ".join(stage.value for stage in step.to) or DASH
    if step.state:
        end = f"{step.state.value} ({end})" if step.to else step.state.value
    who = _names(Relation, step.by)
    eyes = _names(Eyes, step.not_eyes)
    clock = step.clock.value if step.clock != Clock.NONE else DASH
    asks = step.ask.value if step.ask else DASH
    by = f"{who}; not who {eyes}" if step.not_eyes else who
    return f"| {step.name} | {step.label} | {start or DASH} | {end} | {by} | {clock} | {asks} |"


def _names(kind: type[Stage] | type[State] | type[Relation] | type[Eyes], chosen: frozenset[Any]) -> str:
    return ", ".join(member.value for member in kind if member in chosen)


def _states() -> str:
    lines = ["## States of an assignment\n", "| state | 状态 |", "|---|---|"]
    return "\n".join([*lines, *(f"| {state.value} | {state.label} |" for state in State), ""])


def _eyes() -> str:
    lines = ["## Four eyes\n", "| rule | 说明 |", "|---|---|"]
    return "\n".join([*lines, *(f"| {eyes.value} | {eyes.label} |" for eyes in Eyes), ""])
