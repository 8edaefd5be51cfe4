"""The population: what each organization owns, drawn from the configuration with keyed randomness."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cocogen.model.config.names import OWNERS, organization_name

if TYPE_CHECKING:
    from cocogen.model.config import PopulationConfig, SimulationConfig
    from cocogen.model.learning.tasks import Task
    from cocogen.model.randomness import Streams

FloatArray = NDArray[np.float64]
Indices = NDArray[np.int64]

TRAITS = ("valuation", "generation_cost", "congestion", "capacity", "membership_cost", "standalone_cost")
"""What an organization draws for itself, in the order of the draws."""

COSTS = ("generation_cost", "congestion", "membership_cost", "standalone_cost")
"""What rises when computing gets dearer."""

LARGE = 100
"""Organizations from which on a market with few rivals is kept as a sparse matrix."""


@dataclass(frozen=True)
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
        reserve: parts of the pool that wait for newcomers, in the order in which they will be taken.
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
    shards: list[Indices]
    reserve: list[Indices] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.names)

    def under(self, *, costs: float, competition: float) -> Population:
        """Return the population with all costs and all rivalry multiplied by a factor each."""
        if costs == competition == 1.0:
            return self
        scaled = {name: costs * getattr(self, name) for name in COSTS}
        return replace(self, competition=competition * self.competition, **scaled)

    def with_labels(self, labels: FloatArray) -> Population:
        """Return the population with other label distributions, shape (N, classes)."""
        return replace(self, label_distributions=labels, heterogeneity=skew(labels))


def skew(labels: FloatArray) -> FloatArray:
    """Return h, the total-variation distance of label distributions (N, classes) to the balanced one, shape (N,)."""
    distance: FloatArray = 0.5 * np.abs(labels - 1 / labels.shape[1]).sum(axis=1)
    return distance


def draw_population(config: SimulationConfig, task: Task | None, streams: Streams) -> Population:
    """Draw all organizations that are there from the start, and set aside what newcomers will bring.

    Args:
        config: the configuration.
        task: the learning task whose pool is shared out; None for the abstract task.
        streams: the simulation's randomness.

    Raises:
        ValueError: if the pool cannot be shared out as asked.
    """
    section, count = config.population, config.population.organizations
    shards: list[Indices] = []
    reserve: list[Indices] = []
    names = None
    if task is None:
        labels = np.stack(
            [
                fresh_labels(config, streams, "partition", classes=config.task.classes, organization=i)
                for i in range(count)
            ]
        )
        real_samples = np.array([wanted_size(section, streams, i) for i in range(count)])
    else:
        shards, reserve = share_out(config, task, streams)
        names = natural_names(section, task, shards)
        labels = np.stack([label_shares(task, shard) for shard in shards])
        real_samples = np.array([len(shard) for shard in shards], dtype=float)
    traits = np.stack([draw_traits(section, streams, i, n) for i, n in enumerate(real_samples)], axis=1)
    return Population(
        names=names or [organization_name(i) for i in range(count)],
        real_samples=real_samples,
        label_distributions=labels,
        heterogeneity=skew(labels),
        **dict(zip(TRAITS, traits, strict=True)),
        competition=draw_competition(config, streams),
        shards=shards,
        reserve=reserve,
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
    """Draw γ, shape (N, N), by the configured rivalry structure; sparse where a large market has few rivals."""
    from cocogen.model.game.rivalry.structures import rivalry_structures

    section = config.competition
    structure = rivalry_structures.create(section.structure, **section.parameters)
    gamma = structure.build(config.population.organizations, section.intensity, streams.generator("rivalry"))
    few = isinstance(gamma, np.ndarray) and len(gamma) >= LARGE and np.count_nonzero(gamma) < gamma.size / 10
    return sparse.csr_array(gamma) if few else gamma


def wanted_size(section: PopulationConfig, streams: Streams, organization: int) -> float:
    """Draw how many real samples an organization should have: log-normal around ``samples``, whole, at least one."""
    assert section.samples is not None  # noqa: S101 - whoever shares out a whole pool does not ask
    normal = streams.generator("size", organization=organization).standard_normal()
    return float(max(1.0, np.round(section.samples * np.exp(section.size_spread * normal))))


def label_shares(task: Task, shard: Indices) -> FloatArray:
    """Return the share of each label in a part of the task's pool, shape (classes,)."""
    shares: FloatArray = np.bincount(task.pool.y[shard], minlength=task.classes) / len(shard)
    return shares


def fresh_labels(
    config: SimulationConfig,
    streams: Streams,
    stream: str,
    *,
    classes: int,
    organization: int,
    round: int = 0,
) -> FloatArray:
    """Draw a label distribution by the partition's concentration, shape (classes,).

    Raises:
        ValueError: if the partition is neither dirichlet nor iid; others need real data to be divided.
    """
    section = config.population
    if section.partition == "iid":
        return np.full(classes, 1 / classes)
    if section.partition != "dirichlet":
        raise ValueError(
            f"labels without data are drawn by the partitions dirichlet and iid, got {section.partition!r}"
        )
    from cocogen.model.learning.partitions.label_skew import Dirichlet

    concentration = np.full(classes, Dirichlet(**section.parameters).alpha)
    return streams.generator(stream, round=round, organization=organization).dirichlet(concentration)


def share_out(config: SimulationConfig, task: Task, streams: Streams) -> tuple[list[Indices], list[Indices]]:
    """Divide a real task's pool among those who are there and, where there are arrivals, those who will come."""
    section, environment = config.population, config.environment

    def divide(part: Indices, count: int, first: int, stream: str) -> list[Indices]:
        split = partition_of(section, None if task.owners is None else task.owners[part])
        wanted = None
        if section.samples is not None:
            wanted = [int(wanted_size(section, streams, first + i)) for i in range(count)]
        shards = split.split(task.pool.y[part], count, streams.generator(stream), wanted)
        return [part[shard] for shard in shards]

    everything = np.arange(len(task.pool))
    if not (environment.arrivals and environment.newcomers):
        return divide(everything, section.organizations, 0, "partition"), []
    mixed = streams.generator("reserve").permutation(everything)
    held_back = round(environment.reserve * len(mixed))
    shards = divide(np.sort(mixed[held_back:]), section.organizations, 0, "partition")
    try:
        reserve = divide(
            np.sort(mixed[:held_back]), environment.newcomers, section.organizations, "reserve-partition"
        )
    except ValueError as error:
        raise ValueError(f"environment.reserve is too small for the newcomers: {error}") from None
    return shards, reserve


def partition_of(section: PopulationConfig, owners: Indices | None = None) -> Any:
    """Build the configured partition.

    Args:
        section: the configuration.
        owners: natural owner of each sample to be divided, where the task has them.

    Raises:
        ValueError: if the partition wants natural owners and the task has none.
    """
    from cocogen.model.learning.partitions import partition, partitions

    asks = OWNERS in partitions.parameters(section.partition)
    return partition(section.partition, **section.parameters, **({OWNERS: owners} if asks else {}))


def natural_names(section: PopulationConfig, task: Task, shards: list[Indices]) -> list[str] | None:
    """Return the names of the natural owners to whom the shards belong; None under another partition."""
    from cocogen.model.learning.partitions import partitions

    if task.owners is None or not task.owner_names or OWNERS not in partitions.parameters(section.partition):
        return None
    return [task.owner_names[int(task.owners[shard[0]])] for shard in shards]


def with_newcomer(
    population: Population, config: SimulationConfig, task: Task | None, streams: Streams
) -> Population | None:
    """Return the population with one more organization; None if there are no data for it.

    On the abstract task it is the organization that would have been there had the population been larger. On a real one it
    brings the next part of the reserve. It enters the niche of an incumbent that is drawn at random: it has the same rivals,
    and rivals that incumbent as strongly as the incumbent's rivals do on average.
    """
    index, section = len(population), config.population
    shards, reserve = population.shards, population.reserve
    if task is None:
        labels = fresh_labels(config, streams, "partition", classes=config.task.classes, organization=index)
        real_samples = wanted_size(section, streams, index)
    else:
        if not reserve:
            return None
        shards, reserve = [*shards, reserve[0]], reserve[1:]
        labels, real_samples = label_shares(task, shards[-1]), float(len(shards[-1]))
    drawn = draw_traits(section, streams, index, real_samples)
    traits = {
        trait: np.append(getattr(population, trait), value)
        for trait, value in zip(TRAITS, drawn, strict=True)
    }
    everybodys = np.concatenate([population.label_distributions, labels[None]])
    niche = int(streams.generator("rivalry", organization=index).integers(section.organizations))
    return Population(
        names=[*population.names, organization_name(index)],
        real_samples=np.append(population.real_samples, real_samples),
        label_distributions=everybodys,
        heterogeneity=skew(everybodys),
        **traits,
        competition=in_the_niche_of(niche, population.competition),
        shards=shards,
        reserve=reserve,
    )


def in_the_niche_of(incumbent: int, competition: Any) -> Any:
    """Return γ with one more organization that has an incumbent's rivals, shape (N + 1, N + 1)."""
    rows = sparse.csr_array(competition)
    loses, takes = rows[[incumbent], :].toarray(), rows[:, [incumbent]].toarray()
    loses[0, incumbent] = _mean_of_positive(loses)
    takes[incumbent, 0] = _mean_of_positive(takes)
    grown = sparse.block_array([[rows, takes], [loses, None]], format="csr")
    grown.eliminate_zeros()
    return grown if sparse.issparse(competition) else grown.toarray()


def _mean_of_positive(values: FloatArray) -> float:
    positive = values[values > 0]
    return float(positive.mean()) if positive.size else 0.0
