"""The best response of a single organization in plain floats, for play in which one moves after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from cocogen.model.game.contribution import Contribution
from cocogen.model.game.cost import Cost
from cocogen.model.game.learning_curve import LearningCurve
from cocogen.model.game.players import Players
from cocogen.model.game.solvers.response import ResponseProblem, respond


def best_response(
    others_total: float,
    *,
    real_samples: float,
    heterogeneity: float,
    fidelity: float,
    weight: float,
    generation_cost: float,
    congestion: float,
    capacity: float,
    learning_curve: LearningCurve,
    skew_penalty: float = 0.0,
    subsidy: float = 0.0,
) -> float:
    """Return the amount in [0, capacity] that maximises z G(x) + s e(g) − c g − ½ κ g², x = others_total + e(g).

    The same problem as `CoopetitionGame.best_responses_to` (``model.md``, section One round), by the same Newton method
    inside a shrinking bracket, without arrays.

    Args:
        others_total: K + E_{−i}, effective samples that are there without this organization.
        real_samples: n.
        heterogeneity: h.
        fidelity: φ.
        weight: z in money.
        generation_cost: c.
        congestion: κ.
        capacity: ḡ.
        learning_curve: G.
        skew_penalty: δ.
        subsidy: s in money per effective sample.

    Returns:
        The best amount, samples.
    """
    given = (real_samples, heterogeneity, fidelity, generation_cost, congestion, capacity, weight, subsidy)
    n, h, phi, c, kappa, most, z, s = (np.array([number], dtype=np.float64) for number in given)
    players = Players(Contribution.of(n, h, phi, skew_penalty), Cost(c, kappa), most, z, s)
    return respond_alone(others_total, players.one_by_one()[0], learning_curve)


def respond_alone(others: float, player: Players, learning_curve: LearningCurve) -> float:
    """Return the best amount of one player, samples.

    The laws of contribution, cost and learning are written out once more here, because asking for them would take several times as
    long as computing them; a test holds the result to that of `respond`.

    Args:
        others: K + E_{−i}, effective samples.
        player: with plain floats for arrays.
        learning_curve: G.
    """
    one: Any = player
    weight, subsidy, capacity = one.weight, one.subsidy, one.capacity
    if weight * subsidy < 0.0:
        return _among_several_peaks(others, player, learning_curve)
    real_samples, fidelity = one.contribution.real_samples, one.contribution.fidelity
    skew_loss, skew_tail = one.contribution.skew_loss, one.contribution.skew_tail
    generation_cost, congestion = one.cost.generation_cost, one.cost.congestion
    beta = learning_curve.exponent
    scale = learning_curve.scale
    steepest = weight * learning_curve.span * beta / scale
    g, low, high = 0.0, -1.0, capacity + 1.0
    for _ in range(200):
        mixed = real_samples + g
        lost = skew_loss / (mixed * mixed)
        tail = skew_tail / mixed
        de = fidelity + lost * (fidelity + tail)
        base = 1.0 + (others + (real_samples + fidelity * g) * (1.0 - lost)) / scale
        marginal = steepest * base ** (-beta - 1.0)
        reward = marginal + subsidy
        value = reward * de - generation_cost - congestion * g
        if value > 0.0:
            low = g
        elif value < 0.0:
            high = g
        else:
            return g
        slope = (
            -marginal * (beta + 1.0) / (scale * base) * de * de
            - reward * lost * (2.0 * fidelity + 3.0 * tail) / mixed
            - congestion
        )
        new = g - value / slope if slope < 0.0 else -2.0
        new = 0.0 if slope < 0.0 and new < 0.0 else min(new, capacity)
        close = 1e-9
        if not (low < new < high or abs(value) <= -1e-14 * slope * mixed):
            new = 0.5 * (max(low, 0.0) + min(high, capacity))
            close = 4e-16
        moved = abs(new - g)
        g = new
        if moved <= close * (real_samples + g):
            break
    return g


def _among_several_peaks(others: float, player: Players, learning_curve: LearningCurve) -> float:
    problem = ResponseProblem(np.array([others]), Players.together([player]), learning_curve)
    return float(respond(problem, np.zeros(1))[0])
