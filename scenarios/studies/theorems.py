"""Cells that check theorems of the game on random markets: one market per seed, the largest violation as the measure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.game import (
    CoopetitionGame,
    LearningCurve,
    best_response_dynamics,
    nash_equilibrium,
    redistribution,
    redistribution_rules,
    social_optimum,
)
from cocogen.model.randomness import Streams
from cocogen.scenarios.studies.plan import Cell, canonical

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOVES = 200
"""Unilateral moves that are tried per market."""
LARGEST_MARKET = 12
EXACT = 1e-15
"""Regret, as a share of the payoff scale, at which nobody moves any more."""
MOST_ROUNDS = 200


def theory_cell(check: str, seed: int) -> Cell:
    """Return the cell that makes one check of this module on the market of a seed."""
    return Cell(f"{__name__}:{check}", canonical({"seed": seed}))


def random_market(seed: int) -> CoopetitionGame:
    """Return a market of 2 to 12 organizations with every weight z_i > 0 and otherwise wide-ranging numbers."""
    rng = Streams(seed).generator("theory")
    n = int(rng.integers(2, LARGEST_MARKET + 1))
    valuation = rng.uniform(200.0, 2000.0, n)
    heterogeneity = rng.uniform(0.0, 0.9, n)
    alignment_loss = float(rng.uniform(0.0, 0.6))
    rivalry = rng.uniform(0.0, 1.0, (n, n))
    np.fill_diagonal(rivalry, 0.0)
    most_lost = rng.uniform(0.1, 0.9)
    market = CoopetitionGame(
        real_samples=rng.uniform(20.0, 400.0, n),
        heterogeneity=heterogeneity,
        fidelity=rng.uniform(0.2, 1.0, n),
        valuation=valuation,
        generation_cost=rng.uniform(0.0, 0.1, n),
        congestion=rng.uniform(1e-4, 1e-3, n),
        membership_cost=rng.uniform(0.0, 200.0, n),
        standalone_cost=rng.uniform(0.0, 200.0, n),
        capacity=rng.uniform(50.0, 1000.0, n),
        competition=rivalry,
        learning_curve=LearningCurve(
            floor=0.1, ceiling=0.95, scale=float(rng.uniform(50, 800)), exponent=0.6
        ),
        skew_penalty=float(rng.uniform(0.0, 1.0)),
        alignment_loss=alignment_loss,
    )
    return market.replace(competition=rivalry * (most_lost / (market.exposure / market.market_value).max()))


def potential_identity(payload: str) -> dict[str, float]:
    """Check ΔU_i = z_i ΔΦ over random unilateral moves, without and with redistribution.

    Returns:
        ``violation``: the largest difference, as a share of the payoff scale.
    """
    seed = json.loads(payload)["seed"]
    plain = random_market(seed)
    rng = Streams(seed).generator("theory-moves")
    worst = 0.0
    for name in ("none", "pairwise", "pigouvian"):
        rule = redistribution(name)
        game = plain.with_subsidy(rule.subsidy(plain))
        for _ in range(MOVES):
            before = rng.uniform(0.0, game.capacity)
            i = int(rng.integers(game.organizations))
            after = before.copy()
            after[i] = rng.uniform(0.0, game.capacity[i])
            gained = sum(
                sign * (game.payoffs(g)[i] + rule.transfers(game, g)[i])
                for sign, g in ((1, after), (-1, before))
            )
            climbed = game.weights[i] * (game.potential(after) - game.potential(before))
            worst = max(worst, abs(float(gained - climbed)) / game.payoff_scale)
    return {"violation": worst}


def convergence(payload: str) -> dict[str, float]:
    """Let organizations respond best in turn from a random start, and compare with the computed equilibrium.

    Returns:
        ``violation``: largest distance to the equilibrium, as a share of the capacity; ``rounds`` that it took.
    """
    seed = json.loads(payload)["seed"]
    game = random_market(seed)
    start = Streams(seed).generator("theory-start").uniform(0.0, game.capacity)
    walk = best_response_dynamics(game, start=start, tolerance=EXACT, max_iterations=MOST_ROUNDS)
    distance = np.abs(walk.generation - nash_equilibrium(game).generation) / game.capacity
    return {"violation": float(distance.max()), "rounds": float(walk.iterations)}


def balance(payload: str) -> dict[str, float]:
    """Check that the transfers of every rule sum to zero at a random profile.

    Returns:
        ``violation``: the largest |Σ R_i| of any rule, as a share of the largest payment.
    """
    seed = json.loads(payload)["seed"]
    plain = random_market(seed)
    profile = Streams(seed).generator("theory-profile").uniform(0.0, plain.capacity)
    worst = 0.0
    for name in redistribution_rules.names():
        rule = redistribution(name)
        transfers = rule.transfers(plain.with_subsidy(rule.subsidy(plain)), profile)
        largest = float(np.abs(transfers).max())
        if largest > 0:
            worst = max(worst, abs(float(transfers.sum())) / largest)
    return {"violation": worst}


def bargaining(payload: str) -> dict[str, float]:
    """Let the market play the equilibrium under bargaining, and see whether anybody would rather be alone.

    Returns:
        ``violation``: how much the worst-off member misses its outside option by, as a share of the payoff scale, and
        NaN where the surplus is negative; ``surplus``, money per round.
    """
    plain = random_market(json.loads(payload)["seed"])
    rule = redistribution("bargaining")
    game = plain.with_subsidy(rule.subsidy(plain))
    played = nash_equilibrium(game).generation
    advantage = game.payoffs(played) + rule.transfers(game, played) - game.standalone_payoffs()
    surplus = float(advantage.sum())
    missing = max(0.0, -float(advantage.min())) / game.payoff_scale
    return {"violation": missing if surplus >= 0 else float("nan"), "surplus": surplus}


def first_best(payload: str) -> dict[str, float]:
    """Compare welfare at the equilibrium under the pigouvian rule with the social optimum.

    Returns:
        ``violation``: welfare that is missing, as a share of the payoff scale; ``gained`` against no rule, money.
    """
    plain = random_market(json.loads(payload)["seed"])
    best = social_optimum(plain).welfare
    reached = plain.social_welfare(_played_under("pigouvian", plain))
    unaided = plain.social_welfare(_played_under("none", plain))
    return {
        "violation": max(0.0, float(best - reached)) / plain.payoff_scale,
        "gained": float(reached - unaided),
    }


def _played_under(rule_name: str, plain: CoopetitionGame) -> NDArray[np.float64]:
    rule = redistribution(rule_name)
    return np.asarray(nash_equilibrium(plain.with_subsidy(rule.subsidy(plain))).generation)
