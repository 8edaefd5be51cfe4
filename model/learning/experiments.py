"""The runs behind a calibration: real federated training over a grid of sizes, skews and synthetic amounts, as simulations do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cocogen.model.learning.calibration import Calibration, Measurement
from cocogen.model.learning.calibration_fit import fit_calibration
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.partitions import partition
from cocogen.model.learning.tasks import Task, load_task
from cocogen.model.randomness import Streams

FITTED_SKEW = (0.1, 0.3, 1.0, np.inf)
"""α of the fitted runs; infinite is IID."""
HELD_OUT_SKEW = (0.15, 0.5, 3.0)
"""α of the held-out runs, between and beyond the fitted ones."""
FITTED_SYNTHETIC = (0.0, 0.25, 0.75, 2.5)
"""Mean synthetic samples per real sample of the fitted runs."""
HELD_OUT_SYNTHETIC = (0.0, 0.4, 1.5)
"""The same of the held-out runs."""
ALONE = (0.0, 0.25, 1.0)
"""Mean synthetic samples per real sample of own models, in turn."""
ORGANIZATIONS = 8
SPREAD = 0.3
"""Standard deviation of the logarithm of sizes, where organizations do not share out the whole pool."""
LARGEST_POOL = 4_000
"""A larger pool is not shared out as a whole: training on it takes hours."""
SIZES = (25.0, 50.0, 100.0)
"""Median real samples per organization of those who do not share out the whole pool; the largest that fits is measured."""
LARGE_SIZES = (100.0, 300.0)
"""The same where the pool is too large to be shared out as a whole."""
MOST_OWNERS = 16
"""Natural owners in held-out runs; fitted ones have as many organizations as others."""


@dataclass(frozen=True)
class Experiment:
    """One run of the grid.

    Args:
        partition: dirichlet, iid or natural.
        organizations: how many there are, all of them members.
        alpha: concentration of a Dirichlet partition, as a simulation takes it; infinite for others.
        samples: median real samples of an organization; None shares out the whole pool.
        synthetic: mean synthetic samples per real sample; each organization's amount is drawn around it.
        alone: the same for its own model.
        seed: of partition, amounts, weights, batches and samples.
        rounds: number of rounds.
    """

    partition: str
    organizations: int
    alpha: float
    samples: float | None
    synthetic: float
    alone: float
    seed: int
    rounds: int

    @property
    def setting(self) -> str:
        """What tells this run's organizations from others', in words; runs that differ in ``synthetic`` alone share it."""
        how = {"dirichlet": f"alpha {self.alpha:g}", "natural": f"{self.organizations} natural owners"}.get(
            self.partition, self.partition
        )
        size = "whole pool" if self.samples is None else f"{self.samples:g} samples"
        return f"{how}, {size}, seed {self.seed}"


def grid(task: Task, rounds: int = 20, repeats: int = 1) -> tuple[list[Experiment], list[Experiment]]:
    """Return the experiments to fit to, and those held out: other seeds, skews and amounts.

    Args:
        task: whose pool decides on sizes, and whose natural owners, if it has them, are a setting besides.
        rounds: of every run.
        repeats: seeds of every setting.
    """
    owners = 0 if task.owners is None else len(np.unique(task.owners))
    fitted = _runs(
        _cells(task, FITTED_SKEW, min(owners, ORGANIZATIONS)), FITTED_SYNTHETIC, rounds, repeats, 1
    )
    cells = _cells(task, HELD_OUT_SKEW, min(owners, MOST_OWNERS))
    return list(fitted), list(_runs(cells, HELD_OUT_SYNTHETIC, rounds, repeats, 10_001))


def _cells(task: Task, alphas: Sequence[float], owners: int) -> list[tuple[str, int, float, float | None]]:
    """Return partition, number of organizations, α and size of every cell."""
    cells = [
        ("dirichlet" if np.isfinite(alpha) else "iid", ORGANIZATIONS, alpha, samples)
        for alpha in alphas
        for samples in sizes(task)
    ]
    return [*cells, ("natural", owners, np.inf, None)] if owners else cells


def _runs(
    cells: Sequence[tuple[str, int, float, float | None]],
    synthetics: Sequence[float],
    rounds: int,
    repeats: int,
    first_seed: int,
) -> Iterator[Experiment]:
    for number, cell in enumerate([*cells] * repeats):
        alone, seed = ALONE[number % len(ALONE)], first_seed + number
        for synthetic in synthetics:
            yield Experiment(*cell, synthetic, alone, seed, rounds)


def sizes(task: Task) -> list[float | None]:
    """Return the sizes of organizations that a task's pool allows: the whole pool shared out, and smaller ones."""
    pool = len(task.pool)
    if pool > LARGEST_POOL:
        return list(LARGE_SIZES)
    return [None, *[size for size in SIZES if 2 * ORGANIZATIONS * size <= pool][-1:]]


def measure(
    task: Task, generator: Any, experiment: Experiment, skew_penalty: float = 1.0, **training: Any
) -> Measurement | None:
    """Run one experiment; None where the pool cannot be shared out like that.

    Args:
        task: the task.
        generator: fitted generator.
        experiment: the setting.
        skew_penalty: δ by which the server weighs contributions, as a simulation does.
        training: further arguments of ``FederatedTraining``.
    """
    from cocogen.model.learning.training import FederatedTraining

    streams = Streams(experiment.seed)
    rng = streams.generator("experiment")
    owned = _shards(task, experiment, rng)
    if owned is None:
        return None
    n = np.array([len(shard) for shard in owned], dtype=float)
    draws = rng.uniform(0, 2 * n.mean(), (2, len(owned)))
    g, alone = np.rint(draws[0] * experiment.synthetic), np.rint(draws[1] * experiment.alone)
    federated = FederatedTraining(task, owned, generator, streams=streams, **training)
    h = federated.heterogeneity
    weights = (n + g) * (1 - skew_penalty * (h * n / (n + g)) ** 2)
    rounds = [
        federated.round(
            number,
            members=np.arange(len(owned)),
            generation=g,
            standalone_generation=alone,
            contributions=weights,
            damage=False,
        )
        for number in range(1, experiment.rounds + 1)
    ]
    return Measurement(
        setting=experiment.setting,
        markets=federated.markets,
        real_samples=n,
        heterogeneity=h,
        generation=g,
        standalone_generation=alone,
        accuracy=np.array([federated.initial_accuracy, *(r.accuracy for r in rounds)]),
        market_accuracy=np.stack([r.market_accuracy for r in rounds]),
        standalone_accuracy=np.stack([r.standalone_accuracy for r in rounds]),
    )


def calibrate(
    name: str,
    *,
    generator: str = "vae",
    rounds: int = 20,
    repeats: int = 1,
    progress: Callable[[int, int], None] | None = None,
    task_parameters: Mapping[str, Any] | None = None,
    generator_parameters: Mapping[str, Any] | None = None,
    **training: Any,
) -> tuple[Calibration, list[Measurement]]:
    """Calibrate a task by real training and return the fit with the held-out runs behind its errors.

    Args:
        name: the task.
        generator: name of the generator; it is fitted to the public split.
        rounds: rounds of every run.
        repeats: seeds of every setting.
        progress: called with (runs done, runs in all) after every run.
        task_parameters: of the task.
        generator_parameters: of the generator.
        training: further arguments of ``FederatedTraining``.

    Raises:
        UnknownNameError: if the task, generator or network is unknown.
        ValueError: if the pool is too small for any setting.
    """
    parameters = task_parameters or {}
    task = load_task(name, **parameters)
    fitted_generator = fit_generator(generator, task.public, task.classes, **(generator_parameters or {}))
    plans = grid(task, rounds, repeats)
    total, done = sum(map(len, plans)), 0
    measured: list[list[Measurement]] = [[], []]
    for plan, runs in zip(plans, measured, strict=True):
        for experiment in plan:
            run = measure(task, fitted_generator, experiment, **training)
            runs += [run] if run is not None else []
            done += 1
            if progress:
                progress(done, total)
    fitted, held_out = measured
    if not fitted or not held_out:
        raise ValueError(
            f"the data are too few to calibrate with: {ORGANIZATIONS} organizations cannot share {len(task.pool)} skewed samples"
        )
    setup = {
        "network": task.network,
        "generator": generator,
        "rounds": rounds,
        "runs": len(fitted),
        "held_out_runs": len(held_out),
        **{f"task.{field}": value for field, value in parameters.items()},
        **training,
    }
    return fit_calibration(name, fitted, held_out, setup), held_out


def _shards(
    task: Task, experiment: Experiment, rng: np.random.Generator
) -> list[np.ndarray[Any, np.dtype[np.int64]]] | None:
    """Share the pool out as the experiment says, or return None where that cannot be."""
    tries: list[dict[str, Any]] = [{}]
    if experiment.partition == "dirichlet":
        tries = [{"alpha": experiment.alpha}, {"alpha": experiment.alpha, "minimum": 1}]
    elif experiment.partition == "natural":
        tries = [{"owners": task.owners}]
    wished = None
    if experiment.samples is not None:
        factors = np.exp(SPREAD * rng.standard_normal(experiment.organizations))
        wished = [int(max(1, round(experiment.samples * factor))) for factor in factors]
    for parameters in tries:
        try:
            shared = partition(experiment.partition, **parameters)
            return shared.split(task.pool.y, experiment.organizations, rng, wished)
        except ValueError:
            continue
    return None
