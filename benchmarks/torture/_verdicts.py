"""How loading a table came out: held, silently wrong, or a traceback."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.torture._sheets import same
from benchmarks.torture.row import Row
from cocogen.model.learning.tasks import Task, load_task

Outcome = str
HELD, WRONG, TRACEBACK = "held", "silently wrong", "traceback"


@dataclass
class Tally:
    """Outcomes of one kind of file, and what went wrong.

    Args:
        kind: in words.
    """

    kind: str
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome, about: object = "") -> None:
        """Count an outcome; what did not hold is shown on standard error."""
        self.outcomes.append(outcome)
        if outcome != HELD:
            print(f"{self.kind}: {outcome}: {about}", file=sys.stderr)

    def row(self) -> Row:
        """Return the line of the table."""
        counts = [self.outcomes.count(outcome) for outcome in (HELD, WRONG, TRACEBACK)]
        return Row(self.kind, len(self.outcomes), *counts)


@dataclass(frozen=True)
class Answer:
    """What loading a file came to: a task and what was said, a line, or an error that nobody meant."""

    task: Task | None = None
    notes: tuple[str, ...] = ()
    line: str = ""
    error: str = ""


def load(path: Path, **parameters: Any) -> Answer:
    """Load a file of one's own as the command line does."""
    given = {"label": "kind", "owner": "firm", "test_per_class": 5, **parameters}
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            task = load_task("csv", path=str(path), **given)
        except ValueError as error:
            return Answer(line=str(error))
        except Exception as error:
            return Answer(error=repr(error))
    return Answer(task, tuple(str(note.message) for note in heard))


def refused(answer: Answer, path: Path, line: int | None = None, column: str | None = None) -> Outcome:
    """Judge a file that must be refused, at a place where there is one."""
    if answer.error:
        return TRACEBACK
    needed = [str(path)] + ([f"line {line}"] if line else []) + ([f"column {column!r}"] if column else [])
    clear = (
        "\n" not in answer.line and len(answer.line) < 2000 and all(word in answer.line for word in needed)
    )
    return HELD if answer.task is None and clear else WRONG


def right(answer: Answer, true: Task, left_out: int = 0) -> Outcome:
    """Judge a file that must load as what it means, and say how many rows it left out."""
    if answer.error:
        return TRACEBACK
    told = any(f"{left_out:,} of" in note for note in answer.notes) if left_out else True
    return HELD if answer.task is not None and same(answer.task, true) and told else WRONG
