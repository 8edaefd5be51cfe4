"""Where a run comes from: what was asked for, and the commands that play it again or go on with it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from cocogen.model.config.overrides import assignment

OPTIONS = {"run.seed": "--seed", "run.rounds": "--rounds"}
"""Fields that have an option of their own."""


@dataclass(frozen=True)
class ForkPoint:
    """Where a fork left the run that it was made from.

    Args:
        parent: path of that run's folder, from the fork's own folder.
        identity: of that run's manifest at the time.
        variant: which of that run's variants.
        at: the last round that both have in common.
    """

    parent: str
    identity: str
    variant: str
    at: int

    @classmethod
    def from_paths(cls, parent: Path, folder: Path, identity: str, variant: str, at: int) -> ForkPoint:
        """Describe a fork of the run in ``parent`` that is kept in ``folder``, so that both may move together."""
        try:
            way = os.path.relpath(parent.resolve(), folder.resolve())
        except ValueError:  # another drive
            way = str(parent.resolve())
        return cls(Path(way).as_posix(), identity, variant, at)

    def parent_of(self, folder: Path) -> Path:
        """Return where the run is that the fork in ``folder`` was made from, as seen from here."""
        path = Path(os.path.normpath(folder.resolve() / self.parent))
        try:
            return path.relative_to(Path.cwd())
        except ValueError:
            return path


@dataclass(frozen=True)
class Origin:
    """What was asked for.

    Args:
        scenario: name of the scenario; of a fork, that with which it all began.
        overrides: fields by dotted name that were set; of a fork, what it changes.
        fork: where it left that run; None if it is no fork.
    """

    scenario: str
    overrides: Mapping[str, Any]
    fork: ForkPoint | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Origin:
        """Undo :meth:`as_json`.

        Raises:
            ValueError: if the data are of another shape.
        """
        return TypeAdapter(cls).validate_python(data)

    def command(self, folder: Path) -> str:
        """Return the command that plays the same again, into another folder; ``folder`` is where this one is kept."""
        if self.fork is None:
            words = ["run", shell_word(self.scenario)]
        else:
            words = ["fork", shell_word(self.fork.parent_of(folder)), f"--at {self.fork.at}"]
            words.append(f"--variant {shell_word(self.fork.variant)}")
        return " ".join(["cocogen", *words, *map(_option, self.overrides.items())])

    def resume_command(self, folder: Path) -> str:
        """Return the command that goes on with what is in ``folder``, whose options are remembered there."""
        what = "fork" if self.fork is not None else f"run {shell_word(self.scenario)}"
        return f"cocogen {what} --resume --out {shell_word(folder)}"


def shell_word(word: object) -> str:
    r"""Return a word as it is typed in a shell; one that is no text, as paths may be, in the way that bash and zsh read.

    Example:
        >>> print(shell_word("my runs"), shell_word("a\udcff"))
        'my runs' $'a\xff'
    """
    text = str(word)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        bytes_of_it = os.fsencode(text)
        shown = "".join(chr(b) if 32 <= b < 127 and b not in b"'\\" else f"\\x{b:02x}" for b in bytes_of_it)
        return f"$'{shown}'"
    return shlex.quote(text)


def _option(override: tuple[str, Any]) -> str:
    name, value = override
    if name in OPTIONS:
        return f"{OPTIONS[name]} {value}"
    return f"--set {assignment(name, value)}"
