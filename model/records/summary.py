"""The summary of a run: the numbers that one compares between variants, from the tidy tables."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.records.survival import retention_of
from cocogen.model.versions import PACKAGES, installed

if TYPE_CHECKING:
    import pandas as pd

LAST_ROUND = (
    "social_welfare",
    "welfare_everyone",
    "predicted_welfare",
    "optimal_welfare",
    "equilibrium_welfare",
    "regret",
    "distance_to_equilibrium",
    "accuracy",
    "generation_mean",
    "members",
)
"""Measures that a summary takes from the last round."""

FIRST_PREDICTED_ROUND = 5
"""The first rounds are the optimiser's more than the data's; errors of predicted accuracy are told from this one on."""


def summarize(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the summary of one variant's tables.

    ``churn_rate`` is exits per member and round; ``budget_imbalance`` the largest of any round (money);
    ``welfare_per_cost`` total welfare over total generation and membership cost. ``prediction_error`` and ``prediction_error_alone`` the mean absolute
    error of predicted accuracy, of what is served with and of own models, from the fifth round; ``retained`` and ``mean_stay``
    as :func:`cocogen.model.records.survival.retention_of` says. Other units as in docs/tables.md.
    """
    rounds, events = tables["rounds"], tables["events"]
    happened = events["event"].value_counts()
    exits = int(happened.get("exit", 0))
    member_rounds = int(rounds["members"].sum()) + exits
    cost = float(rounds["cost"].sum())
    summary: dict[str, Any] = {name: _number(rounds[name].iloc[-1]) for name in LAST_ROUND}
    summary |= {
        "mean_social_welfare": float(rounds["social_welfare"].mean()),
        "mean_welfare_everyone": float(rounds["welfare_everyone"].mean()),
        "mean_generation": float(rounds["generation_mean"].mean()),
        "mean_accuracy": float(rounds["accuracy"].mean()),
        "welfare_per_cost": float(rounds["social_welfare"].sum()) / cost if cost > 0 else float("nan"),
        "exits": exits,
        "reentries": int(happened.get("return", 0)),
        "entrants": int(happened.get("arrival", 0)),
        "churn_rate": exits / member_rounds if member_rounds else 0.0,
        "transfer_volume": float(rounds["transfer_volume"].sum()),
        "budget_imbalance": float(rounds["budget_imbalance"].max()),
    }
    organizations = tables["organizations"]
    return summary | retention_of(organizations) | _prediction_errors(organizations)


def _prediction_errors(organizations: pd.DataFrame) -> dict[str, float]:
    """Return by how much theory is off, mean absolute, from the fifth round, or in the last one of a shorter run."""
    late = organizations[organizations["round"] >= min(FIRST_PREDICTED_ROUND, organizations["round"].max())]
    return {
        "prediction_error": float((late["predicted_accuracy"] - late["accuracy"]).abs().mean()),
        "prediction_error_alone": float((late["predicted_alone"] - late["accuracy_alone"]).abs().mean()),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    return {"python": platform.python_version(), **installed(PACKAGES)}


def _number(value: Any) -> float | int:
    return int(value) if isinstance(value, int | np.integer) else float(value)
