"""Statements of a batch, and those that are wanted only where there is something to do for them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class When:
    """These statements, where the question finds a row."""

    asked: str
    then: tuple[str, ...]


Steps = tuple[str | When, ...]
