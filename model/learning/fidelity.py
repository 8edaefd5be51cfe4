"""Fidelity φ, measured directly: how many real samples is one synthetic sample worth for training?

A network is trained on growing amounts of real samples; on as many synthetic ones it reaches some accuracy, and the real curve
read backwards says which amount of real samples would have reached the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cocogen.model.learning.generators.generator import Generator, balanced_labels
from cocogen.model.learning.tasks.task import Split, Task, balanced
from cocogen.model.randomness import Streams

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Fidelity:
    """A measured fidelity.

    Args:
        value: φ, worth of a synthetic sample in real ones, 0..1: a generator is not credited with more than real
            data, even where fresh samples beat the few real ones that there are.
        ratio: the same before it is cut at one.
        standard_error: of ``ratio`` over the repeats.
        samples: amounts of samples, shape (k,).
        real_accuracy: accuracy after training on so many real samples, mean over repeats, shape (k,).
        synthetic_accuracy: the same for synthetic samples, shape (k,).
    """

    value: float
    ratio: float
    standard_error: float
    samples: NDArray[np.int64]
    real_accuracy: Reals
    synthetic_accuracy: Reals


def measure_fidelity(
    task: Task,
    generator: Generator,
    *,
    network: str | None = None,
    amounts: int = 6,
    repeats: int = 4,
    steps: int = 600,
    batch_size: int = 32,
    seed: int = 0,
) -> Fidelity:
    """Measure the fidelity of a fitted generator on a task's pool and test set.

    Real and synthetic samples are equally balanced, so that only their quality counts.

    Args:
        task: the task; real samples come from its pool.
        generator: fitted generator.
        network: name of the network; None takes the task's.
        amounts: how many amounts of samples are tried, from 1/16 of the balanced pool to all of it.
        repeats: trainings per amount, with different samples and weights.
        steps: local steps of every training.
        batch_size: samples per step.
        seed: seed of all draws.

    Raises:
        ValueError: if the pool is too small, or fewer than two amounts or repeats are asked for.
    """
    if amounts < 2 or repeats < 2:
        raise ValueError(f"fidelity needs at least 2 amounts and 2 repeats, got {amounts} and {repeats}")
    pool = task.pool.take(balanced(task.pool.y, most_per_class=None, seed=seed))
    smallest = max(len(pool) / 16, 2 * task.classes)
    sizes = np.unique(np.geomspace(smallest, len(pool), amounts).astype(int))
    if len(sizes) < 2 or smallest > len(pool):
        raise ValueError(f"a pool of {len(pool)} balanced samples is too small to measure fidelity")
    streams = Streams(seed)
    target = np.full(task.classes, 1 / task.classes)
    data: list[Split] = []
    for size in sizes.tolist():
        for repeat in range(repeats):
            rng = streams.generator("fidelity", round=size, organization=repeat)
            labels = balanced_labels(size, target, rng)
            data.append(pool.take(_of_classes(pool, labels, rng)))
            data.append(Split(generator.sample(labels, rng), labels))
    accuracy = _trained_accuracies(task, data, network, steps, batch_size, streams).reshape(
        len(sizes), repeats, 2
    )
    real, synthetic = accuracy[..., 0].mean(1), accuracy[..., 1]
    ratios = np.array([_worth(sizes, real, synthetic[:, repeat]) for repeat in range(repeats)])
    ratio = float(np.exp(np.log(ratios).mean()))
    return Fidelity(
        value=min(ratio, 1.0),
        ratio=ratio,
        standard_error=float(ratio * np.log(ratios).std(ddof=1) / np.sqrt(repeats)),
        samples=sizes,
        real_accuracy=real,
        synthetic_accuracy=synthetic.mean(1),
    )


def draw_samples(task: Task, generator: Generator, columns: int = 10, seed: int = 0) -> Figure:
    """Draw real samples (upper row of each class) beside generated ones (lower row), for images and signals.

    Args:
        task: the task; real samples come from its pool.
        generator: fitted generator.
        columns: samples per class.
        seed: seed of the draws.

    Raises:
        ValueError: if samples are neither images nor signals.
    """
    from matplotlib.figure import Figure

    if len(task.shape) not in (2, 3):
        raise ValueError(f"samples of shape {task.shape} cannot be drawn; only images and signals can")
    shown = min(task.classes, 10)
    rng = Streams(seed).generator("samples")
    figure = Figure(figsize=(7, 1.4 * shown), layout="constrained")
    grid = figure.subplots(2 * shown, columns, squeeze=False)
    for label in range(shown):
        members = np.flatnonzero(task.pool.y == label)
        real = task.pool.x[rng.choice(members, columns, replace=len(members) < columns)]
        made = generator.sample(np.full(columns, label), rng)
        for row, samples in ((2 * label, real), (2 * label + 1, made)):
            for axes, sample in zip(grid[row], samples, strict=True):
                if sample.ndim == 3:
                    picture = np.clip(sample.transpose(1, 2, 0), 0, 1)
                    axes.imshow(picture if picture.shape[2] == 3 else picture[..., 0], cmap="gray_r")
                else:
                    axes.plot(sample[0], color="#0072B2" if row % 2 == 0 else "#D55E00", linewidth=0.8)
                axes.set_xticks([])
                axes.set_yticks([])
            grid[row][0].set_ylabel("real" if row % 2 == 0 else "made", fontsize=6)
    figure.suptitle(f"What does the generator make of {task.name}?")
    return figure


def _trained_accuracies(
    task: Task, data: Sequence[Split], network_name: str | None, steps: int, batch_size: int, streams: Streams
) -> Reals:
    """Train one model on each data set, all in one batch, and return their balanced accuracies."""
    import torch

    from cocogen.model.learning.engine.batches import LocalWork
    from cocogen.model.learning.engine.local import train
    from cocogen.model.learning.engine.markets import ClassAccuracies
    from cocogen.model.learning.networks import network

    net = network(network_name or task.network, task.shape, task.classes)
    starts = [
        net.initial(streams.generator("initial-weights", organization=model)) for model in range(len(data))
    ]
    ends = np.cumsum([len(split) for split in data])
    work = LocalWork(steps=steps, batch_size=batch_size)
    batches = [
        work.batches(np.arange(end - len(split), end), streams.generator("batches", organization=model))
        for model, (split, end) in enumerate(zip(data, ends, strict=True))
    ]
    x = torch.from_numpy(np.concatenate([split.x for split in data]))
    y = torch.from_numpy(np.concatenate([split.y for split in data]))
    with torch.no_grad():
        models = train(net, torch.stack(starts), x, y, batches, net.learning_rate)
        tester = ClassAccuracies(
            net, torch.from_numpy(task.test.x), torch.from_numpy(task.test.y), task.classes
        )
        return np.asarray(tester(models).mean(1))


def _of_classes(pool: Split, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return different pool positions, one for every label."""
    positions = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        wanted = labels == label
        positions[wanted] = rng.permutation(np.flatnonzero(pool.y == label))[: wanted.sum()]
    return positions


def _worth(sizes: NDArray[np.int64], real: Reals, synthetic: Reals) -> float:
    """Return the geometric mean of real-equivalent over synthetic samples, over all amounts.

    The real curve is made monotone and read backwards, linear in log samples; beyond its ends it says the end.
    """
    rising = np.maximum.accumulate(real) + 1e-9 * np.arange(len(real))
    equivalent = np.exp(np.interp(synthetic, rising, np.log(sizes)))
    return float(np.exp(np.log(equivalent / sizes).mean()))
