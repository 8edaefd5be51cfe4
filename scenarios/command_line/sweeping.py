"""``cocogen sweep``: play a study's cells, survive interruptions, and show means with intervals over seeds."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    import pandas as pd

    from cocogen.scenarios.studies.plan import Plan
    from cocogen.scenarios.studies.study import Study

RUNS = Path("runs")


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
@click.option("--design", help="grid, latin-hypercube or sobol.  [default: the study's, else grid]")
@click.option("--points", type=int, help="Points of a latin-hypercube or sobol design.")
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
    study = _study(name, varied, seeds, assignments, measures, design, points)
    plan = study.plan()
    return _sweep(study, plan, out or default_folder(plan), jobs, cluster, as_json=as_json, quiet=quiet)


def play(
    plan: Plan,
    path: Path,
    jobs: int | None,
    cluster: str | None,
    *,
    opening: str,
    quiet: bool,
    finish: Callable[[pd.DataFrame], Mapping[str, bytes]],
) -> pd.DataFrame | None:
    """Compute a plan into a folder, showing how it goes.

    Args:
        plan: what to compute.
        path: the folder, new or holding a part of the same plan.
        jobs: processes; None for as many as cores, or cells if those are fewer.
        cluster: address of a Dask scheduler that computes instead.
        opening: the question, said before the bar.
        quiet: show nothing.
        finish: makes further files, by name, from the result table.

    Returns:
        The result table; None if it was stopped, which has been said then.

    Raises:
        ValueError: one line, if the folder or the cluster cannot be used, a worker has other versions, or a file that cells
            read has changed.
    """
    from cocogen.scenarios.reporting.progress import CellProgress
    from cocogen.scenarios.studies.engine import Interrupted, run_plan
    from cocogen.scenarios.studies.study_folder import StudyFolder
    from cocogen.scenarios.studies.worker import CannotGoOn

    folder = StudyFolder(path, plan)
    folder.claim()
    try:
        missing = len(plan.cells) - len(folder.finished())
        with _workers(jobs, cluster, missing) as (executor, width, where):
            if not quiet:
                _print_opening(plan, missing, opening, where)
            with CellProgress(len(plan.cells), quiet=quiet) as progress:
                table = run_plan(folder, executor, progress, window=2 * width)
        folder.add(finish(table))
        return table
    except (Interrupted, KeyboardInterrupt):
        say_stopped(f"stopped; what was done is in {path}, and the same command goes on")
        return None
    except CannotGoOn as error:
        raise ValueError(str(error)) from None
    finally:
        folder.release()


@contextmanager
def _workers(jobs: int | None, cluster: str | None, cells: int) -> Iterator[tuple[Executor, int, str]]:
    """Yield an executor, how many cells it computes at once, and where that is, in words."""
    from cocogen.scenarios.studies.executors import local_executor, usable_cores

    if cluster is not None:
        from cocogen.scenarios.studies.cluster import WIDTH, Cluster

        with Cluster(cluster) as executor:
            yield executor, WIDTH, f"on the cluster at {cluster}"
        return
    width = max(1, min(jobs or usable_cores(), cells))
    yield local_executor(width), width, "in this process" if width == 1 else f"in {width} processes"


def _print_opening(plan: Plan, missing: int, question: str, where: str) -> None:
    done = len(plan.cells) - missing
    before = f", {done} of them done before" if done else ""
    console = progress_console()
    console.print(bold(question or plan.name))
    console.print(f"{len(plan.rows)} rows from {len(plan.cells)} cells{before}; {where}.")
    if plan.settings:
        console.print(plan.settings)
    used = ", ".join(plan.calibrations) or "none"
    console.print(f"Calibration: {used}.\n")


def default_folder(plan: Plan) -> Path:
    """Return the folder that a plan has by default: always the same, so that the same command goes on."""
    return RUNS / f"{plan.name}-{plan.identity[:8]}"


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


def _study(
    name: str,
    varied: Sequence[str],
    seeds: str | None,
    assignments: Sequence[str],
    measures: Sequence[str],
    design: str | None,
    points: int | None,
) -> Study:
    from cocogen.model.config.overrides import parse_assignments
    from cocogen.scenarios.description.catalog import scenario_names
    from cocogen.scenarios.studies.catalog import load_study, scenario_study
    from cocogen.scenarios.studies.factors import parse_factor

    factors = dict(parse_factor(text) for text in varied)
    study = scenario_study(name) if factors and name in scenario_names() else load_study(name)
    changes: dict[str, Any] = {}
    if factors:
        changes["factors"] = {**study.factors, **factors}
    if seeds is not None:
        changes["seeds"] = read_seeds(seeds)
    if assignments:
        changes["settings"] = {**study.settings, **parse_assignments(assignments)}
    if measures:
        changes["measures"] = list(measures)
    if design is not None:
        changes["design"] = design
    if points is not None:
        changes["points"] = points
    return study.changed(**changes) if changes else study


def _sweep(
    study: Study, plan: Plan, path: Path, jobs: int | None, cluster: str | None, *, as_json: bool, quiet: bool
) -> int:
    from cocogen.scenarios.reporting.study_figures import sweep_figures
    from cocogen.scenarios.reporting.study_result import study_result
    from cocogen.scenarios.reporting.sweep_tables import print_sweep, sweep_data
    from cocogen.scenarios.studies.stored_study import FIGURES

    drawn: dict[str, bytes] = {}

    def draw(table: pd.DataFrame) -> dict[str, bytes]:
        measures = study_result(study, table).measures
        files = sweep_figures(table, list(study.factors), measures, scattered=study.design != "grid")
        drawn.update({f"{FIGURES}{name}": content for name, content in files.items()})
        return drawn

    table = play(plan, path, jobs, cluster, opening=study.question, quiet=quiet or as_json, finish=draw)
    if table is None:
        return STOP.code
    said = study_result(study, table)
    if as_json:
        say(sweep_data(said.summary, path))
    elif quiet:
        say(path)
    else:
        next_command = study.next_command or f"cocogen report {quoted(path)}"
        figures = [path / name for name in drawn][:1]
        print_sweep(said.summary, said.measures, table, path, figures, next_command, said.influence)
    return exit_code(table)


def exit_code(table: pd.DataFrame) -> int:
    """Return 0 if any row came out, else say that none did and return 1."""
    if (table["error"] == "").any():
        return 0
    say_error(f"every cell failed: {table['error'].value_counts().index[0]}")
    return 1
