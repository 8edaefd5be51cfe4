"""What the topics share: counting outcomes, damaging files, giving commands and hearing what they say."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.torture.row import Row


@dataclass
class Trials:
    """Outcomes of one kind of mistreatment.

    Args:
        kind: what is done, in words.
    """

    kind: str
    held: int = 0
    wrong: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def count(self, outcome: str, what: str) -> None:
        """Count an outcome, "held", "wrong" or "broken", and say what was done where it was not held."""
        if outcome == "held":
            self.held += 1
            return
        print(f"{self.kind}: {outcome}: {what}", file=sys.stderr)
        (self.wrong if outcome == "wrong" else self.broken).append(what)

    def row(self) -> Row:
        """Return the line of the table."""
        wrong, broken = len(self.wrong), len(self.broken)
        return Row(self.kind, self.held + wrong + broken, self.held, wrong, broken)


def read_outcome(read: Callable[[], Any], expected: Any, file: Path) -> tuple[str, str]:
    """Return what came of reading damaged files, and why.

    Held: what was read is right all the same, or refused in one line that names the file.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = read()
        except ValueError as error:
            one_line = "\n" not in str(error) and file.name in str(error)
            return ("held" if one_line else "wrong"), f"{file.name}: {error}"
        except Exception as error:
            return "broken", f"{file.name}: {type(error).__name__}: {error}"
    return ("held" if found == expected else "wrong"), f"{file.name}: read as something else"


@contextlib.contextmanager
def flipped(path: Path, bit: int) -> Iterator[None]:
    """Flip one bit of a file for a while."""
    whole = path.read_bytes()
    damaged = bytearray(whole)
    damaged[bit // 8] ^= 1 << bit % 8
    path.write_bytes(damaged)
    try:
        yield
    finally:
        path.write_bytes(whole)


@contextlib.contextmanager
def holding(path: Path, content: bytes) -> Iterator[None]:
    """Let a file hold something else for a while."""
    whole = path.read_bytes()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(whole)


def bits(path: Path, count: int, rng: np.random.Generator) -> list[int]:
    """Draw different bits of a file."""
    size = 8 * path.stat().st_size
    return sorted(rng.choice(size, min(count, size), replace=False).tolist())


def share(full: int, effort: float) -> int:
    """Return how many of ``full`` trials an effort makes, at least one."""
    return max(1, round(full * effort))


@dataclass(frozen=True)
class Said:
    """What a command came to.

    Args:
        code: its exit code; 70 where something was not foreseen.
        out: standard output.
        err: standard error.
    """

    code: int
    out: str
    err: str

    def is_refused(self, *names: str) -> bool:
        """Tell whether it was refused as it should: exit code 2, nothing printed, one line that names these."""
        lines = [
            line for line in self.err.splitlines() if line.startswith("cocogen: ") and ": note: " not in line
        ]
        return (
            self.code == 2
            and self.out == ""
            and len(lines) == 1
            and "Traceback" not in self.err
            and all(name in lines[0] for name in names)
        )


def give(*words: str) -> Said:
    """Give a command in this process."""
    from cocogen.scenarios.command_line.application import run_command

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("default")
        try:
            code = run_command(list(words))
        except BaseException as error:
            return Said(70, out.getvalue(), f"{err.getvalue()}Traceback: {type(error).__name__}: {error}")
    return Said(code, out.getvalue(), err.getvalue())
