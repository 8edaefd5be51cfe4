"""Redrawing: who there is under other costs, valuations or rivalry, from the same draws of chance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.world.population import (
    TRAITS,
    draw_competition,
    draw_traits,
    in_the_niche_of,
    niche_of,
    refuse_too_much,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocogen.model.config import SimulationConfig
    from cocogen.model.randomness import Streams
    from cocogen.model.world.population import Population

MARKET = ("market_model", "accounting")
"""Fields of competition that say what rivalry does, and not who is whose rival."""


def redrawn(
    population: Population, config: SimulationConfig, before: SimulationConfig, streams: Streams
) -> Population:
    """Return the population as it had been drawn under another configuration; itself where that makes no difference.

    Data and names stay. Organizations that have come since are in the niche of the same incumbents.

    Args:
        population: who there is, under normal circumstances.
        config: the configuration from now on.
        before: the configuration so far.
        streams: the simulation's randomness.
    """
    if config.population != before.population:
        amounts = {trait: config.population.amounts(trait) for trait in TRAITS}
        drawn = [draw_traits(amounts, streams, i, n) for i, n in enumerate(population.real_samples)]
        traits = dict(zip(TRAITS, np.stack(drawn, axis=1), strict=True))
        refuse_too_much(config, traits["capacity"])
        population = replace(population, **traits)
    if config.competition.model_dump(exclude=set(MARKET)) != before.competition.model_dump(
        exclude=set(MARKET)
    ):
        population = replace(population, competition=_competition(config, population.names, streams))
    return population


def _competition(config: SimulationConfig, names: Sequence[str], streams: Streams) -> Any:
    """Return γ among those who were there from the start and those who have come, shape (N, N)."""
    incumbents = config.population.organizations
    competition = draw_competition(config, names[:incumbents], streams)
    for index in range(incumbents, len(names)):
        competition = in_the_niche_of(niche_of(index, incumbents, streams), competition)
    return competition
