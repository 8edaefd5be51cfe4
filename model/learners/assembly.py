"""Choosing and building the learner of a simulation; torch is imported only for real training."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.config import SimulationConfig
    from model.learners.outcome import Learner
    from model.learning.tasks import Task
    from model.market import Market
    from model.randomness import Streams


def assemble_learner(
    config: SimulationConfig, market: Market, task: Task | None, streams: Streams
) -> Learner:
    """Build the learner that ``learning.kind`` names; a generator that is not cached yet is trained here.

    Args:
        config: the configuration.
        market: the state of play.
        task: the learning task; None for the abstract one.
        streams: the simulation's randomness.
    """
    if config.learning.kind == "curve" or task is None:
        from model.learners.curve import CurveLearner

        return CurveLearner(market)
    import torch

    from model.learners.federated import FederatedLearner
    from model.learning.generators import fit_generator
    from model.learning.training import FederatedTraining

    section = config.learning
    torch.set_num_threads(section.threads)
    generator = fit_generator(section.generator, task.public, task.classes)
    training = FederatedTraining(
        task,
        market.population.shards,
        generator,
        streams=streams,
        epochs=section.epochs,
        batch_size=section.batch_size,
        learning_rate=section.learning_rate,
        threads=section.threads,
    )
    return FederatedLearner(market, training)
