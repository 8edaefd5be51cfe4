"""What a round is measured by: welfare, performance, and how far play is from the equilibrium and the optimum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cocogen.model.simulation import CoopetitionModel

MEASURES = (
    "members",
    "players",
    "accuracy",
    "performance",
    "knowledge",
    "total_contribution",
    "generation_total",
    "generation_mean",
    "equilibrium_generation",
    "cost",
    "social_welfare",
    "welfare_everyone",
    "predicted_welfare",
    "equilibrium_welfare",
    "optimal_welfare",
    "potential",
    "regret",
    "distance_to_equilibrium",
    "transfer_volume",
    "budget_imbalance",
    "cost_level",
    "competition_level",
)
"""Columns of the rounds table; meanings and units in docs/tables.md."""


def measure_round(model: CoopetitionModel) -> dict[str, float]:
    """Return every measure of :data:`MEASURES` for the round that was just played.

    What only a round with players has (equilibrium, regret, …) is NaN in a round without.
    """
    federation = model.federation
    organizations = list(model.organizations)
    players = [organization for organization in organizations if organization.plays]
    measures = dict.fromkeys(MEASURES, float("nan"))
    measures |= {
        "members": sum(organization.is_member for organization in organizations),
        "players": len(players),
        "accuracy": model.learner.outcome.accuracy,
        "knowledge": federation.knowledge,
        "total_contribution": float(federation.contributions.sum()),
        "generation_total": float(federation.generation.sum()),
        "generation_mean": float(federation.played_generation.mean()) if players else 0.0,
        "cost": sum(organization.cost for organization in players),
        "social_welfare": sum(organization.payoff for organization in players),
        "welfare_everyone": sum(organization.payoff for organization in organizations),
        "transfer_volume": model.mechanism.volume,
        "budget_imbalance": model.mechanism.budget_imbalance,
        "cost_level": model.environment.cost_level(model.round),
        "competition_level": model.environment.competition_level(model.round),
    }
    return measures | _theory(model) if players else measures


def _theory(model: CoopetitionModel) -> dict[str, float]:
    game, played = model.federation.game, model.federation.played_generation
    equilibrium, optimum = model.federation.equilibrium, model.federation.optimum
    return {
        "performance": float(game.learning_curve(game.knowledge + model.federation.contributions.sum())),
        "equilibrium_generation": float(equilibrium.generation.mean()),
        "predicted_welfare": float(game.social_welfare(played)),
        "equilibrium_welfare": float(game.social_welfare(equilibrium.generation)),
        "optimal_welfare": float(optimum.welfare),
        "potential": float(game.potential(played)),
        "regret": float(model.federation.regret.max()),
        "distance_to_equilibrium": float(np.abs(played - equilibrium.generation).mean()),
    }
