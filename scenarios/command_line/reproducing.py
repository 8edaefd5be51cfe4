"""``cocogen reproduce``: compute every experiment, judge every claim, and print the table of verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from cocogen.scenarios.console.terminal import json_line, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from cocogen.scenarios.studies.plan import Plan


class Judged(Protocol):
    """What was found about a claim somewhere."""

    def record(self) -> dict[str, Any]:
        """Return it as one row of a table."""


@click.command()
@click.option("--quick", is_flag=True, help="Fewer seeds, rounds and tasks: about two minutes on two cores.")
@click.option(
    "--worlds", is_flag=True, help="Vary what is assumed: the claims on welfare and retention in many worlds."
)
@click.option("--jobs", type=click.IntRange(1, 1024), help="Processes.  [default: as many as cores]")
@click.option("--cluster", metavar="ADDRESS", help="Compute on a Dask cluster instead, e.g. tcp://host:8786.")
@click.option(
    "--task", "wanted", multiple=True, help="Train really on this task.  [default: all that are ready]"
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder.  [default: runs/reproduce-hash]")
@click.option("--json", "as_json", is_flag=True, help="Print the findings for machines.")
@click.option("--quiet", is_flag=True, help="Print the folder's path only.")
def reproduce(
    quick: bool,
    worlds: bool,
    jobs: int | None,
    cluster: str | None,
    wanted: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Check every claim of the paper's abstract, and our own, on paired differences over seeds.

    The exit code says whether the check ran, not how it went: a claim that does not hold is a result. The same command
    again goes on where the last one stopped. Claims, measures and seeds are fixed in registration.toml before the first number.
    With --worlds, claims about welfare and retention are asked of markets that differ in what is this project's assumption, on
    the learning curve and with real training on the given tasks.
    """
    from cocogen.scenarios.command_line.sweeping import exit_code, say_interrupted, watched
    from cocogen.scenarios.studies.engine import Interrupted
    from cocogen.scenarios.studies.playing import default_folder, play_plan
    from cocogen.scenarios.studies.realised import realised
    from cocogen.scenarios.studies.stored_study import FIGURES

    asked = _in_worlds(wanted, quick) if worlds else _in_the_shipped_world(wanted, quick)
    plan = asked.plan
    path = out or default_folder(plan)
    judged: list[Judged] = []

    def judge_all(table: pd.DataFrame) -> dict[str, bytes]:
        judged.extend(asked.judge(table))
        return _files(_records(judged, plan), realised(table), asked.figures)

    expected = partial(_expected, plan, path, jobs, cluster)
    watch = watched(plan, asked.question, quiet=quiet or as_json, expected=expected)
    try:
        table = play_plan(plan, path, watch, judge_all, jobs=jobs, cluster=cluster)
    except (Interrupted, KeyboardInterrupt):
        return say_interrupted(path)
    if as_json:
        say(json_line(_records(judged, plan)))
    elif quiet:
        say(path)
    else:
        asked.tell(judged, table, path, [path / f"{FIGURES}claims.png"])
    return exit_code(table)


def _expected(plan: Plan, path: Path, jobs: int | None, cluster: str | None) -> str:
    """Say what the missing cells will take, and where that is known from."""
    from cocogen.scenarios.studies.executors import usable_cores
    from cocogen.scenarios.studies.expectation import expected_seconds, in_time
    from cocogen.scenarios.studies.study_folder import StudyFolder

    finished = StudyFolder(path, plan).finished()
    seconds = expected_seconds(plan, finished)
    width = jobs or usable_cores()
    divided = f", {in_time(seconds / width)} in {width} processes" if cluster is None and width > 1 else ""
    known = f"{'by the cells that are done, or else ' if finished else ''}by what such cells took on a small cloud machine"
    return f"Expected: {in_time(seconds)} of computing{divided}, {known}."


@dataclass(frozen=True)
class _Asked:
    """What is asked of claims: the plan that tests them, and how the answer is judged, drawn and told."""

    plan: Plan
    question: str
    judge: Callable[[pd.DataFrame], Sequence[Judged]]
    figures: Mapping[str, Callable[[pd.DataFrame], Figure | None]]
    tell: Callable[[Sequence[Any], pd.DataFrame, Path, Sequence[Path]], None]


def _in_the_shipped_world(wanted: Sequence[str], quick: bool) -> _Asked:
    from cocogen.scenarios.reporting.claim_figures import draw_effects, draw_findings
    from cocogen.scenarios.reporting.claim_tables import print_findings
    from cocogen.scenarios.studies.claims import judge_together
    from cocogen.scenarios.studies.claims_list import claims
    from cocogen.scenarios.studies.experiments import reproduction
    from cocogen.scenarios.studies.registration import registration

    plan = reproduction(quick=quick, tasks=_tasks(wanted, quick))
    return _Asked(
        replace(plan, registration=registration(plan, claims())),
        "Which claims hold: in theory, on the learning curve, and with real training?",
        lambda table: judge_together(claims(), table),
        {"claims": draw_findings, "effects": draw_effects},
        print_findings,
    )


def _in_worlds(wanted: Sequence[str], quick: bool) -> _Asked:
    from cocogen.scenarios.reporting.world_figures import draw_worlds
    from cocogen.scenarios.reporting.world_tables import print_worlds
    from cocogen.scenarios.studies.registration import registration
    from cocogen.scenarios.studies.worlds import judge_worlds, robust_claims, robustness

    plan = robustness(quick=quick, tasks=_tasks(wanted, quick) if wanted else ())
    return _Asked(
        replace(plan, registration=registration(plan, robust_claims())),
        "Which claims hang on what is assumed?",
        judge_worlds,
        {"claims": draw_worlds},
        print_worlds,
    )


def _tasks(wanted: Sequence[str], quick: bool) -> tuple[str, ...]:
    from cocogen.agents.names import unknown_name
    from cocogen.scenarios.studies.experiments import REAL_TASKS, SYSTEM_PACKAGES, real_tasks

    ready = real_tasks(quick=quick and not wanted)
    for task in wanted:
        if task not in REAL_TASKS:
            raise unknown_name("task of the reproduction:", task, tuple(REAL_TASKS))
        if task not in ready:
            package = REAL_TASKS[task]
            how = "apt" if package in SYSTEM_PACKAGES else "pip"
            raise ValueError(
                f"task {task!r} needs the package {package}; install it with `{how} install {package}`"
            )
    return tuple(dict.fromkeys(wanted)) or ready


def _records(judged: Sequence[Judged], plan: Plan) -> list[dict[str, Any]]:
    """Return what was found as rows, each with the SHA-256 of what was registered beforehand."""
    from cocogen.model.files.digests import digest

    registered = digest(plan.registration.encode())
    return [one.record() | {"registration": registered} for one in judged]


def _files(
    records: Sequence[dict[str, Any]],
    shares: Sequence[Judged],
    figures: Mapping[str, Callable[[pd.DataFrame], Figure | None]],
) -> dict[str, bytes]:
    import pandas as pd

    from cocogen.model.files.atomic import json_bytes, parquet_bytes
    from cocogen.scenarios.studies.stored_study import CLAIMS, FIGURES
    from cocogen.visualizations.figures import figure_contents

    frame = pd.DataFrame(records)
    files = {"claims.json": json_bytes(records), CLAIMS: parquet_bytes(frame)}
    if shares:
        files["realised.json"] = json_bytes([one.record() for one in shares])
    for name, draw in figures.items():
        if (figure := draw(frame)) is not None:
            files |= figure_contents(figure, f"{FIGURES}{name}")
    return files
