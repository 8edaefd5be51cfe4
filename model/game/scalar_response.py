"""The best response of a single organization in plain floats, for play in which one moves after the other."""

from __future__ import annotations

import numpy as np

from model.game.best_response import ResponseProblem, respond
from model.game.learning_curve import LearningCurve


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
    if weight * subsidy < 0.0:
        return _among_several_peaks(**locals())
    beta = learning_curve.exponent
    scale = learning_curve.scale
    steepest = weight * learning_curve.span * beta / scale
    skew_loss = skew_penalty * (heterogeneity * real_samples) ** 2
    skew_tail = 2.0 * (1.0 - fidelity) * real_samples
    g, low, high = 0.0, -1.0, capacity + 1.0
    for _ in range(200):
        mixed = real_samples + g
        lost = skew_loss / (mixed * mixed)
        tail = skew_tail / mixed
        de = fidelity + lost * (fidelity + tail)
        base = 1.0 + (others_total + (real_samples + fidelity * g) * (1.0 - lost)) / scale
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


def _among_several_peaks(
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
    skew_penalty: float,
    subsidy: float,
) -> float:
    problem = ResponseProblem(
        others=np.array([others_total]),
        real_samples=np.array([real_samples]),
        fidelity=np.array([fidelity]),
        skew_loss=np.array([skew_penalty * (heterogeneity * real_samples) ** 2]),
        skew_tail=np.array([2.0 * (1.0 - fidelity) * real_samples]),
        weight=np.array([weight]),
        subsidy=np.array([subsidy]),
        generation_cost=np.array([generation_cost]),
        congestion=np.array([congestion]),
        capacity=np.array([capacity]),
        learning_curve=learning_curve,
    )
    return float(respond(problem, np.zeros(1))[0])
