"""The own market: what an organization's customers get from the common model, and from a model of its own."""

from __future__ import annotations

from dataclasses import dataclass

from model.game.arrays import FloatArray, frozen
from model.game.contribution import Contribution
from model.game.learning_curve import LearningCurve


@dataclass(frozen=True)
class MarketView:
    """How a member's own market sees the common model, and a model that the member trains alone; arrays of shape (..., N).

    In common training the market is served with accuracy base + slope · (G(x) − A₀), alone with curve(x°).

    Args:
        slope: how much of the common model's gain in accuracy reaches the market.
        base: accuracy with a common model that has learned nothing.
        reference: A₀, what the common model has without data; gains are counted from there.
        curve: accuracy of an own model on the own market, by effective samples.
        contribution: what own samples are worth to an own model.
    """

    slope: FloatArray
    base: FloatArray | float
    reference: float
    curve: LearningCurve
    contribution: Contribution

    def accuracy(self, performance: FloatArray | float) -> FloatArray:
        """Return the accuracy on every market when the common model has ``performance``, shape (..., N)."""
        return self.base + self.slope * (performance - self.reference)


def served_by_one_curve(
    curve: LearningCurve,
    real_samples: FloatArray,
    heterogeneity: FloatArray,
    fidelity: FloatArray,
    alignment_loss: float,
) -> MarketView:
    """Return the view of markets that differ from the target only by how badly they fit the common model.

    The alignment a_i = 1 − η h_i is the slope. Alone, a model serves the market that its data come from: it learns by the same
    curve, and neither skew nor alignment costs it anything (``model.md``, section One round).

    Args:
        curve: G.
        real_samples: n, shape (..., N).
        heterogeneity: h, shape (..., N).
        fidelity: φ, shape (..., N).
        alignment_loss: η.
    """
    return MarketView(
        slope=frozen(1.0 - alignment_loss * heterogeneity),
        base=curve.floor,
        reference=curve.floor,
        curve=curve,
        contribution=Contribution.unskewed(real_samples, fidelity),
    )
