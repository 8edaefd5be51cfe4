"""The population: what each organization owns, drawn from the configuration with keyed randomness."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cocogen.model.config.names import organization_name
from cocogen.model.config.population_fields import GENERATOR
from cocogen.model.config.quantities.choices import draw_name
from cocogen.model.config.sizes import MOST_SAMPLES
from cocogen.model.world.data import draw_sizes, fresh_labels, label_shares, names_of, share_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cocogen.model.config import SimulationConfig
    from cocogen.model.config.quantities.amounts import Amounts
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
        generators: (N,) what each draws synthetic samples from; empty where all have the same.
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
    generators: list[str] = field(default_factory=list)

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
    if task is None:
        labels = np.stack(
            [
                fresh_labels(config, streams, "partition", classes=config.task.classes, organization=i)
                for i in range(count)
            ]
        )
        real_samples = np.array(draw_sizes(section, streams, range(count)))
    else:
        shards, reserve = share_out(config, task, streams)
        labels = np.stack([label_shares(task, shard) for shard in shards])
        real_samples = np.array([len(shard) for shard in shards], dtype=float)
    amounts = {trait: section.amounts(trait) for trait in TRAITS}
    traits = np.stack([draw_traits(amounts, streams, i, n) for i, n in enumerate(real_samples)], axis=1)
    refuse_too_much(config, traits[TRAITS.index("capacity")])
    names = names_of(section, task, shards)
    return Population(
        names=names,
        real_samples=real_samples,
        label_distributions=labels,
        heterogeneity=skew(labels),
        **dict(zip(TRAITS, traits, strict=True)),
        competition=draw_competition(config, names, streams),
        shards=shards,
        reserve=reserve,
        generators=[generator_of(config, streams, i) for i in range(count)] if section.generator else [],
    )


def generator_of(config: SimulationConfig, streams: Streams, organization: int) -> str:
    """Return the generator of one organization; newcomers of whom nothing is said have ``learning.generator``."""
    section = config.population
    rng = streams.generator("generator", organization=organization)
    count = section.organizations
    own = draw_name(section.generator, GENERATOR, section.firms, count, organization, rng)
    return own or config.learning.generator


def refuse_too_much(config: SimulationConfig, capacity: FloatArray) -> None:
    """Refuse capacities of which a round of real training could ask for more samples than fit into memory."""
    if config.learning.kind == "federated" and capacity.sum() > 2 * MOST_SAMPLES:
        raise ValueError(
            f"population.capacity: what organizations drew sums to {capacity.sum():.3g}, and at most {2 * MOST_SAMPLES:,} can "
            f"really be trained on in a round; cut the distribution off, as in pareto(1.5, 400, most=4000)"
        )


def draw_traits(
    amounts: Mapping[str, Amounts], streams: Streams, organization: int, real_samples: float
) -> FloatArray:
    """Draw one organization's traits, in the order of :data:`TRAITS`; per-sample costs become money per round."""
    rng = streams.generator("population", organization=organization)
    traits = np.array([amounts[trait].draw(rng, organization) for trait in TRAITS])
    traits[-2:] *= real_samples
    return traits


def draw_competition(config: SimulationConfig, names: Sequence[str], streams: Streams) -> Any:
    """Draw γ, shape (N, N), by the configured rivalry structure; sparse where a large market has few rivals.

    Raises:
        ValueError: if the structure names other organizations than there are.
    """
    from cocogen.model.game.rivalry.from_file import FromFile
    from cocogen.model.game.rivalry.structures import rivalry_structures

    section = config.competition
    structure = rivalry_structures.create(section.structure, **section.parameters)
    if isinstance(structure, FromFile):
        structure = structure.among(names, config.population.firms.names if config.population.firms else ())
    gamma = structure.build(config.population.organizations, section.intensity, streams.generator("rivalry"))
    few = isinstance(gamma, np.ndarray) and len(gamma) >= LARGE and np.count_nonzero(gamma) < gamma.size / 10
    return sparse.csr_array(gamma) if few else gamma


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
        (real_samples,) = draw_sizes(section, streams, range(index, index + 1))
    else:
        if not reserve:
            return None
        shards, reserve = [*shards, reserve[0]], reserve[1:]
        labels, real_samples = label_shares(task, shards[-1]), float(len(shards[-1]))
    drawn = draw_traits({t: section.amounts(t) for t in TRAITS}, streams, index, real_samples)
    traits = {
        trait: np.append(getattr(population, trait), value)
        for trait, value in zip(TRAITS, drawn, strict=True)
    }
    everybodys = np.concatenate([population.label_distributions, labels[None]])
    niche = niche_of(index, section.organizations, streams)
    return Population(
        names=[*population.names, organization_name(index)],
        real_samples=np.append(population.real_samples, real_samples),
        label_distributions=everybodys,
        heterogeneity=skew(everybodys),
        **traits,
        competition=in_the_niche_of(niche, population.competition),
        shards=shards,
        reserve=reserve,
        generators=[*population.generators, generator_of(config, streams, index)]
        if section.generator
        else [],
    )


def niche_of(newcomer: int, incumbents: int, streams: Streams) -> int:
    """Return the incumbent whose niche a newcomer enters."""
    return int(streams.generator("rivalry", organization=newcomer).integers(incumbents))


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
