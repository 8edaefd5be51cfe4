"""Single bits flipped in run folders, on the curve and with real training: every reader refuses by name, or comes to the same."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.torture._folders import tables
from benchmarks.torture._trials import Said, Trials, bits, flipped, give
from benchmarks.torture.row import Row

FORK = ("--at", "1", "--set", "redistribution.rule=equal", "--quiet")

FILES = {
    "config.toml": 60,
    "summary.json": 60,
    "rounds.parquet": 60,
    "organizations.parquet": 300,
    "transfers.parquet": 60,
    "events.parquet": 60,
    "figures/churn.png": 30,
    "figures/churn.pdf": 30,
    "checkpoint/pairwise.safetensors": 150,
    "manifest.json": 200,
}
"""How many bits are flipped in each file of a run on the curve."""
TRAINED_FILES = {"checkpoint/CoCoGen+.safetensors": 40, "organizations.parquet": 40}

Reader = Callable[[Path, Path], tuple[Said, list[bytes]]]
"""Reads a run folder with a command, writes to another folder, and returns what was said and made."""


@dataclass(frozen=True)
class Subject:
    """A run whose files are damaged.

    Args:
        kind: of run, in words.
        folder: of the run.
        longer: words of the command that goes on with it.
        flips: how many bits of which files.
    """

    kind: str
    folder: Path
    longer: tuple[str, ...]
    flips: Mapping[str, int]

    def readers(self) -> dict[str, Reader]:
        """Return the commands that read a run folder."""
        return {"report": _report, "compare": _compare, "fork": _fork, "resume": self._resume}

    def _resume(self, folder: Path, out: Path) -> tuple[Said, list[bytes]]:
        shutil.copytree(folder, out / "resumed")
        said = give(*self.longer, "--resume", "--quiet", "--out", str(out / "resumed"))
        return said, tables(out / "resumed") if said.code == 0 else []


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield one row per kind of file; the full programme takes about three minutes."""
    rng = np.random.default_rng(0)
    for subject in _subjects(effort, scratch):
        expected = {name: _read(reader, subject.folder) for name, reader in subject.readers().items()}
        for name, flips in subject.flips.items():
            trials = Trials(f"bits flipped in {name} of {subject.kind}, read by {', '.join(expected)}")
            for bit in bits(subject.folder / name, flips, rng):
                with flipped(subject.folder / name, bit):
                    for command, reader in subject.readers().items():
                        outcome = _outcome(_read(reader, subject.folder), expected[command], name)
                        trials.count(outcome, f"{command}, bit {bit}")
            yield trials.row()


def _subjects(effort: float, scratch: Path) -> Iterator[Subject]:
    """Yield the runs of whose files an effort damages at least one bit."""
    curve, forked, trained = scratch / "curve", scratch / "forked", scratch / "trained"
    played = {
        curve: ("run", "churn", "--rounds", "3", "--quiet"),
        forked: ("fork", str(curve), *FORK),
        trained: ("run", "quickstart", "--rounds", "2", "--set", "population.organizations=4", "--quiet"),
    }
    subjects = (
        Subject("a run", curve, ("run", "churn", "--rounds", "4"), FILES),
        Subject("a fork", forked, ("fork", "--rounds", "4"), {"past.safetensors": 40, "manifest.json": 40}),
        Subject("real training", trained, ("run", "quickstart", "--rounds", "3"), TRAINED_FILES),
    )
    for subject in subjects:
        flips = {name: round(count * effort) for name, count in subject.flips.items()}
        if any(flips.values()):
            said = give(*played[subject.folder], "--out", str(subject.folder))
            assert said.code == 0, said.err
            yield replace(subject, flips={name: count for name, count in flips.items() if count})


def _read(reader: Reader, folder: Path) -> tuple[Said, list[bytes]]:
    with tempfile.TemporaryDirectory(dir=folder.parent) as out:
        return reader(folder, Path(out))


def _outcome(found: tuple[Said, list[bytes]], expected: tuple[Said, list[bytes]], name: str) -> str:
    said, made = found
    if said.code == 70:
        return "broken"
    is_right = said.code == 0 and made == expected[1]
    return "held" if is_right or said.is_refused(name) else "wrong"


def _report(folder: Path, out: Path) -> tuple[Said, list[bytes]]:
    said = give("report", str(folder), "--quiet", "--out", str(out / "page.html"))
    return said, [path.read_bytes() for path in out.glob("page.html")]


def _compare(folder: Path, out: Path) -> tuple[Said, list[bytes]]:
    said = give("compare", str(folder), str(folder), "--quiet", "--out", str(out / "compared"))
    return said, [path.read_bytes() for path in out.glob("compared/*.parquet")]


def _fork(folder: Path, out: Path) -> tuple[Said, list[bytes]]:
    said = give("fork", str(folder), *FORK, "--out", str(out / "fork"))
    return said, tables(out / "fork") if said.code == 0 else []
