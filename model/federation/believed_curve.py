"""The learning curve as organizations believe it to be, and how accuracies that they see correct the belief."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cocogen.model.game import LearningCurve

FloatArray = NDArray[np.float64]

MEMORY = 200
"""Rounds that the estimate looks back on."""
SCALE_DOUBT = 1.0
"""Standard deviation of the logarithm of S around what is believed at first."""
CEILING_DOUBT = 0.02
"""Standard deviation of A∞ around what is believed at first, share."""
ACCURACY_NOISE = 0.01
"""Standard deviation of an observed accuracy around the curve, share."""
FARTHEST = 6.0
"""Most that the estimate of log S departs from what is believed at first."""
STEPS = 25
"""Most Gauss–Newton steps of an estimate."""


class CurveEstimate:
    """A shared estimate of G from pairs of effective samples and common accuracy that everybody can see.

    A₀ and β are taken as known; log S and A∞ have normal priors and are the most likely values given the observations
    (maximum a posteriori by Gauss–Newton steps, written out because ``scipy.optimize.least_squares`` takes nine times as long).

    Args:
        true: the true curve.
        believed_scale: S as believed at first, as a multiple of the true one.
        learns: whether observations correct the belief.
    """

    def __init__(self, true: LearningCurve, believed_scale: float, *, learns: bool) -> None:
        self.prior = replace(true, scale=believed_scale * true.scale)
        self.learns = learns
        self.exact = believed_scale == 1.0 and not learns
        self.observations = np.zeros((0, 2))
        self._curve: LearningCurve | None = self.prior

    @property
    def curve(self) -> LearningCurve:
        """The curve as everybody believes it to be now."""
        if self._curve is None:
            self._curve = self._estimated()
        return self._curve

    def observe(self, effective_samples: float, accuracy: float) -> None:
        """Take in the accuracy (share) that ``effective_samples`` have led to; ignored by those who do not learn."""
        if self.learns:
            seen = np.array([[effective_samples, accuracy]])
            self.restore(np.concatenate([self.observations, seen])[-MEMORY:])

    def restore(self, observations: FloatArray) -> None:
        """Believe what ``observations`` (samples, accuracy), shape (T, 2), suggest; those who do not learn keep their belief."""
        self.observations = observations.copy()
        self._curve = None if self.learns and len(observations) else self.prior

    def _estimated(self) -> LearningCurve:
        prior = self.prior
        x, accuracy = self.observations.T
        start = np.array([np.log(prior.scale), prior.ceiling])
        doubt = np.array([SCALE_DOUBT, CEILING_DOUBT])
        least = np.array([start[0] - FARTHEST, prior.floor + 1e-3])
        most = np.array([start[0] + FARTHEST, 1.0])
        estimate = start.copy()
        for _ in range(STEPS):
            value, by_log_scale, by_ceiling = self._at(estimate).sensitivity(x)
            misses = (value - accuracy) / ACCURACY_NOISE
            jacobian = np.stack([by_log_scale, by_ceiling], axis=1) / ACCURACY_NOISE
            residual = np.concatenate([misses, (estimate - start) / doubt])
            slopes = np.concatenate([jacobian, np.diag(1.0 / doubt)])
            step = np.linalg.lstsq(slopes, -residual, rcond=None)[0]
            moved = np.clip(estimate + np.clip(step, -1.0, 1.0), least, most)
            settled = np.abs(moved - estimate).max() < 1e-12
            estimate = moved
            if settled:
                break
        return self._at(estimate)

    def _at(self, estimate: FloatArray) -> LearningCurve:
        """Return the curve with these log S and A∞, all else as believed at first."""
        return replace(self.prior, scale=float(np.exp(estimate[0])), ceiling=float(estimate[1]))
