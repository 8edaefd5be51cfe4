"""The population: what each organization owns, drawn from the configuration with keyed randomness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model.config import PopulationConfig, SimulationConfig
    from model.learning.tasks import Task
    from model.randomness import Streams

FloatArray = NDArray[np.float64]

ABSTRACT = "abstract"
"""Name of the task without data: label distributions only, for the curve learner."""

TRAITS = ("valuation", "generation_cost", "congestion", "capacity", "membership_cost", "standalone_cost")
"""What an organization draws for itself, in the order of the draws."""


@dataclass
class Population:
    """Arrays over all organizations that ever were, in the order of their index; symbols as in model.md.

    Args:
        names: (N,) short names.
        real_samples: (N,) n, samples.
        label_distributions: (N, classes) shares of each label in the local data.
        heterogeneity: (N,) h, total-variation distance to the balanced target.
        valuation: (N,) v, money / accuracy / round.
        generation_cost: (N,) c, money / sample.
        congestion: (N,) κ, money / sample².
        capacity: (N,) ḡ, samples / round.
        membership_cost: (N,) f, money / round.
        standalone_cost: (N,) l, money / round.
        competition: (N, N) γ, dense or sparse.
        shards: for each organization the indices of its samples in the task's pool; empty for the abstract task.
    """

    names: list[str]
    real_samples: FloatArray
    label_distributions: FloatArray
    heterogeneity: FloatArray
    valuation: FloatArray
    generation_cost: FloatArray
    congestion: FloatArray
    capacity: FloatArray
    membership_cost: FloatArray
    standalone_cost: FloatArray
    competition: Any
    shards: list[NDArray[np.int64]]

    def __len__(self) -> int:
        return len(self.names)

    def cost(self, organization: int, generation: float) -> float:
        """Return C_i(g) = f + c g + ½ κ g², money per round."""
        return float(
            self.membership_cost[organization]
            + self.generation_cost[organization] * generation
            + 0.5 * self.congestion[organization] * generation**2
        )


def organization_name(index: int) -> str:
    """Return the name of an organization: A, B, C and so on, after Z comes AA.

    Example:
        >>> [organization_name(i) for i in (0, 25, 26, 702)]
        ['A', 'Z', 'AA', 'AAA']
    """
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def draw_population(config: SimulationConfig, task: Task | None, streams: Streams) -> Population:
    """Draw all organizations.

    Args:
        config: the configuration.
        task: the learning task whose pool is shared out; None for the abstract task.
        streams: the simulation's randomness.

    Raises:
        ValueError: if the pool cannot be shared out as asked.
    """
    section = config.population
    sizes = _wanted_sizes(section, streams)
    if task is None:
        labels, shards = _abstract_labels(config, streams), []
        assert sizes is not None  # noqa: S101 - the configuration demands samples of the abstract task
        real_samples = np.maximum(1.0, np.round(sizes))
    else:
        shards = _shards(section, task, sizes, streams)
        real_samples = np.array([len(shard) for shard in shards], dtype=float)
        labels = np.stack(
            [np.bincount(task.pool.y[shard], minlength=task.classes) / len(shard) for shard in shards]
        )
    traits = np.stack([draw_traits(section, streams, i, n) for i, n in enumerate(real_samples)], axis=1)
    return Population(
        names=[organization_name(i) for i in range(section.organizations)],
        real_samples=real_samples,
        label_distributions=labels,
        heterogeneity=0.5 * np.abs(labels - 1 / labels.shape[1]).sum(axis=1),
        **dict(zip(TRAITS, traits, strict=True)),
        competition=draw_competition(config, streams),
        shards=shards,
    )


def draw_traits(
    section: PopulationConfig, streams: Streams, organization: int, real_samples: float
) -> FloatArray:
    """Draw one organization's traits, in the order of :data:`TRAITS`; per-sample costs become money per round."""
    rng = streams.generator("population", organization=organization)
    traits = np.array([rng.uniform(*getattr(section, trait)) for trait in TRAITS])
    traits[-2:] *= real_samples
    return traits


def draw_competition(config: SimulationConfig, streams: Streams) -> Any:
    """Draw γ, shape (N, N), by the configured rivalry structure; its mean between rivals is the intensity."""
    from model.game.rivalry import rivalry_structures

    section = config.competition
    structure = rivalry_structures.create(section.structure, **section.parameters)
    return structure.build(config.population.organizations, section.intensity, streams.generator("rivalry"))


def _wanted_sizes(section: PopulationConfig, streams: Streams) -> FloatArray | None:
    if section.samples is None:
        return None
    normal = [
        streams.generator("size", organization=i).standard_normal() for i in range(section.organizations)
    ]
    return section.samples * np.exp(section.size_spread * np.array(normal))


def _abstract_labels(config: SimulationConfig, streams: Streams) -> FloatArray:
    section, classes = config.population, config.task.classes
    if section.partition == "iid":
        return np.full((section.organizations, classes), 1 / classes)
    if section.partition != "dirichlet":
        raise ValueError(f"task 'abstract' knows the partitions dirichlet and iid, got {section.partition!r}")
    from model.learning.partitions.label_skew import Dirichlet

    concentration = np.full(classes, Dirichlet(**section.parameters).alpha)
    return np.stack(
        [
            streams.generator("partition", organization=i).dirichlet(concentration)
            for i in range(section.organizations)
        ]
    )


def _shards(
    section: PopulationConfig, task: Task, sizes: FloatArray | None, streams: Streams
) -> list[NDArray[np.int64]]:
    from model.learning.partitions import partition

    wanted = None if sizes is None else [int(size) for size in np.maximum(1, np.round(sizes))]
    split = partition(section.partition, **section.parameters)
    return split.split(task.pool.y, section.organizations, streams.generator("partition"), wanted)
