"""``cocogen reproduce``: compute every experiment, judge every claim, and print the table of verdicts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cocogen.scenarios.console.terminal import json_line, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from cocogen.scenarios.studies.claims import Finding
    from cocogen.scenarios.studies.plan import Plan


@click.command()
@click.option("--quick", is_flag=True, help="Fewer seeds, rounds and tasks: about a minute on two cores.")
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
    """
    from cocogen.scenarios.command_line.sweeping import exit_code, say_interrupted, watched
    from cocogen.scenarios.reporting.claim_tables import print_findings
    from cocogen.scenarios.studies.claims import judge_together
    from cocogen.scenarios.studies.claims_list import claims
    from cocogen.scenarios.studies.engine import Interrupted
    from cocogen.scenarios.studies.experiments import reproduction
    from cocogen.scenarios.studies.playing import default_folder, play_plan
    from cocogen.scenarios.studies.registration import registration
    from cocogen.scenarios.studies.stored_study import FIGURES

    plan = reproduction(quick=quick, tasks=_tasks(wanted, quick))
    plan = replace(plan, registration=registration(plan, claims()))
    path = out or default_folder(plan)
    question = "Which claims hold: in theory, on the learning curve, and with real training?"
    findings: list[Finding] = []

    def judge_all(table: pd.DataFrame) -> dict[str, bytes]:
        findings.extend(judge_together(claims(), table))
        return _files(_records(findings, plan))

    expected = partial(_expected, plan, path, jobs, cluster)
    watch = watched(plan, question, quiet=quiet or as_json, expected=expected)
    try:
        table = play_plan(plan, path, watch, judge_all, jobs=jobs, cluster=cluster)
    except (Interrupted, KeyboardInterrupt):
        return say_interrupted(path)
    if as_json:
        say(json_line(_records(findings, plan)))
    elif quiet:
        say(path)
    else:
        print_findings(findings, table, path, [path / f"{FIGURES}claims.png"])
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


def _records(findings: Sequence[Finding], plan: Plan) -> list[dict[str, Any]]:
    """Return the findings as rows, each with the SHA-256 of what was registered beforehand."""
    from cocogen.model.files.digests import digest

    registered = digest(plan.registration.encode())
    return [finding.record() | {"registration": registered} for finding in findings]


def _files(records: list[dict[str, Any]]) -> dict[str, bytes]:
    import pandas as pd

    from cocogen.model.files.atomic import json_bytes, parquet_bytes
    from cocogen.scenarios.reporting.claim_figures import draw_findings
    from cocogen.scenarios.studies.stored_study import CLAIMS, FIGURES
    from cocogen.visualizations.figures import figure_contents

    frame = pd.DataFrame(records)
    tables = {"claims.json": json_bytes(records), CLAIMS: parquet_bytes(frame)}
    return tables | figure_contents(draw_findings(frame), f"{FIGURES}claims")
