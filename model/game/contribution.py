"""The contribution: what an organization's real and synthetic samples are worth to the common model, and its slopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, overload

import numpy as np

from cocogen.model.game.arrays import FloatArray, SideBySide


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
        return self.less(self.skew_loss / (mixed * mixed), g)

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

    def near(
        self, g: FloatArray, factor: FloatArray | None = None
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the share that skew costs, e'(g), and −e''(g), ``factor`` times if given: what Newton's methods ask for.

        All by one division. Rounding apart, e(g) is `less` that share, and the slopes are what `slope` and `curvature` say.
        """
        inverse = 1.0 / (self.real_samples + g)
        lost = self.skew_loss * (inverse * inverse)
        tail = self.skew_tail * inverse
        slope = self.fidelity + lost * (self.fidelity + tail)
        curved = lost if factor is None else factor * lost
        return lost, slope, curved * inverse * (2.0 * self.fidelity + 3.0 * tail)

    def less(self, lost: Any, g: Any) -> Any:
        """Return (n + φ g)(1 − lost): what samples are worth of which skew costs the share ``lost``."""
        return (self.real_samples + self.fidelity * g) * (1.0 - lost)
