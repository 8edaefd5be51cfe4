"""Who stays under stress, and what a round of many people costs: churn by mechanism, speed, growth, memory.

Run ``python benchmarks/people.py`` (about four minutes on one core); ``--out FILE`` also writes the tables as markdown,
``--seeds N`` changes the number of variants. Times are processor seconds of one thread.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import resource
import sys
import time
import warnings
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from cocogen.model.config import SimulationConfig
from cocogen.model.game import NonPositiveWeightWarning
from cocogen.model.records.churn import churn_measures, stability_of
from cocogen.model.records.intervals import estimate
from cocogen.model.records.survival import hazard_ratios, retention_of, stay_differences
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.churn import STRESS

MECHANISMS: dict[str, dict[str, Any]] = {
    "none": {"redistribution.rule": "none"},
    "equal": {"redistribution.rule": "equal"},
    "compensation": {"redistribution.rule": "compensation"},
    "leave-one-out": {"redistribution.rule": "leave-one-out"},
    "shapley": {"redistribution.rule": "shapley"},
    "pairwise, r = 0.15": {"redistribution.rule": "pairwise", "redistribution.rate": 0.15},
    "pairwise, optimal r": {"redistribution.rule": "pairwise"},
    "pigouvian": {"redistribution.rule": "pigouvian"},
    "bargaining": {"redistribution.rule": "bargaining"},
}

COMPARED = ("none", "pairwise, r = 0.15", "pigouvian")
"""Mechanisms of which stays and hazards are compared."""

VARIANT: dict[str, Any] = {
    "task.name": "abstract",
    "population.samples": 150.0,
    "population.size_spread": 0.6,
    "competition.structure": "sectors",
    "competition.size": 5,
    "competition.intensity": 0.08,
    "decision.rule": "best-response",
    "participation.rule": "threshold",
    "learning.kind": "curve",
}
"""The variant of the speed tables: sectors of five rivals, best response with inertia, threshold participation."""


def table(header: list[str], rows: list[list[str]]) -> str:
    """Return a markdown table, numbers to the right."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))


def interval(values: list[float], digits: int = 1) -> str:
    """Return a mean with its 95 % interval."""
    found = estimate(values)
    return f"{found.mean:,.{digits}f} [{found.low:,.{digits}f}, {found.high:,.{digits}f}]"


def stress(seeds: int) -> Iterator[str]:
    """Play the stress regime under every mechanism, and tell who is left."""
    base = SimulationConfig().with_overrides(STRESS)
    runs, rows = {}, []
    for name, overrides in MECHANISMS.items():
        config = base.with_overrides(overrides)
        models = [CoopetitionModel(config, seed=seed).run() for seed in range(seeds)]
        runs[name] = [model.tables() for model in models]
        measured = [churn_measures(tables) for tables in runs[name]]
        stays = [retention_of(tables["organizations"])["mean_stay"] for tables in runs[name]]
        stable = np.mean([stability_of(model).is_stable for model in models])
        rows.append(
            [
                name,
                interval([m["members_end"] for m in measured], 2),
                interval([m["exits"] for m in measured]),
                interval([m["returns"] for m in measured]),
                interval([100 * m["churn_rate"] for m in measured]),
                interval(stays),
                interval([m["welfare_everyone"] for m in measured], 0),
                f"{100 * stable:.0f} %",
            ]
        )
    yield "## Who stays under stress"
    yield (
        f"The `churn` scenario: ten organizations, 60 rounds, {seeds} seeds (the same markets under every mechanism),"
        " means with 95 % intervals over seeds."
    )
    yield table(
        [
            "redistribution",
            "members at the end",
            "exits",
            "returns",
            "exits per 100 member rounds",
            "rounds of a first stay, of 60",
            "welfare of everyone, k$ a round",
            "coalition at the end Nash-stable",
        ],
        rows,
    )
    compared = {name: runs[name] for name in COMPARED}
    yield "Rounds by which first stays last longer than without redistribution, paired over seeds (p: signs of seeds flipped):"
    yield table(
        ["redistribution", "rounds", "95 % interval", "p"],
        [
            [row.mechanism, f"{row.difference:.1f}", f"[{row.low:.1f}, {row.high:.1f}]", f"{row.p:.2g}"]
            for row in stay_differences(compared).itertuples()
        ],
    )
    yield "Hazard of leaving (Cox, all spells, per standard deviation, clustered by seed):"
    yield table(
        ["covariate", "hazard ratio", "95 % interval", "p"],
        [
            [row.covariate, f"{row.hazard_ratio:.2f}", f"[{row.low:.2f}, {row.high:.2f}]", f"{row.p:.2g}"]
            for row in hazard_ratios(compared).itertuples()
        ],
    )


def seconds(organizations: int, rounds: int, **overrides: Any) -> float:
    """Return the processor seconds of one run, model building excluded."""
    model = CoopetitionModel(
        SimulationConfig().with_overrides(VARIANT),
        **{"population.organizations": organizations, "run.rounds": rounds, **overrides},
    )
    started = time.process_time()
    model.run()
    return time.process_time() - started


def speed() -> Iterator[str]:
    """Time 50 organizations over 1,000 rounds."""
    cases: dict[str, dict[str, Any]] = {
        "no redistribution": {"redistribution.rule": "none"},
        "pairwise, r = 0.1": {"redistribution.rule": "pairwise", "redistribution.rate": 0.1},
        "pairwise, r = 0.1, models remember (μ = 0.9)": {
            "redistribution.rule": "pairwise",
            "redistribution.rate": 0.1,
            "game.knowledge_retention": 0.9,
        },
        "pairwise, r = 0.1, a move almost every round": {
            "redistribution.rule": "pairwise",
            "redistribution.rate": 0.1,
            "population.membership_cost": (1.0, 3.0),
            "participation.observation_noise": 100.0,
        },
        "pairwise, optimal r, models remember (μ = 0.9)": {
            "redistribution.rule": "pairwise",
            "game.knowledge_retention": 0.9,
        },
        "bargaining": {"redistribution.rule": "bargaining"},
    }
    yield "## Speed: 50 organizations, 1,000 rounds, best response with participation"
    yield table(
        ["variant", "seconds", "ms a round"],
        [
            [name, f"{taken:.1f}", f"{taken:.2f}"]
            for name, taken in ((name, seconds(50, 1000, **case)) for name, case in cases.items())
        ],
    )


def growth() -> Iterator[str]:
    """Fit how cost grows with organizations and rounds."""
    yield "## Growth of cost"
    settings = {"redistribution.rule": "pairwise", "redistribution.rate": 0.1}
    organizations = [10, 32, 100, 316, 1000]
    by_size = [min(seconds(n, 100, **settings) for _ in range(2)) for n in organizations]
    rounds = [100, 300, 1000, 3000]
    by_length = [min(seconds(20, r, **settings) for _ in range(2)) for r in rounds]
    yield table(
        ["organizations (100 rounds, sectors of 5)", *map(str, organizations)],
        [["seconds", *(f"{taken:.2f}" for taken in by_size)]],
    )
    yield table(
        ["rounds (20 organizations)", *map(str, rounds)],
        [["seconds", *(f"{taken:.2f}" for taken in by_length)]],
    )
    yield (
        f"Fitted exponents: {exponent(organizations, by_size):.2f} in organizations,"
        f" {exponent(rounds, by_length):.2f} in rounds; from 100 organizations on"
        f" {exponent(organizations[2:], by_size[2:]):.2f}."
    )


def exponent(sizes: list[int], taken: list[float]) -> float:
    """Return b of the least-squares fit seconds = a · size^b."""
    return float(np.polyfit(np.log(sizes), np.log(taken), 1)[0])


def memory() -> Iterator[str]:
    """Run 200 simulations in this process and see what is left of them."""
    settings = {"population.organizations": 20, "run.rounds": 20}

    def run() -> weakref.ref[CoopetitionModel]:
        return weakref.ref(CoopetitionModel(SimulationConfig().with_overrides(VARIANT), **settings).run())

    for _ in range(10):
        run()
    before = peak_megabytes()
    alive = [run() for _ in range(200)]
    gc.collect()
    left = sum(reference() is not None for reference in alive)
    yield "## Memory"
    yield (
        f"200 runs of 20 organizations over 20 rounds in one process raised its peak memory by"
        f" {peak_megabytes() - before:.1f} MB; {left} of the 200 models were still alive at the end."
    )


def peak_megabytes() -> float:
    """Return the peak resident memory of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024.0**2 if sys.platform == "darwin" else 1024.0)


def report(seeds: int) -> Iterator[str]:
    """Return the report part by part, as it is measured."""
    yield "# People: churn under stress, speed, memory"
    yield (
        f"Made by `python benchmarks/people.py` with Python {platform.python_version()} on {platform.machine()},"
        f" {os.cpu_count()} cores, one thread."
    )
    yield from memory()
    yield from speed()
    yield from growth()
    yield from stress(seeds)


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="also write the report as markdown")
    parser.add_argument("--seeds", type=int, default=30, help="variants of the stress regime [default: 30]")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", NonPositiveWeightWarning)
    parts = []
    for part in report(arguments.seeds):
        print(part, end="\n\n", flush=True)
        parts.append(part)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
