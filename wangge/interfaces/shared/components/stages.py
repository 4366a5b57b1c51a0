"""The bar of seven stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise

from wangge.cases.workflow import FINAL_STAGES, SEVEN_STAGES, Stage


@dataclass(frozen=True)
class Piece:
    """One stage of the bar."""

    label: str | Promise
    state: Literal["done", "now", "todo"]
    at: datetime | None


@dataclass(frozen=True)
class StageBar:
    """The seven pieces, the word for where the case stands, and whether it ended before its time."""

    pieces: tuple[Piece, ...]
    word: str | Promise
    position: int
    is_ended: bool
    is_cut_short: bool


def stage_bar(stage: Stage, dates: Mapping[str, datetime]) -> StageBar:
    """The bar of a case that stands in `stage`; `dates` tell when each stage was reached."""
    is_cut_short = stage in FINAL_STAGES and stage != Stage.ENDED
    position = _position(stage, dates)
    pieces = tuple(
        Piece(each.label, _state(index, position, stage), dates.get(each.value))
        for index, each in enumerate(SEVEN_STAGES)
    )
    return StageBar(pieces, stage.label, min(position + 1, 7), stage in FINAL_STAGES, is_cut_short)


def _position(stage: Stage, dates: Mapping[str, datetime]) -> int:
    if stage in SEVEN_STAGES:
        return SEVEN_STAGES.index(stage)
    if stage == Stage.ENDED:
        return len(SEVEN_STAGES)
    return max((index for index, each in enumerate(SEVEN_STAGES) if each.value in dates), default=0)


def _state(index: int, position: int, stage: Stage) -> Literal["done", "now", "todo"]:
    if index < position:
        return "done"
    return "now" if index == position and stage not in FINAL_STAGES else "todo"
