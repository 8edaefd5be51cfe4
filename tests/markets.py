"""Small simulations for tests: on the learning curve and without data, so that each takes milliseconds."""

from __future__ import annotations

from typing import Any

from cocogen.model.config import SimulationConfig
from cocogen.model.simulation import CoopetitionModel

SMALL: dict[str, Any] = {
    "task.name": "abstract",
    "population.organizations": 5,
    "population.partition": "dirichlet",
    "population.alpha": 0.5,
    "population.samples": 120.0,
    "population.size_spread": 0.4,
    "population.standalone_cost": 1.0,
    "competition.intensity": 0.05,
    "redistribution.rule": "none",
    "learning.kind": "curve",
    "run.rounds": 6,
}
"""Overrides of a market that plays a round in about a millisecond."""


def small_model(seed: int = 0, **overrides: Any) -> CoopetitionModel:
    """Return a small simulation; ``overrides`` by dotted name."""
    return CoopetitionModel(SimulationConfig().with_overrides(SMALL), seed=seed, **overrides)
