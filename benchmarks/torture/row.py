"""One line of the reliability table: how often something was tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What came of one kind of mistreatment.

    Args:
        kind: what was done, in words ("single bits flipped in organizations.parquet").
        tried: how often.
        held: how often it was refused in one clear line, mended, or came to the right result all the same.
        silently_wrong: how often a wrong result came without a word; should be 0.
        tracebacks: how often a person would have seen a traceback, or nothing for ever; should be 0.
    """

    kind: str
    tried: int
    held: int
    silently_wrong: int
    tracebacks: int

    def __post_init__(self) -> None:
        if self.tried != self.held + self.silently_wrong + self.tracebacks:
            raise ValueError(f"{self.kind}: {self.tried} tried do not add up")
