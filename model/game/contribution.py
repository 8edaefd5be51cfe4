"""The contribution: what an organization's real and synthetic samples are worth to the common model, and its slopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, overload

import numpy as np

from model.game.arrays import FloatArray, SideBySide


@dataclass(frozen=True, slots=True)
class Contribution(SideBySide):
    """The law e(g) = (n + φ g)(1 − δ (h n / (n + g))²), concave and increasing (``model.md``, section One round).

    Amounts and results have shape (..., N); with plain floats for arrays it is the law of one member.

    Args:
        real_samples: n.
        fidelity: φ.
        skew_loss: δ h² n², samples²: the share that skew costs is this over (n + g)².
        skew_tail: 2(1 − φ) n, the constant in e' = φ + δ h² n² (φ + 2(1 − φ) n / (n + g)) / (n + g)².
    """

    real_samples: FloatArray
    fidelity: FloatArray
    skew_loss: FloatArray
    skew_tail: FloatArray

    @classmethod
    def of(
        cls, real_samples: FloatArray, heterogeneity: FloatArray, fidelity: FloatArray, skew_penalty: float
    ) -> Self:
        """Return the law for n, h, φ, arrays (..., N) or numbers, and δ."""
        return cls(
            real_samples,
            fidelity,
            skew_penalty * (heterogeneity * real_samples) ** 2,
            2.0 * (1.0 - fidelity) * real_samples,
        )

    @classmethod
    def unskewed(cls, real_samples: FloatArray, fidelity: FloatArray) -> Self:
        """Return the law of a model that serves the market that its data come from: n + φ g, nothing lost to skew."""
        none = np.zeros(np.shape(real_samples))
        return cls(real_samples, fidelity, none, none)

    @property
    def least_slope(self) -> FloatArray:
        """What another sample adds when there are many already, the limit of e'."""
        return self.fidelity

    @overload
    def __call__(self, g: FloatArray) -> FloatArray: ...

    @overload
    def __call__(self, g: float) -> float: ...

    def __call__(self, g: Any) -> Any:
        """Return e(g), effective samples."""
        mixed = self.real_samples + g
        return (self.real_samples + self.fidelity * g) * (1.0 - self.skew_loss / (mixed * mixed))

    @overload
    def slope(self, g: FloatArray) -> FloatArray: ...

    @overload
    def slope(self, g: float) -> float: ...

    def slope(self, g: Any) -> Any:
        """Return e'(g), effective samples per sample."""
        mixed = self.real_samples + g
        return self.fidelity + self.skew_loss * (self.fidelity + self.skew_tail / mixed) / (mixed * mixed)

    def curvature(self, g: FloatArray) -> FloatArray:
        """Return e''(g) ≤ 0, effective samples per squared sample."""
        mixed = self.real_samples + g
        return -self.skew_loss * (2.0 * self.fidelity + 3.0 * self.skew_tail / mixed) / mixed**3

    def near(self, g: FloatArray) -> Near:
        """Return e, e' and e'' at one point for the price of one division, as Newton's methods want them."""
        return Near(self, g)


class Near:
    """The contribution and its slopes at one point, each computed when it is asked for.

    Rounding apart, what `Contribution` itself answers.
    """

    __slots__ = ("_g", "_inverse", "_law", "_lost", "_tail")

    def __init__(self, law: Contribution, g: FloatArray) -> None:
        self._law = law
        self._g = g
        self._inverse = 1.0 / (law.real_samples + g)
        self._lost = law.skew_loss * (self._inverse * self._inverse)
        self._tail = law.skew_tail * self._inverse

    def value(self) -> FloatArray:
        """Return e(g)."""
        return (self._law.real_samples + self._law.fidelity * self._g) * (1.0 - self._lost)

    def slope(self) -> FloatArray:
        """Return e'(g)."""
        return self._law.fidelity + self._lost * (self._law.fidelity + self._tail)

    def fall(self, factor: FloatArray | None = None) -> FloatArray:
        """Return −e''(g) ≥ 0, how fast the slope falls, ``factor`` times if given."""
        lost = self._lost if factor is None else factor * self._lost
        return lost * self._inverse * (2.0 * self._law.fidelity + 3.0 * self._tail)
