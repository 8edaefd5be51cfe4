"""Measures of a run, from its tables: what a summary, a sweep's table and a comparison are made of.

Every measure of a round that has no namesake here is in a summary, too, as it was in the last round.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.records.course import first_round_at_rest, geometric_rate
from cocogen.model.records.measures import of_rounds
from cocogen.model.records.measures.measure import (
    EVENTS,
    MONEY,
    POSITIVE_MONEY,
    POSITIVE_MONEY_IN_ALL,
    ROUNDS,
    SAMPLES,
    SHARE,
    Measure,
    Unit,
    measure,
)

if TYPE_CHECKING:
    from cocogen.model.records.measures.views import RunView

FIRST_PREDICTED_ROUND = 5
"""The first rounds are the optimiser's more than the data's; errors of predicted accuracy are told from this one on."""


def at_the_end(of_round: Measure, **changes: Any) -> Measure:
    """Return a measure of a round as one of a run: its value in the last round, NaN in tables that have not got it."""

    def last(run: RunView) -> float | int:
        if of_round.name not in run.rounds:  # of a run that was played before there was such a measure
            return float("nan")
        value = run.rounds[of_round.name].iloc[-1]
        return int(value) if isinstance(value, int | np.integer) else float(value)

    meaning = f"In the last round. {of_round.meaning}".strip()
    of_run: dict[str, Any] = {"level": "run", "compute": last, "meaning": meaning, "of_players": False}
    return replace(of_round, **of_run | changes)


@measure(
    "run",
    MONEY,
    "Mean welfare of the members",
    heading="welfare of\nmembers",
    best="highest",
    shown=("run", "report"),
)
def mean_social_welfare(run: RunView) -> float:
    """Mean over rounds of W = Σ U_i over the players."""
    return float(run.rounds["social_welfare"].mean())


@measure(
    "run",
    MONEY,
    "Mean welfare of everyone",
    heading="welfare of\neveryone",
    best="highest",
    shown=("run", "report", "sweep"),
)
def mean_welfare_everyone(run: RunView) -> float:
    """Mean over rounds of the welfare of members and outsiders."""
    return float(run.rounds["welfare_everyone"].mean())


@measure("run", MONEY, "Mean welfare if everyone worked alone", heading="welfare\nalone")
def mean_welfare_alone(run: RunView) -> float:
    """Mean over rounds of what all organizations together earn, or would earn, with models of their own."""
    alone = run.organizations.groupby("round")["standalone_payoff"].sum()
    return float(alone.mean()) if len(alone) else float("nan")


accuracy = at_the_end(of_rounds.accuracy, heading="accuracy\nat the end", shown=("run", "report", "sweep"))


@measure(
    "run",
    SAMPLES,
    "Mean generation per organization",
    heading="generated\nper member",
    shown=("run", "report", "sweep"),
)
def mean_generation(run: RunView) -> float:
    """Mean over rounds of synthetic samples per player."""
    return float(run.rounds["generation_mean"].mean())


members = at_the_end(
    of_rounds.members, heading="members\nat the end", best="highest", shown=("run", "report", "sweep")
)


@measure("run", EVENTS, "Exits", heading="exits\nin all", shown=("report",))
def exits(run: RunView) -> int:
    """How often a member left."""
    return run.happened.get("exit", 0)


@measure(
    "run",
    POSITIVE_MONEY_IN_ALL,
    "Money redistributed in all",
    heading="transfers\nin all",
    shown=("run", "report"),
)
def transfer_volume(run: RunView) -> float:
    """Sum over rounds of half the sum of absolute transfers."""
    return float(run.rounds["transfer_volume"].sum())


regret = at_the_end(
    of_rounds.regret, heading="regret\nat the end", unit=replace(POSITIVE_MONEY, brief="k$"), shown=("run",)
)


@measure(
    "run",
    Unit("", brief="k$ per k$"),
    "Welfare per k$ of cost",
    heading="welfare\nper cost",
    best="highest",
    shown=("report",),
)
def welfare_per_cost(run: RunView) -> float:
    """Total welfare of the members over their total cost of generation and membership."""
    rounds = run.rounds
    cost = float(rounds["cost"].sum())
    return float(rounds["social_welfare"].sum()) / cost if cost > 0 else float("nan")


@measure("run", SHARE, "Mean accuracy", heading="accuracy\nmean", best="highest")
def mean_accuracy(run: RunView) -> float:
    """Mean over rounds of the common model's accuracy."""
    return float(run.rounds["accuracy"].mean())


@measure("run", EVENTS, "Returns", heading="returns\nin all")
def reentries(run: RunView) -> int:
    """How often somebody came back."""
    return run.happened.get("return", 0)


@measure("run", EVENTS, "Newcomers", heading="newcomers\nin all")
def entrants(run: RunView) -> int:
    """How many organizations arrived."""
    return run.happened.get("arrival", 0)


@measure("run", SHARE, "Exits per member and round", heading="exits per\nmember, round")
def churn_rate(run: RunView) -> float:
    """Exits per member and round, those of the round counted as members."""
    left = run.happened.get("exit", 0)
    member_rounds = int(run.rounds["members"].sum()) + left
    return left / member_rounds if member_rounds else 0.0


@measure("run", POSITIVE_MONEY_IN_ALL, "Budget imbalance", best="lowest")
def budget_imbalance(run: RunView) -> float:
    """The largest of any round: rounding only."""
    return float(run.rounds["budget_imbalance"].max())


@measure(
    "run", SHARE, "First memberships that outlast the run", heading="first stays\nto the end", best="highest"
)
def retained(run: RunView) -> float:
    """Share of first memberships that outlast as many rounds as the run has (Kaplan–Meier)."""
    return run.retention["retained"]


@measure("run", ROUNDS, "Mean length of a first membership", heading="first stay", best="highest")
def mean_stay(run: RunView) -> float:
    """How many rounds of the run first memberships last on average (restricted mean)."""
    return run.retention["mean_stay"]


@measure(
    "run",
    Unit("", brief="a round"),
    "Rate at which play approaches the equilibrium",
    heading="rate of\napproach",
    best="lowest",
)
def rate_of_approach(run: RunView) -> float:
    """Factor per round of the distance to the equilibrium while it shrinks, below 1 if it does (geometric fit)."""
    distances = run.rounds.get("distance_to_equilibrium")
    rate = None if distances is None else geometric_rate(distances.to_numpy(float))
    return float("nan") if rate is None else rate.rate


@measure("run", ROUNDS, "First round at the equilibrium", heading="at rest\nfrom round", best="lowest")
def first_round_at_equilibrium(run: RunView) -> float:
    """First round from which nobody's regret exceeds 0.1 % of the mean payoff any more; NaN if there is none."""
    return first_round_at_rest(run.tables) if {"regret", "players"} <= set(run.rounds) else float("nan")


@measure("run", SHARE, "Error of predicted accuracy", heading="error of\npredicted accuracy", best="lowest")
def prediction_error(run: RunView) -> float:
    """Mean absolute error of predicted accuracy, of what everybody serves with, from round 5 on."""
    return _error(run, "predicted_accuracy", "accuracy")


@measure(
    "run", SHARE, "Error of own models' predicted accuracy", heading="error of\nown models'", best="lowest"
)
def prediction_error_alone(run: RunView) -> float:
    """Mean absolute error of predicted accuracy, of own models, from round 5 on."""
    return _error(run, "predicted_alone", "accuracy_alone")


def _error(run: RunView, predicted: str, measured: str) -> float:
    """Return by how much theory is off, mean absolute, from the fifth round, or in the last one of a shorter run."""
    organizations = run.organizations
    late = organizations[organizations["round"] >= min(FIRST_PREDICTED_ROUND, organizations["round"].max())]
    return float((late[predicted] - late[measured]).abs().mean())
