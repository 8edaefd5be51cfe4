"""Choosing and building the learner of a simulation; torch is imported only for real training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from cocogen.model.config import SimulationConfig
    from cocogen.model.federation.federation import Federation
    from cocogen.model.learners.outcome import Learner
    from cocogen.model.learning.partitions.features import Transform
    from cocogen.model.learning.tasks import Task
    from cocogen.model.randomness import Streams

    Indices = NDArray[np.int64]


def assemble_learner(
    config: SimulationConfig, federation: Federation, task: Task | None, streams: Streams
) -> Learner:
    """Build the learner that ``learning.kind`` names; a generator that is not cached yet is trained here.

    Args:
        config: the configuration.
        federation: the state of play.
        task: the learning task; None for the abstract one.
        streams: the simulation's randomness.
    """
    if config.learning.kind == "curve" or task is None:
        from cocogen.model.learners.curve import CurveLearner

        return CurveLearner(federation)
    from cocogen.model.learners.federated import FederatedLearner
    from cocogen.model.learning.engine import aggregators
    from cocogen.model.learning.generators import fit_generators
    from cocogen.model.learning.training import FederatedTraining

    section, shards = config.learning, federation.population.shards
    transforms = _transforms(config, streams)

    def generators_of(
        parts: Sequence[Indices], seen_through: Sequence[Transform] | None, name: str = section.generator
    ) -> Any:
        return fit_generators(
            name,
            task,
            parts,
            source=section.source,
            transforms=seen_through,
            **(section.generator_parameters if name == section.generator else {}),
        )

    def generator_of(organization: int) -> Any:
        """Return the generator of an organization that has one of its own."""
        part, names = federation.population.shards[organization], federation.population.generators
        seen_through = [transforms[organization]] if transforms else None
        fitted = generators_of([part], seen_through, names[organization] if names else section.generator)
        return fitted[0] if section.source == "own" else fitted

    training = FederatedTraining(
        task,
        shards,
        [generator_of(organization) for organization in range(len(shards))]
        if federation.population.generators
        else generators_of(shards, transforms and transforms[: len(shards)]),
        streams=streams,
        transforms=transforms and transforms[: len(shards)],
        network=section.network,
        network_parameters=section.network_parameters,
        aggregator=aggregators.create(section.aggregator, **section.aggregator_parameters),
        epochs=section.epochs,
        batch_size=section.batch_size,
        learning_rate=section.learning_rate,
        tuning_epochs=section.tuning_epochs,
        tuning_rate=section.tuning_rate,
        damage=section.damage,
        threads=section.threads,
        device=section.device,
    )

    def add(organization: int) -> None:
        shard = federation.population.shards[organization]
        transform = transforms[organization] if transforms else None
        own = section.source == "own" or federation.population.generators
        generator = generator_of(organization) if own else None
        training.add(shard, generator, transform)

    return FederatedLearner(federation, training, add, by_samples=section.weighting == "samples")


def _transforms(config: SimulationConfig, streams: Streams) -> Sequence[Transform] | None:
    """Return how each organization, newcomers included, sees its samples; None where all see them as they are."""
    from cocogen.model.world.data import partition_of

    if config.population.partition != "feature-shift":
        return None
    everybody = config.population.organizations + config.environment.newcomers
    shift = partition_of(config.population)
    transforms: Sequence[Transform] = shift.transforms(everybody, streams.generator("feature-shift"))
    return transforms
