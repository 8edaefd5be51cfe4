"""A disk that is full at any write: the folder holds the old run or the new one, whole, and going on comes to the same."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.torture._folders import dots_for_figures, strays, tables
from benchmarks.torture._trials import Said, Trials, give
from benchmarks.torture.row import Row
from cocogen.scenarios.folders.lock import LOCK
from cocogen.scenarios.folders.manifest import has_manifest
from cocogen.scenarios.runs import runner
from cocogen.scenarios.runs.stored_run import read_run

RUN = ("run", "churn", "--rounds", "3", "--quiet")
FORK = ("--at", "1", "--set", "redistribution.rule=equal", "--quiet")
SWEEP = ("sweep", "churn", "--set", "run.rounds=2", "--seeds", "2", "--jobs", "1", "--quiet")
WRITES = ("open", "write", "fsync", "replace", "mkdir")
"""Functions of :mod:`os` that need room on the disk; all that this project writes goes through them."""

Judge = Callable[[Path], str]
"""Says what came of a folder after the disk was full."""


@contextmanager
def full_disk(after: int, *, lasting: bool = True) -> Iterator[list[str]]:
    """Let the disk be full after so many writes, for good or for one write only; yield the list of writes."""
    done: list[str] = []

    def limited(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return real(*arguments, **options)
            done.append(name)
            if len(done) == after + 1 or (lasting and len(done) > after):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments, **options)

        return call

    with patch.multiple(os, **{name: limited(name, getattr(os, name)) for name in WRITES}):
        yield done


@contextmanager
def small_files(most: int) -> Iterator[None]:
    """Let the system itself refuse to write files longer than ``most`` bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def a_checkpoint_every_round() -> Iterator[None]:
    """Let runs commit after every round."""
    with patch.multiple(runner, CHECKPOINT_SECONDS=0.0, CHECKPOINT_SHARE=1e9):
        yield


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield one row per command that the effort reaches; the full programme takes about four minutes."""
    expected = _Expected(scratch)
    lasting, once = "disk full from any write on", "any one write fails for want of room"
    forced = (*RUN, "--force")
    with a_checkpoint_every_round(), dots_for_figures():
        for full, times in ((lasting, 90), (once, 30)):
            if wanted := round(times * effort):
                writes = _Writes(scratch, wanted, is_lasting=full == lasting)
                yield writes.row(f"{full}, in run --force", forced, expected.replaced, expected.old)
                yield writes.row(f"{full}, in run", RUN, expected.gone_on_with)
        if wanted := round(40 * effort):
            writes, forking = _Writes(scratch, wanted), ("fork", str(expected.new), *FORK)
            yield writes.row(f"{lasting}, in fork", forking, expected.fork_gone_on_with)
            yield writes.row(f"{lasting}, in sweep", SWEEP, expected.study_gone_on_with)
        if wanted := round(30 * effort):
            yield _small_files(forced, expected, wanted)


class _Expected:
    """What should be in a folder in the end, played when it is first asked for; and the judges that know it."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    @cached_property
    def old(self) -> Path:
        return self._made("old", *RUN, "--seed", "1")

    @cached_property
    def new(self) -> Path:
        return self._made("new", *RUN)

    @cached_property
    def fork(self) -> Path:
        return self._made("fork", "fork", str(self.new), *FORK)

    @cached_property
    def sweep(self) -> Path:
        return self._made("sweep", *SWEEP)

    def replaced(self, folder: Path) -> str:
        is_run = read_run(folder).summary != {} and strays(folder) <= {LOCK}
        return "held" if is_run and self._holds(folder, self.old, self.new) else "wrong"

    def gone_on_with(self, folder: Path) -> str:
        again = (*RUN, *(["--resume"] if has_manifest(folder) else []), "--out", str(folder))
        return "held" if give(*again).code == 0 and self._holds(folder, self.new) else "wrong"

    def fork_gone_on_with(self, folder: Path) -> str:
        words = ("fork", "--resume", "--quiet") if has_manifest(folder) else ("fork", str(self.new), *FORK)
        return (
            "held"
            if give(*words, "--out", str(folder)).code == 0 and self._holds(folder, self.fork)
            else "wrong"
        )

    def study_gone_on_with(self, folder: Path) -> str:
        said = give(*SWEEP, "--out", str(folder))
        same = (folder / "cells.parquet").read_bytes() == (self.sweep / "cells.parquet").read_bytes()
        return "held" if said.code == 0 and same else "wrong"

    def _holds(self, folder: Path, *expected: Path) -> bool:
        """Tell whether a folder holds one of some runs, or the beginning of one, that is a committed set."""
        return read_run(folder).progress != "" or tables(folder) in [tables(path) for path in expected]

    def _made(self, name: str, *words: str) -> Path:
        said = give(*words, "--out", str(self.scratch / name))
        assert said.code == 0, said.err
        return self.scratch / name


@dataclass(frozen=True)
class _Writes:
    """Room for more and more writes, evenly spread over all that a command makes."""

    scratch: Path
    wanted: int
    is_lasting: bool = True

    def row(self, kind: str, words: tuple[str, ...], judge: Judge, before: Path | None = None) -> Row:
        """Try a command.

        Args:
            kind: what is tried, in words.
            words: of the command.
            judge: says what came of it.
            before: what the folder held.
        """
        with a_copy(before, self.scratch) as folder, full_disk(10**9) as writes:
            assert give(*words, "--out", str(folder)).code == 0
        trials = Trials(kind)
        for place in range(self.wanted):
            after = round((place + 0.5) * len(writes) / self.wanted)
            with a_copy(before, self.scratch) as folder:
                with full_disk(after, lasting=self.is_lasting):
                    said = give(*words, "--out", str(folder))
                trials.count(_outcome(said, judge, folder), f"write {after} of {len(writes)}: {said.err}")
        return trials.row()


def _small_files(words: tuple[str, ...], expected: _Expected, times: int) -> Row:
    trials = Trials("files limited in size by the system, in run --force")
    largest = max(path.stat().st_size for path in expected.old.rglob("*") if path.is_file())
    for trial in range(times):
        with a_copy(expected.old, expected.scratch) as folder:
            with small_files(round(largest * (trial + 0.5) / times)):
                said = give(*words, "--out", str(folder))
            trials.count(_outcome(said, expected.replaced, folder), f"trial {trial}: {said.err}")
    return trials.row()


def _outcome(said: Said, judge: Judge, folder: Path) -> str:
    if said.code == 70:
        return "broken"
    return judge(folder) if said.code == 0 or said.is_refused() else "wrong"


@contextmanager
def a_copy(before: Path | None, scratch: Path) -> Iterator[Path]:
    """Yield a folder that holds a copy of a run, or a path where nothing is."""
    folder = scratch / "tried"
    if before is not None:
        shutil.copytree(before, folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
