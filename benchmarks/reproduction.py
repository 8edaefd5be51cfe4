"""Processor seconds of a reproduction's cells, by setting, and what the whole of it takes on two cores.

Run ``python -m benchmarks.reproduction`` (about ten minutes); ``--out FILE`` also writes the table as markdown. Cells of a few seeds
are computed as ``cocogen reproduce`` computes them, in the same order, in one worker process with one thread; what is done once (imports, a task's
first reading, its generator's fit unless it is in the cache) is in the first cell's time, as there. ``--cells FILE`` writes every cell's measures, so that two versions can be compared digit by digit.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from cocogen.scenarios.studies.executors import LocalProcesses
from cocogen.scenarios.studies.experiments import real_tasks, reproduction
from cocogen.scenarios.studies.worker import Outcome, result_versions, run_cell


def timed(runner: str, payload: str, versions: dict[str, str]) -> tuple[float, Outcome]:
    """Return the processor seconds that a cell took, and what became of it."""
    started = time.process_time()
    outcome = run_cell(runner, payload, versions)
    return time.process_time() - started, outcome


def measured(tasks: tuple[str, ...], seeds: int) -> tuple[dict[str, list[float]], dict[str, object]]:
    """Return processor seconds of every cell by setting, and what each cell measured."""
    plan = reproduction(quick=False, tasks=tasks)
    seconds: dict[str, list[float]] = defaultdict(list)
    measures: dict[str, object] = {}
    settings = {
        row.cell.key: str(row.labels["setting"]) for row in plan.rows if int(row.labels["seed"]) < seeds
    }
    order = plan.by_seed if hasattr(plan, "by_seed") else plan.cells.values()  # the first edition's order
    with LocalProcesses(1) as worker:
        for cell in order:
            if cell.key in settings:
                taken, outcome = worker.submit(timed, cell.runner, cell.payload, result_versions()).result()
                seconds[settings[cell.key]].append(taken)
                if outcome["measures"] is None:
                    raise SystemExit(f"a cell of {settings[cell.key]} failed: {outcome['error']}")
                measures[cell.key] = outcome["measures"]
    return seconds, measures


def counts(tasks: tuple[str, ...]) -> dict[str, int]:
    """Return how many different cells the full reproduction has in every setting."""
    rows = reproduction(quick=False, tasks=tasks).rows
    settings = {row.cell.key: str(row.labels["setting"]) for row in rows}
    total: dict[str, int] = defaultdict(int)
    for setting in settings.values():
        total[setting] += 1
    return total


def main() -> None:
    """Measure and print; write files if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2, help="seeds of every experiment that are computed")
    parser.add_argument("--task", action="append", help="tasks; all that are ready unless given")
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    parser.add_argument("--cells", type=Path, help="write every cell's measures to this file")
    arguments = parser.parse_args()
    tasks = tuple(arguments.task or real_tasks())
    seconds, measures = measured(tasks, arguments.seeds)
    total = counts(tasks)
    lines = [
        "| setting | cells measured | processor s a cell | cells of the whole | processor min of the whole |"
    ]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    whole = 0.0
    for setting, taken in seconds.items():
        each = sum(taken) / len(taken)
        whole += each * total[setting] / 60
        lines.append(
            f"| {setting} | {len(taken)} | {each:.3f} | {total[setting]} | {each * total[setting] / 60:.1f} |"
        )
    lines.append(f"| all | | | {sum(total.values())} | {whole:.1f} |")
    print("\n".join(lines), flush=True)
    if arguments.out is not None:
        about = f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores, {arguments.seeds} seeds."
        arguments.out.write_text("\n".join([about, "", *lines]) + "\n", encoding="utf-8")
    if arguments.cells is not None:
        arguments.cells.write_text(json.dumps(measures), encoding="utf-8")


if __name__ == "__main__":
    main()
