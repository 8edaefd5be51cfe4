"""The learning curve: accuracy as a function of effective training samples."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cocogen.model.game.arrays import FloatArray, SideBySide


@dataclass(frozen=True)
class PowerLaw(SideBySide):
    """The law A∞ − (A∞ − A₀)(1 + x/S)^(−β) with its slopes; nothing is checked, numbers may be arrays that broadcast with x.

    Args:
        floor: A₀, accuracy without data.
        ceiling: A∞, accuracy with unlimited data.
        scale: S, effective samples.
        exponent: β.
    """

    floor: float
    ceiling: float
    scale: float
    exponent: float

    @property
    def span(self) -> float:
        """Accuracy that data can add, A∞ − A₀."""
        return self.ceiling - self.floor

    def __call__(self, x: npt.ArrayLike) -> FloatArray:
        """Return the accuracy of ``x`` effective samples (any shape)."""
        return self.floor + self.increment(0.0, x)

    def derivative(self, x: npt.ArrayLike) -> FloatArray:
        """Return the slope at ``x``, accuracy per effective sample."""
        return self.span * self.exponent / self.scale * self._decay(x, self.exponent + 1.0)

    def second_derivative(self, x: npt.ArrayLike) -> FloatArray:
        """Return the second derivative at ``x``, accuracy per squared effective sample."""
        slope = self.span * self.exponent * (self.exponent + 1.0) / self.scale**2
        return -slope * self._decay(x, self.exponent + 2.0)

    def bend(self, slope: FloatArray, x: FloatArray) -> FloatArray:
        """Return how ``slope``, any multiple of the derivative at ``x`` that is at hand, changes with ``x``."""
        return slope * (-(self.exponent + 1.0)) / (self.scale + x)

    def increment(self, x: npt.ArrayLike, added: npt.ArrayLike) -> FloatArray:
        """Return what ``added`` effective samples add to ``x``, without the cancellation of the plain difference."""
        x = np.asarray(x, dtype=np.float64)
        relative = np.asarray(added, dtype=np.float64) / (self.scale + x)
        return -self.span * self._decay(x, self.exponent) * np.expm1(-self.exponent * np.log1p(relative))

    def sensitivity(self, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the accuracy of ``x`` with its derivatives by log S and by A∞, for estimates of both."""
        ratio = x / self.scale
        decay = self._decay(x, self.exponent)
        accuracy = self.ceiling - self.span * decay
        by_log_scale = -self.span * self.exponent * decay * ratio / (1.0 + ratio)
        return accuracy, by_log_scale, 1.0 - decay

    def _decay(self, x: npt.ArrayLike, power: float) -> FloatArray:
        base: FloatArray = 1.0 + np.asarray(x, dtype=np.float64) / self.scale
        return base**-power


@dataclass(frozen=True)
class LearningCurve(PowerLaw):
    """Performance G(x) = A∞ − (A∞ − A₀)(1 + x/S)^(−β), concave and increasing (``model.md``, section One round).

    Args:
        floor: accuracy A₀ without data, in [0, 1).
        ceiling: accuracy A∞ with unlimited data, above ``floor`` and at most 1.
        scale: S in effective samples, positive; how soon the curve bends.
        exponent: β, positive; how fast the rest of the error falls.

    Raises:
        ValueError: if a number lies outside its range.

    Example:
        >>> curve = LearningCurve(floor=0.1, ceiling=0.9, scale=100.0, exponent=1.0)
        >>> float(curve(0.0)), round(float(curve(100.0)), 12)
        (0.1, 0.5)
    """

    def __post_init__(self) -> None:
        for name in ("floor", "ceiling", "scale", "exponent"):
            object.__setattr__(self, name, _number(name, getattr(self, name)))
        if not 0.0 <= self.floor < 1.0:
            raise ValueError(f"learning_curve.floor is {self.floor:g}; it must lie in [0, 1)")
        if not self.floor < self.ceiling <= 1.0:
            raise ValueError(
                f"learning_curve.ceiling is {self.ceiling:g}; it must lie above the floor {self.floor:g} and be at most 1"
            )
        for name in ("scale", "exponent"):
            if not getattr(self, name) > 0.0:
                raise ValueError(f"learning_curve.{name} is {getattr(self, name):g}; it must be positive")

    def __call__(self, x: npt.ArrayLike) -> FloatArray:
        """Return the accuracy G(x) of ``x`` effective samples (any shape), never above the ceiling."""
        return np.minimum(super().__call__(x), self.ceiling)

    def inverse(self, accuracy: npt.ArrayLike) -> FloatArray:
        """Return the effective samples x with G(x) = ``accuracy``.

        Raises:
            ValueError: if an accuracy lies outside [floor, ceiling).
        """
        accuracy = np.asarray(accuracy, dtype=np.float64)
        outside = ~((accuracy >= self.floor) & (accuracy < self.ceiling))
        if outside.any():
            raise ValueError(
                f"accuracy {accuracy[outside].flat[0]:g} is not reached by this learning curve;"
                f" it must lie in [{self.floor:g}, {self.ceiling:g})"
            )
        error: FloatArray = (self.ceiling - accuracy) / self.span
        return self.scale * np.expm1(-np.log(error) / self.exponent)


def _number(name: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f"learning_curve.{name} is {value!r}; it must be a number") from None
    if not math.isfinite(number):
        raise ValueError(f"learning_curve.{name} is {number}; it must be finite")
    return number
