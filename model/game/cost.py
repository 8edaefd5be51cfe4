"""The cost: what generating and training on synthetic samples costs, and what is left of a gain after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from cocogen.model.game.arrays import FloatArray, SideBySide

_SMALLEST = 1e-300


@dataclass(frozen=True, slots=True)
class Cost(SideBySide):
    """The law C(g) = c g + ½ κ g² (``model.md``, section Symbols); what membership costs in any case comes on top.

    Amounts and results have shape (..., N); with plain floats for arrays it is the law of one member.

    Args:
        generation_cost: c, money per sample.
        congestion: κ, money per squared sample.
    """

    generation_cost: FloatArray
    congestion: FloatArray

    @overload
    def __call__(self, g: FloatArray) -> FloatArray: ...

    @overload
    def __call__(self, g: float) -> float: ...

    def __call__(self, g: Any) -> Any:
        """Return C(g), money."""
        return g * (self.generation_cost + 0.5 * self.congestion * g)

    def added(self, old: FloatArray, new: FloatArray) -> FloatArray:
        """Return C(new) − C(old), money, free of cancellation."""
        return (new - old) * (self.generation_cost + 0.5 * self.congestion * (new + old))

    def slope(self, g: FloatArray) -> FloatArray:
        """Return C'(g), money per sample."""
        return self.generation_cost + self.congestion * g

    @property
    def curvature(self) -> FloatArray:
        """C'' ≥ 0, the same for every amount, money per squared sample."""
        return self.congestion

    @overload
    def left_of(self, earned: FloatArray, g: FloatArray) -> FloatArray: ...

    @overload
    def left_of(self, earned: float, g: float) -> float: ...

    def left_of(self, earned: Any, g: Any) -> Any:
        """Return earned − C'(g): what is left of a marginal gain (money per sample) after the marginal cost at ``g``."""
        return earned - self.generation_cost - self.congestion * g

    def amount_worth(self, earned: FloatArray) -> FloatArray:
        """Return the g at which the marginal cost has risen to ``earned``, money per sample; negative where it never pays."""
        return (earned - self.generation_cost) / np.maximum(self.congestion, _SMALLEST)
