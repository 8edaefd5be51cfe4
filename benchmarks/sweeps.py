"""What a sweep costs beside its cells: two processes against one, overhead per cell, memory over 500 cells.

Run ``python benchmarks/sweeps.py`` (about four minutes on two idle cores); ``--out FILE`` also writes the tables as
markdown. Times are wall times, so run it on an idle machine; ratios are of runs that follow each other.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas as pd

from cocogen.model.config import SimulationConfig
from cocogen.scenarios.studies.engine import run_plan
from cocogen.scenarios.studies.executors import local_executor
from cocogen.scenarios.studies.plan import Cell, Plan, Row, canonical
from cocogen.scenarios.studies.simulating import simulate, simulation_cell
from cocogen.scenarios.studies.study_folder import StudyFolder

CURVE_CELLS = 40
EMPTY_CELLS = 1000
MEMORY_CELLS = 500
REPETITIONS = 3
VARIANT = {
    "task.name": "abstract",
    "population.organizations": 20,
    "population.samples": 150.0,
    "competition.intensity": 0.02,
    "redistribution.rule": "none",
    "learning.kind": "curve",
}


class Unseen:
    """A progress that shows nothing."""

    def finished(self, cells: int, failed: int) -> None:
        """Do nothing."""


def nothing(payload: str) -> dict[str, float]:
    """Return a measure at once: a cell whose whole time is overhead."""
    return {"length": float(len(payload))}


def simulate_and_weigh(payload: str) -> dict[str, float]:
    """Play a simulation and return the resident memory of this process afterwards, MB, and its number."""
    simulate(payload)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {"resident": pages * os.sysconf("SC_PAGE_SIZE") / 1e6, "process": float(os.getpid())}


def simulate_and_time(payload: str) -> dict[str, float]:
    """Play a simulation and return the processor seconds that it took."""
    started = time.process_time()
    simulate(payload)
    return {"processor": time.process_time() - started}


def plan_of(cells: list[Cell]) -> Plan:
    """Return a plan with one row per cell."""
    return Plan(
        "benchmark", {}, tuple(Row({"variant": "A", "seed": i}, cell) for i, cell in enumerate(cells))
    )


def curve_cells(count: int, rounds: int) -> list[Cell]:
    """Return simulations on the learning curve, one per seed."""
    config = SimulationConfig().with_overrides(VARIANT | {"run.rounds": rounds})
    return [simulation_cell(config, seed) for seed in range(count)]


def play(plan: Plan, jobs: int) -> tuple[float, pd.DataFrame, float]:
    """Play a plan in a new folder.

    Returns:
        Wall seconds, the result table, and the sum of the cells' own seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        study = StudyFolder(Path(folder) / "study", plan)
        study.claim()
        started = time.perf_counter()
        table = run_plan(study, local_executor(jobs), Unseen(), window=2 * jobs)
        seconds = time.perf_counter() - started
        inside = sum(outcome["seconds"] for outcome in study.finished().values())
        study.release()
    return seconds, table, inside


def relabelled(cells: list[Cell], function: str) -> list[Cell]:
    """Return the cells with another function of this file that plays them."""
    return [Cell(f"{module_name()}:{function}", cell.payload) for cell in cells]


def rounds_for_a_second() -> int:
    """Return how many rounds take 1.2 seconds of this machine."""
    rounds = 200
    (cell,) = curve_cells(1, rounds)
    simulate(cell.payload)
    started = time.perf_counter()
    simulate(cell.payload)
    return max(10, round(1.2 * rounds / (time.perf_counter() - started)))


def speedup() -> str:
    """Compare two processes with one on cells of a second and more."""
    plan = plan_of(relabelled(curve_cells(CURVE_CELLS, rounds_for_a_second()), "simulate_and_time"))
    rows, ratios = [], []
    for repetition in range(1, REPETITIONS + 1):
        (one, alone, inside), (two, shared, _) = play(plan, 1), play(plan, 2)
        ratios.append(one / two)
        processor = [f"{table['processor'].mean():.2f}" for table in (alone, shared)]
        times = [f"{inside / CURVE_CELLS:.2f}", *processor, f"{one:.1f}", f"{two:.1f}", f"{one / two:.2f}"]
        rows.append([repetition, *times])
    head = [
        "repetition",
        "wall s a cell, one process",
        "processor s a cell, one process",
        "two processes",
        "wall s, one process",
        "two processes",
        "ratio",
    ]
    return (
        f"## Two processes against one\n\n{CURVE_CELLS} cells on the learning curve, the start of the processes "
        f"included. Median ratio {median(ratios):.2f}. Where processor seconds a cell are alike and the ratio is below "
        f"1.8, something else was using the second core.\n\n{markdown(head, rows)}"
    )


def overhead() -> str:
    """Measure cells that do nothing, once workers are there."""
    rows = []
    for jobs in (1, 2):
        few, many = (
            play(
                plan_of([Cell(f"{module_name()}:nothing", canonical({"x": x})) for x in range(count)]), jobs
            )[0]
            for count in (2, EMPTY_CELLS)
        )
        rows.append([jobs, f"{few:.2f}", f"{1000 * (many - few) / (EMPTY_CELLS - 2):.2f}"])
    head = ["processes", "start and end, s", "overhead, ms a cell"]
    return f"## Overhead\n\n{EMPTY_CELLS} empty cells against 2.\n\n{markdown(head, rows)}"


def memory() -> str:
    """Weigh processes after every cell."""
    cells = [
        Cell(f"{module_name()}:simulate_and_weigh", cell.payload) for cell in curve_cells(MEMORY_CELLS, 20)
    ]
    rows = []
    for jobs in (1, 2):
        _, table, _ = play(plan_of(cells), jobs)
        heaviest = max((group for _, group in table.groupby("process")), key=len)["resident"]
        at = [heaviest.iloc[round(share * (len(heaviest) - 1))] for share in (0.1, 0.5, 1.0)]
        rows.append([jobs, len(heaviest), *(f"{value:.0f}" for value in at)])
    head = ["processes", "cells in one", "MB after a tenth", "MB at half", "MB at the end"]
    return f"## Memory\n\n{MEMORY_CELLS} cells; resident memory of the process that did most of them.\n\n{markdown(head, rows)}"


def markdown(head: list[str], rows: list[list[object]]) -> str:
    """Return a table."""
    lines = [head, ["---:"] * len(head), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def module_name() -> str:
    """Return the name under which workers import this file."""
    return Path(__file__).stem


def main() -> None:
    """Measure and print; write markdown if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="also write the tables to this file")
    arguments = parser.parse_args()
    sections = []
    for measure in (overhead, memory, speedup):
        sections.append(measure())
        print(f"{sections[-1]}\n", flush=True)
    if arguments.out is not None:
        about = (
            f"Made by `python benchmarks/sweeps.py` with Python {platform.python_version()} on {platform.machine()}, "
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end."
        )
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text("\n\n".join(["# Sweeps", about, *sections]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
