"""Processes killed at any moment: what they leave is whole, and what goes on with it ends where an undisturbed one does."""

from __future__ import annotations

import io
import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.torture._folders import dots_for_figures, strays, tables
from benchmarks.torture._trials import Trials, give
from benchmarks.torture.row import Row
from cocogen.scenarios.folders.lock import LOCK
from cocogen.scenarios.folders.manifest import has_manifest
from cocogen.scenarios.runs.stored_run import read_run
from cocogen.scenarios.studies.stored_study import STUDY

RUN = ("run", "churn", "--rounds", "6", "--quiet")
FORK = ("--at", "2", "--set", "redistribution.rule=equal", "--quiet")
SWEEP = (
    "sweep",
    "churn",
    "--set",
    "run.rounds=4",
    "--vary",
    "population.alpha=0.5,1",
    "--seeds",
    "2",
    "--quiet",
)
LOADED = (
    "cocogen.scenarios.command_line.application",
    "cocogen.scenarios.runs.runner",
    "cocogen.visualizations.figures",
    "pyarrow.parquet",
)
MOST_ATTEMPTS = 60
"""Kills of one run after which it may finish."""


@dataclass(frozen=True)
class Story:
    """A command that is killed again and again until it has finished.

    Args:
        kind: what is done, in words.
        first: words of the command that begins.
        again: words of the command that goes on.
        begun: tells whether there is something in a folder to go on with.
        left: judges what is in the folder after a kill.
        ended: judges what is in the folder in the end.
        before: a folder that is there already.
    """

    kind: str
    first: tuple[str, ...]
    again: tuple[str, ...]
    begun: Callable[[Path], bool]
    left: Callable[[Path], bool]
    ended: Callable[[Path], bool]
    before: Path | None = None


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield one row per command that the effort reaches; the full programme takes about five minutes."""
    rng = np.random.default_rng(0)
    for kills, make in ((60, _run), (40, _forced), (30, _fork), (20, _sweep("1")), (10, _sweep("2"))):
        if round(kills * effort):
            yield _told(make(scratch), round(kills * effort), scratch / "killed", rng)


def _run(scratch: Path) -> Story:
    new = _played(scratch / "new", *RUN)
    return Story(
        "kills of run, gone on with", RUN, (*RUN, "--resume"), has_manifest, _is_whole, _ends_as(new)
    )


def _forced(scratch: Path) -> Story:
    old, new = _played(scratch / "old", *RUN, "--seed", "1"), _played(scratch / "new", *RUN)
    origin, either = read_run(new).origin, (tables(old), tables(new))
    return Story(
        "kills of run --force over another run, gone on with",
        (*RUN, "--force"),
        (*RUN, "--resume"),
        lambda folder: read_run(folder).origin == origin,
        lambda folder: read_run(folder).progress != "" or tables(folder) in either,
        _ends_as(new),
        old,
    )


def _fork(scratch: Path) -> Story:
    first = ("fork", str(_played(scratch / "new", *RUN)), *FORK)
    again = ("fork", "--resume", "--quiet")
    ended = _ends_as(_played(scratch / "fork", *first))
    return Story("kills of fork, gone on with", first, again, has_manifest, _is_whole, ended)


def _sweep(jobs: str) -> Callable[[Path], Story]:
    def story(scratch: Path) -> Story:
        cells = (_played(scratch / "sweep", *SWEEP, "--jobs", "1") / "cells.parquet").read_bytes()
        words = (*SWEEP, "--jobs", jobs)
        return Story(
            f"kills of sweep with {jobs} process{'es' if jobs > '1' else ''}, gone on with",
            words,
            words,
            lambda folder: (folder / STUDY).is_file(),
            lambda folder: give("report", str(folder), "--quiet").code in (0, 2),
            lambda folder: (folder / "cells.parquet").read_bytes() == cells,
        )

    return story


def _played(folder: Path, *words: str) -> Path:
    """Play a command undisturbed, unless that was done, and return its folder."""
    if not folder.exists():
        said = give(*words, "--out", str(folder))
        assert said.code == 0, said.err
    return folder


def _is_whole(folder: Path) -> bool:
    return not has_manifest(folder) or read_run(folder).scenario != ""


def _ends_as(expected: Path) -> Callable[[Path], bool]:
    return lambda folder: tables(folder) == tables(expected) and strays(folder) <= {LOCK}


def _told(story: Story, kills: int, folder: Path, rng: np.random.Generator) -> Row:
    """Kill a command so often, each time at another moment, in as many lives as it takes."""
    trials = Trials(story.kind)
    shutil.rmtree(folder, ignore_errors=True)
    seconds = _undisturbed(story, folder)
    while kills:
        _begin(story, folder)
        for attempt in range(MOST_ATTEMPTS):
            words = story.again if attempt and story.begun(folder) else story.first
            if not kills or not _is_killed(words, folder, float(rng.uniform(0, seconds))):
                break
            kills -= 1
            trials.count("held" if _is_right(story.left, folder) else "wrong", f"after kill {attempt + 1}")
        words = story.again if story.begun(folder) else story.first
        code = _finished(words, folder)
        if code or not _is_right(story.ended, folder):
            trials.count("broken" if code == 70 else "wrong", f"the end, exit code {code}")
    shutil.rmtree(folder, ignore_errors=True)
    return trials.row()


def _undisturbed(story: Story, folder: Path) -> float:
    """Play once from beginning to end, and return how long that takes (seconds)."""
    _begin(story, folder)
    started = time.perf_counter()
    assert _finished(story.first, folder) == 0
    return time.perf_counter() - started


def _begin(story: Story, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if story.before is not None:
        shutil.copytree(story.before, folder)


def _is_right(judge: Callable[[Path], bool], folder: Path) -> bool:
    """Tell whether a judge is content; one that cannot even read the folder is not."""
    if not folder.exists():
        return True
    try:
        return judge(folder)
    except ValueError as error:
        print(error, file=sys.stderr)
        return False


def _is_killed(words: Sequence[str], folder: Path, seconds: float) -> bool:
    """Start a command, kill it after some seconds, and tell whether it was still at work."""
    process = _started(words, folder)
    process.join(seconds)
    if process.exitcode is not None:
        return False
    process.kill()
    process.join()
    return True


def _finished(words: Sequence[str], folder: Path) -> int:
    process = _started(words, folder)
    process.join()
    return int(process.exitcode or 0)


def _started(words: Sequence[str], folder: Path) -> multiprocessing.process.BaseProcess:
    """Start a command in a process of its own, by a server that has everything loaded already where there is one."""
    can_fork = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if can_fork else "spawn")
    if can_fork:
        context.set_forkserver_preload(list(LOADED))
    process = context.Process(target=_command, args=([*words, "--out", str(folder)],))
    process.start()
    return process


def _command(words: list[str]) -> None:
    """Give a command as the only thing that this process does, with a commit after every round."""
    from cocogen.scenarios.command_line.guard import guarded
    from cocogen.scenarios.runs import runner

    os.environ["OMP_NUM_THREADS"] = "1"
    runner.CHECKPOINT_SECONDS, runner.CHECKPOINT_SHARE = 0.0, 1e9
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    with dots_for_figures():
        sys.exit(guarded(words))
