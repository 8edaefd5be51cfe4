"""``cocogen sweep``: play a study's cells, survive interruptions, and show means with intervals over seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocogen.scenarios.console.terminal import (
    bold,
    progress_console,
    quoted,
    say,
    say_error,
    say_stopped,
)
from cocogen.scenarios.runs.stopping import STOP

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from cocogen.scenarios.asking.playing_studies import Study
    from cocogen.scenarios.reporting.progress import CellProgress
    from cocogen.scenarios.studies.plan import Plan
    from cocogen.scenarios.studies.playing import Watch


@click.command()
@click.argument("name", metavar="STUDY")
@click.option(
    "--vary",
    "varied",
    metavar="FIELD=VALUES",
    multiple=True,
    help="Vary a field: population.alpha=0.1,0.3,1 or competition.intensity=0.02..0.1:5.",
)
@click.option(
    "--seeds", metavar="N", help="How many seeds, or which: 5 or 3,7,9.  [default: the study's, else 10]"
)
@click.option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help="Set a field in every cell.")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    help="Show this measure.  [default: the study's, else the usual four]",
)
@click.option(
    "--design", help="grid, latin-hypercube, sobol, saltelli or morris.  [default: the study's, else grid]"
)
@click.option("--points", type=int, help="Points of a design that is no grid.")
@click.option("--jobs", type=click.IntRange(1, 1024), help="Processes.  [default: as many as cores]")
@click.option("--cluster", metavar="ADDRESS", help="Compute on a Dask cluster instead, e.g. tcp://host:8786.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder.  [default: runs/STUDY-hash, the same each time]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
@click.option("--quiet", is_flag=True, help="Print the folder's path only.")
def sweep(
    name: str,
    varied: tuple[str, ...],
    seeds: str | None,
    assignments: tuple[str, ...],
    measures: tuple[str, ...],
    design: str | None,
    points: int | None,
    jobs: int | None,
    cluster: str | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Play a scenario over several seeds and values of its fields, into one tidy table with intervals.

    STUDY is a study that cocogen list shows, a study file (.toml or .py), or a scenario. The same command again goes
    on where the last one stopped.
    """
    from cocogen.model.config.overrides import parse_assignments
    from cocogen.scenarios.asking.playing_studies import Study
    from cocogen.scenarios.studies.factors import parse_factor

    study = Study(
        name,
        dict(parse_factor(text) for text in varied),
        seeds=None if seeds is None else read_seeds(seeds),
        overrides=parse_assignments(assignments),
        measures=measures or None,
        design=design,
        points=points,
    )
    return _sweep(study, out, jobs, cluster, as_json=as_json, quiet=quiet)


def watched(plan: Plan, question: str, *, quiet: bool, expected: Callable[[], str] = str) -> Watch:
    """Return who is told how a plan goes: a bar for the reader, below the question.

    Args:
        plan: what is computed.
        question: said before the bar.
        quiet: show nothing.
        expected: says what the missing cells will take, in a sentence; asked once the folder is claimed.
    """

    def watch(missing: int, where: str) -> CellProgress:
        from cocogen.scenarios.reporting.progress import CellProgress

        if not quiet:
            _print_opening(plan, missing, question, where, expected() if missing else "")
        return CellProgress(len(plan.cells), quiet=quiet)

    return watch


def say_interrupted(path: Path) -> int:
    """Say that a study was stopped and how to go on, and return the exit code."""
    say_stopped(f"stopped; what was done is in {path}, and the same command goes on")
    return STOP.code


def _print_opening(plan: Plan, missing: int, question: str, where: str, expected: str) -> None:
    done = len(plan.cells) - missing
    before = f", {done} of them done before" if done else ""
    console = progress_console()
    console.print(bold(question or plan.name))
    console.print(f"{len(plan.rows)} rows from {len(plan.cells)} cells{before}; {where}.")
    if expected:
        console.print(expected)
    if plan.settings:
        console.print(plan.settings)
    used = ", ".join(plan.calibrations) or "none"
    console.print(f"Calibration: {used}.\n")


def read_seeds(text: str) -> int | list[int]:
    """Read ``5`` as a number of seeds and ``3,7,9`` (or ``3,``) as the seeds themselves.

    Raises:
        StudyError: if it is neither.
    """
    from cocogen.scenarios.studies.study import StudyError

    parts = [part.strip() for part in text.split(",")]
    numbers = [part for part in parts if part]
    if not numbers or not all(part.isdecimal() for part in numbers):
        raise StudyError(f"--seeds takes how many (5) or which (3,7,9), got {text!r}")
    return int(numbers[0]) if len(parts) == 1 else [int(part) for part in numbers]


def _sweep(
    study: Study, out: Path | None, jobs: int | None, cluster: str | None, *, as_json: bool, quiet: bool
) -> int:
    from cocogen.scenarios.reporting.sweep_tables import indices_by_measure, print_sweep, sweep_data
    from cocogen.scenarios.studies.engine import Interrupted
    from cocogen.scenarios.studies.playing import default_folder

    declared, path = study.declaration, out or default_folder(study.plan)
    watch = watched(study.plan, declared.question, quiet=quiet or as_json)
    try:
        found = study.play(watch, jobs=jobs, cluster=cluster, out=path)
    except (Interrupted, KeyboardInterrupt):
        return say_interrupted(path)
    if as_json:
        say(sweep_data(found.summary, path, indices_by_measure(found)))
    elif quiet:
        say(path)
    else:
        print_sweep(found, path, declared.next_command or f"cocogen report {quoted(path)}")
    return exit_code(found.table)


def exit_code(table: pd.DataFrame) -> int:
    """Return 0 if any row came out, else say that none did and return 1."""
    if (table["error"] == "").any():
        return 0
    say_error(f"every cell failed: {table['error'].value_counts().index[0]}")
    return 1
