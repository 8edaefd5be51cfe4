"""Processor seconds of a reproduction's cells, by setting, and what the whole of it takes.

Run ``python -m benchmarks.reproduction`` (some twenty minutes with all tasks); ``--out FILE`` also writes the table as markdown. Cells of a few seeds are computed as ``cocogen
reproduce`` computes them, in the same order, in one worker process with one thread; what is done once (imports, a task's first reading, its generator's
fit unless it is in the cache) is in the first cell's time, as there. To compare with another version, run this file there (``python -P
FILE --save OLD``, with that version on PYTHONPATH) at the same time as here: ``--before OLD`` then gives ratios, and says whether all measures are the same.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import defaultdict
from math import isnan
from pathlib import Path
from statistics import mean

os.environ.setdefault("OMP_NUM_THREADS", "1")

from cocogen.scenarios.studies.executors import LocalProcesses
from cocogen.scenarios.studies.experiments import real_tasks, reproduction
from cocogen.scenarios.studies.worker import Outcome, result_versions, run_cell


def timed(runner: str, payload: str, versions: dict[str, str]) -> tuple[float, Outcome]:
    """Return the processor seconds that a cell took, and what became of it."""
    started = time.process_time()
    outcome = run_cell(runner, payload, versions)
    return time.process_time() - started, outcome


def measured(
    tasks: tuple[str, ...], seeds: int
) -> tuple[dict[str, list[float]], dict[str, dict[str, float]]]:
    """Return processor seconds of every cell by setting, and what each cell measured."""
    plan = reproduction(quick=False, tasks=tasks)
    seconds: dict[str, list[float]] = defaultdict(list)
    measures: dict[str, dict[str, float]] = {}
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


def table(
    seconds: dict[str, list[float]], total: dict[str, int], before: dict[str, list[float]]
) -> list[str]:
    """Return the lines of the table: processor seconds, what they make of the whole, and ratios to another version's."""
    head = [
        "setting",
        "cells measured",
        "processor s a cell",
        "cells of the whole",
        "processor min of the whole",
    ]
    rows: list[list[object]] = []
    whole = earlier = 0.0
    for setting, taken in seconds.items():
        minutes = mean(taken) * total[setting] / 60
        row: list[object] = [setting, len(taken), f"{mean(taken):.3f}", total[setting], f"{minutes:.1f}"]
        if before:
            old = mean(before[setting])
            row += [f"{old:.3f}", f"{old / mean(taken):.2f}"]
            earlier += old * total[setting] / 60
        whole += minutes
        rows.append(row)
    last: list[object] = ["all", "", "", sum(total.values()), f"{whole:.1f}"]
    if before:
        head += ["s a cell before", "before / after"]
        last += ["", f"{earlier / whole:.2f}"]
    marks = ["---", *["---:"] * (len(head) - 1)]
    lines = [head, marks, *([str(entry) for entry in row] for row in [*rows, last])]
    return [f"| {' | '.join(line)} |" for line in lines]


def differing(measures: dict[str, dict[str, float]], before: dict[str, dict[str, float]]) -> str:
    """Say how many measures of cells that both versions have computed are not the same, to the last bit."""
    common = measures.keys() & before.keys()
    pairs = [(before[key][name], value) for key in common for name, value in measures[key].items()]
    others = sum(old != new and not (isnan(old) and isnan(new)) for old, new in pairs)
    return f"{len(common)} cells in common, {len(pairs):,} measures, of which {others} differ."


def main() -> None:
    """Measure and print; write files if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2, help="seeds of every experiment that are computed")
    parser.add_argument("--task", action="append", help="tasks; all that are ready unless given")
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    parser.add_argument("--save", type=Path, help="write every cell's seconds and measures to this file")
    parser.add_argument("--before", type=Path, help="compare with what another version saved")
    arguments = parser.parse_args()
    tasks = tuple(arguments.task or real_tasks())
    seconds, measures = measured(tasks, arguments.seeds)
    if arguments.save is not None:
        arguments.save.write_text(json.dumps({"seconds": seconds, "measures": measures}), encoding="utf-8")
    before = json.loads(arguments.before.read_text(encoding="utf-8")) if arguments.before else {}
    lines = table(seconds, counts(tasks), before.get("seconds", {}))
    if before:
        lines += ["", differing(measures, before["measures"])]
    print("\n".join(lines), flush=True)
    if arguments.out is not None:
        about = (
            f"Made by `python -m benchmarks.reproduction` with Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores: "
            f"{arguments.seeds} seeds of every experiment, in one process with one thread."
        )
        arguments.out.write_text(
            "\n".join(["# Reproduction", "", about, "", *lines]) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
