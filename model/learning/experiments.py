"""The runs behind a calibration: real federated training over a grid of sizes, skews and synthetic shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from cocogen.model.learning.calibration import Calibration, Measurement, fit_calibration
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.partitions import partition
from cocogen.model.learning.tasks import Task, load_task
from cocogen.model.randomness import Streams


@dataclass(frozen=True)
class Experiment:
    """One run of the grid.

    Args:
        organizations: number of organizations N; they are all members.
        alpha: concentration of the Dirichlet partition for ten or more classes, larger in proportion for fewer;
            infinite is IID. Not used by tasks with natural owners.
        share: share of the pool that is divided among them, 0..1.
        synthetic: mean synthetic samples per real sample; each organization's amount is drawn around it.
        seed: seed of partition, weights, batches and samples.
        rounds: number of rounds.
        standalone: whether standalone models are trained too.
    """

    organizations: int
    alpha: float
    share: float
    synthetic: float
    seed: int
    rounds: int = 20
    standalone: bool = True


def grid(
    rounds: int = 20, repeats: int = 2, standalone: bool = True
) -> tuple[list[Experiment], list[Experiment]]:
    """Return the experiments to fit to, and those held out: other seeds, and settings between the fitted ones."""

    def build(
        alphas: Iterable[float], shares: Iterable[float], synthetics: Iterable[float], first_seed: int
    ) -> list[Experiment]:
        settings = product(range(repeats), alphas, shares, synthetics)
        return [
            Experiment((8, 6, 10)[run % 3], alpha, share, synthetic, first_seed + run, rounds, standalone)
            for run, (_, alpha, share, synthetic) in enumerate(settings)
        ]

    fitted = build((0.1, 0.3, 1.0, np.inf), (0.5, 1.0), (0.0, 0.125, 0.25, 0.5, 1.0), first_seed=1)
    held_out = build((0.2, 0.3, 0.6), (0.75, 1.0), (0.0, 0.2, 0.7), first_seed=10_001)
    return fitted, held_out


def measure(task: Task, generator: Any, experiment: Experiment, **training: Any) -> Measurement:
    """Run one experiment.

    Args:
        task: the task.
        generator: fitted generator.
        experiment: the setting.
        training: further arguments of ``FederatedTraining``.
    """
    from cocogen.model.learning.training import FederatedTraining

    streams = Streams(experiment.seed)
    rng = streams.generator("experiment")
    owned = _shards(task, experiment, rng)
    n = np.array([len(shard) for shard in owned], dtype=float)
    g = np.rint(rng.uniform(0, 2 * experiment.synthetic * n.mean(), len(owned)))
    federated = FederatedTraining(task, owned, generator, streams=streams, **training)
    h = federated.heterogeneity
    effective = (n + g) * (1 - 0.9 * (h * n / (n + g)) ** 2)
    rounds = [
        federated.round(
            number,
            members=np.arange(len(owned)),
            generation=g,
            standalone_generation=g if experiment.standalone else None,
            contributions=effective,
        )
        for number in range(1, experiment.rounds + 1)
    ]
    return Measurement(
        real_samples=n,
        heterogeneity=h,
        generation=g,
        accuracy=np.array([federated.initial_accuracy, *(r.accuracy for r in rounds)]),
        market_accuracy=np.stack([r.market_accuracy for r in rounds]),
        standalone_accuracy=np.stack([r.standalone_accuracy for r in rounds])
        if experiment.standalone
        else None,
    )


def calibrate(
    name: str,
    *,
    generator: str = "vae",
    rounds: int = 20,
    repeats: int = 2,
    standalone: bool = True,
    progress: Callable[[int, int], None] | None = None,
    task_parameters: dict[str, Any] | None = None,
    generator_parameters: dict[str, Any] | None = None,
    **training: Any,
) -> tuple[Calibration, list[Measurement]]:
    """Calibrate a task by real training and return the fit with the held-out runs behind its error.

    Args:
        name: the task.
        generator: name of the generator; it is fitted to the public split.
        rounds: rounds of every run.
        repeats: seeds of every setting.
        standalone: whether standalone models are trained too.
        progress: called with (runs done, runs in all) after every run.
        task_parameters: of the task, such as the path of one's own data.
        generator_parameters: of the generator.
        training: further arguments of ``FederatedTraining``.

    Raises:
        UnknownNameError: if the task, generator or network is unknown.
        ValueError: if the task cannot be loaded, or has too little data for an experiment.
    """
    parameters = task_parameters or {}
    task = load_task(name, **parameters)
    fitted_generator = fit_generator(generator, task.public, task.classes, **(generator_parameters or {}))
    fitted, held_out = grid(rounds, repeats, standalone)
    runs: list[Measurement] = []
    for experiment in (*fitted, *held_out):
        runs.append(measure(task, fitted_generator, experiment, **training))
        if progress:
            progress(len(runs), len(fitted) + len(held_out))
    setup = {
        "generator": generator,
        "rounds": rounds,
        "runs": len(fitted),
        "held_out_runs": len(held_out),
        **{f"task.{field}": value for field, value in parameters.items()},
        **training,
    }
    tested = runs[len(fitted) :]
    return fit_calibration(name, runs[: len(fitted)], tested, {"network": task.network, **setup}), tested


def _shards(
    task: Task, experiment: Experiment, rng: np.random.Generator
) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    """Divide a share of the pool: by its natural owners where it has them, else as the experiment says."""
    used = np.sort(rng.permutation(len(task.pool))[: round(experiment.share * len(task.pool))])
    if task.owners is not None:
        owners = task.owners[used]
        parts = [np.flatnonzero(owners == owner) for owner in np.unique(owners)]
    elif np.isinf(experiment.alpha):
        parts = partition("iid").split(task.pool.y[used], experiment.organizations, rng)
    else:
        # The fewer classes, the more of them an organization must own to own anything: alpha is for ten classes.
        alpha = experiment.alpha * max(1.0, 10 / task.classes)
        parts = _skewed(task.pool.y[used], experiment.organizations, alpha, rng)
    return [used[part] for part in parts]


def _skewed(
    labels: np.ndarray[Any, np.dtype[np.int64]], organizations: int, alpha: float, rng: np.random.Generator
) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    """Divide by a Dirichlet draw in which everybody owns five samples, or as many as a small pool allows."""
    for minimum in (5, 2, 1):
        try:
            return partition("dirichlet", alpha=alpha, minimum=minimum).split(labels, organizations, rng)
        except ValueError:
            continue
    raise ValueError(
        f"the data are too few to calibrate with: {organizations} organizations cannot share {len(labels)} skewed samples"
    )
