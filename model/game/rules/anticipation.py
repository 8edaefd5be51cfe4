"""Payments that players see coming: best amounts, equilibrium and regret where a payment moves with one's own amount.

Rules that settle after the round announce no subsidy, yet what they pay depends on what one generates. Whoever sees that coming maximises
U_i + R_i over its own amount. No closed form covers this, so it is searched: on a grid, then on finer ones around the best point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.game.arrays import FloatArray, frozen
from cocogen.model.game.solvers.equilibrium import Equilibrium, nash_equilibrium

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame
    from cocogen.model.game.rules.base import RedistributionRule

MOST_ANTICIPATING = 16
"""Members up to which payments are anticipated; a search takes some N² evaluations of all payments, and Shapley values are exact up to as many."""
TOLERANCE = 1e-6
"""Regret, as a share of `CoopetitionGame.payoff_scale`, from which on an equilibrium counts as found."""
_POINTS = 33
_FINER = 3
_SWEEPS = 40


def anticipates(game: CoopetitionGame, rule: RedistributionRule) -> bool:
    """Tell whether the members of a game answer to what the rule pays after the round, rather than to a subsidy."""
    return rule.after_the_round and game.organizations <= MOST_ANTICIPATING


def anticipated_utilities(
    game: CoopetitionGame, rule: RedistributionRule, generation: FloatArray, member: int, amounts: FloatArray
) -> FloatArray:
    """Return U_i + R_i of one member at each of its own amounts while the others keep theirs, money, shape (B,).

    Args:
        game: the game.
        rule: what pays.
        generation: everybody's amounts, samples, shape (N,).
        member: position of the member.
        amounts: its own amounts, samples, shape (B,).
    """
    profiles = np.repeat(generation[None], len(amounts), axis=0)
    profiles[:, member] = amounts
    paid = rule.paid_to(game, member, profiles)
    utilities: FloatArray = game.payoffs(profiles)[:, member] + paid
    return utilities


def anticipated_response(
    game: CoopetitionGame, rule: RedistributionRule, generation: FloatArray, member: int
) -> tuple[float, float]:
    """Return a member's best amount (samples) while the others keep theirs, and what it gains over its own one (money, >= 0)."""
    own, low, high = float(generation[member]), 0.0, float(game.capacity[member])
    now = float(anticipated_utilities(game, rule, generation, member, np.array([own]))[0])
    best, most = own, now
    for _ in range(1 + _FINER):
        amounts = np.linspace(low, high, _POINTS)
        utilities = anticipated_utilities(game, rule, generation, member, amounts)
        at = int(np.argmax(utilities))
        if utilities[at] > most:
            best, most = float(amounts[at]), float(utilities[at])
        low, high = amounts[max(at - 1, 0)], amounts[min(at + 1, _POINTS - 1)]
    return best, most - now


def anticipated_regret(game: CoopetitionGame, rule: RedistributionRule, generation: FloatArray) -> FloatArray:
    """Return the most that each could gain by changing only its own amount, payments included, money, shape (N,)."""
    return np.array([anticipated_response(game, rule, generation, i)[1] for i in range(game.organizations)])


def anticipated_equilibrium(
    game: CoopetitionGame, rule: RedistributionRule, start: FloatArray | None = None
) -> Equilibrium:
    """Return where members who anticipate the rule's payments come to rest, answering one after the other.

    Nothing promises that there is such a point; the regret says how good the answer is.

    Args:
        game: the game.
        rule: what pays.
        start: where they begin, samples, shape (N,); the equilibrium without payments unless given.
    """
    generation = np.array(nash_equilibrium(game).generation if start is None else start)
    gains, sweeps = np.full(game.organizations, np.inf), 0
    while gains.max() > 0.1 * TOLERANCE * game.payoff_scale and sweeps < _SWEEPS:
        sweeps += 1
        for member in range(game.organizations):
            generation[member], gains[member] = anticipated_response(game, rule, generation, member)
    regret = float(anticipated_regret(game, rule, generation).max())
    return Equilibrium(
        generation=frozen(generation),
        total=game.total(generation),
        regret=regret,
        potential=game.potential(generation),
        iterations=sweeps,
        converged=regret <= TOLERANCE * game.payoff_scale,
    )
