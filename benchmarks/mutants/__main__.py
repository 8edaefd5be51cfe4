"""Put one deliberate error after another into a copy of the repository, and see whether its tests notice.

Every error is in a formula of the theory, of a rule, of behaviour or of statistics. The tests that are run are those of the formula's own
neighbourhood; an error that they miss would have to be found far from where it was made. Exit code 1: some error was missed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Literal

from benchmarks.mutants.errors import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("agents", "model", "scenarios", "visualizations")
COPIED = (*ROOMS, "tests", "benchmarks", "docs")
PATIENCE = 600.0
"""Seconds after which tests that hang have noticed."""
HEAD = """# Errors that the tests must catch

A test that cannot fail proves nothing. Made by `python -m benchmarks.mutants --out docs/mutants.md`: each line is an error that was put into the code on purpose, one at a
time, with the tests that were then run (property tests draw the same cases every time). *Caught*: some test failed.

"""
Outcome = Literal["caught", "missed", "broken"]


def main() -> int:
    """Try every error and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="Markdown page to write")
    parser.add_argument("--only", default="", help="errors in files whose path contains this")
    options = parser.parse_args()
    chosen = [mutant for mutant in mutants() if options.only in mutant.file]
    started, outcomes = time.perf_counter(), []
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        for mutant in chosen:
            outcomes.append(tried(copy, mutant))
            print(f"{outcomes[-1]:7} {mutant.file}: {mutant.wrong.strip()}", flush=True)
    minutes = (time.perf_counter() - started) / 60
    if options.out is not None:
        options.out.write_text(page(chosen, outcomes, minutes), encoding="utf-8")
    return int(set(outcomes) != {"caught"})


def copied(folder: Path) -> Path:
    """Return a copy of the repository, as it is imported."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.png"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    package = folder / ".rooms" / "cocogen"
    package.mkdir(parents=True)
    for room in ROOMS:
        (package / room).symlink_to(folder / room)
    (package / "__init__.py").symlink_to(folder / "model" / "entrance" / "__init__.py")
    return folder


def tried(copy: Path, mutant: Mutant) -> Outcome:
    """Return what the tests say of an error: caught, missed, or that they could not be run."""
    file = copy / mutant.file
    right = file.read_text(encoding="utf-8")
    file.write_text(broken(right, mutant), encoding="utf-8")
    words = ["-m", "pytest", "-q", "-x", "-m", "not slow", "-p", "no:cacheprovider", *mutant.tests.split()]
    environment = os.environ | {
        "PYTHONPATH": str(copy / ".rooms"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CI": "true",
    }
    try:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=copy,
            env=environment,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "caught"
    finally:
        file.write_text(right, encoding="utf-8")
    found: dict[int, Outcome] = {0: "missed", 1: "caught"}
    return found.get(done.returncode, "broken")


def broken(text: str, mutant: Mutant) -> str:
    """Return the text with the error in it.

    Raises:
        ValueError: if what is to be wrong does not stand there exactly once.
    """
    if text.count(mutant.right) != 1:
        raise ValueError(f"{mutant.file} has {mutant.right!r} {text.count(mutant.right)} times, not once")
    return text.replace(mutant.right, mutant.wrong)


def page(chosen: list[Mutant], outcomes: list[Outcome], minutes: float) -> str:
    """Return the Markdown page."""
    count = outcomes.count("caught")
    lines = [
        f"**{count} of {len(outcomes)} caught**, in {minutes:.0f} minutes.\n",
        "| where | right | wrong | |",
        "|---|---|---|---|",
    ]
    for mutant, outcome in zip(chosen, outcomes, strict=True):
        texts = (text.strip().replace("|", "\\|") for text in (mutant.right, mutant.wrong))
        lines.append(f"| {mutant.file} | {' | '.join(f'`{text}`' for text in texts)} | {outcome} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
