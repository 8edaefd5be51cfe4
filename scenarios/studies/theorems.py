"""Cells that check theorems of the game on random markets: one market per seed, the largest violation as the measure.

Every cell also tells of how many organizations the weight z is not positive, which the potential theorem supposes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.game import (
    CoopetitionGame,
    FormulaRule,
    LearningCurve,
    best_response_dynamics,
    nash_equilibrium,
    redistribution,
    redistribution_rules,
)
from cocogen.model.randomness import Streams
from cocogen.scenarios.studies.plan import Cell, canonical
from cocogen.scenarios.studies.premises import weights_not_positive

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOVES = 200
"""Unilateral moves that are tried per market."""
LARGEST_MARKET = 12
EXACT = 1e-15
"""Regret, as a share of the payoff scale, at which nobody moves any more."""
MOST_ROUNDS = 200
STARTS = 18
"""Random profiles from which organizations respond best, besides nothing and capacity."""
PROFILES = 20
"""Random profiles at which payments are summed."""
OPTIMISER_STARTS = 4


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
    return {"violation": worst, **weights_not_positive(plain)}


def convergence(payload: str) -> dict[str, float]:
    """Let organizations respond best in turn from many starts, and compare with the computed equilibrium.

    They start at nothing, at capacity, and at random profiles.

    Returns:
        ``violation``: largest distance to the equilibrium, as a share of the capacity; ``rounds`` that the longest way took.
    """
    seed = json.loads(payload)["seed"]
    game = random_market(seed)
    rng = Streams(seed).generator("theory-start")
    starts = [
        np.zeros(game.organizations),
        game.capacity,
        *(rng.uniform(0.0, game.capacity) for _ in range(STARTS)),
    ]
    equilibrium = nash_equilibrium(game).generation
    walks = [
        best_response_dynamics(game, start=start, tolerance=EXACT, max_iterations=MOST_ROUNDS)
        for start in starts
    ]
    distance = max(float((np.abs(walk.generation - equilibrium) / game.capacity).max()) for walk in walks)
    rounds = float(max(walk.iterations for walk in walks))
    return {"violation": distance, "rounds": rounds, **weights_not_positive(game)}


def balance(payload: str) -> dict[str, float]:
    """Check that what every rule's formula pays sums to zero at random profiles, before rounding is taken out.

    Returns:
        ``violation``: the largest |Σ R_i| of any rule, as a share of the largest payment.
    """
    seed = json.loads(payload)["seed"]
    plain = random_market(seed)
    rng = Streams(seed).generator("theory-profile")
    worst = 0.0
    for name in redistribution_rules.names():
        rule = redistribution(name)
        pay = rule.formula if isinstance(rule, FormulaRule) else rule.transfers
        game = plain.with_subsidy(rule.subsidy(plain))
        for _ in range(PROFILES):
            paid = pay(game, rng.uniform(0.0, plain.capacity))
            largest = float(np.abs(paid).max())
            if largest > 0:
                worst = max(worst, abs(float(paid.sum())) / largest)
    return {"violation": worst, **weights_not_positive(plain)}


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
    violation = missing if surplus >= 0 else float("nan")
    return {"violation": violation, "surplus": surplus, **weights_not_positive(plain)}


def first_best(payload: str) -> dict[str, float]:
    """Compare welfare at the equilibrium under the pigouvian rule with the most that a general optimiser finds.

    The optimiser (L-BFGS-B of scipy, from several starts) knows nothing of the game but its welfare.

    Returns:
        ``violation``: by how much the two differ, either way, as a share of the payoff scale; ``gained`` against no
        rule, money.
    """
    seed = json.loads(payload)["seed"]
    plain = random_market(seed)
    best = _most_welfare(plain, Streams(seed).generator("theory-optimum"))
    reached = plain.social_welfare(_played_under("pigouvian", plain))
    unaided = plain.social_welfare(_played_under("none", plain))
    violation = abs(float(best - reached)) / plain.payoff_scale
    return {"violation": violation, "gained": float(reached - unaided), **weights_not_positive(plain)}


def _most_welfare(game: CoopetitionGame, rng: np.random.Generator) -> float:
    """Return the greatest welfare that is found from several starts, money."""
    from scipy.optimize import minimize

    def missing(shares: NDArray[np.float64]) -> float:
        return -float(game.social_welfare(shares * game.capacity)) / game.payoff_scale

    bounds = [(0.0, 1.0)] * game.organizations
    found = [
        minimize(missing, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-10})
        for start in rng.uniform(0.0, 1.0, (OPTIMISER_STARTS, game.organizations))
    ]
    return -min(float(one.fun) for one in found) * float(game.payoff_scale)


def _played_under(rule_name: str, plain: CoopetitionGame) -> NDArray[np.float64]:
    rule = redistribution(rule_name)
    return np.asarray(nash_equilibrium(plain.with_subsidy(rule.subsidy(plain))).generation)
