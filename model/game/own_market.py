"""The own market: what an organization's customers get from the common model, and from a model of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from cocogen.model.game.arrays import FloatArray, IntArray, SideBySide, frozen
from cocogen.model.game.learning_curve import LearningCurve, PowerLaw
from cocogen.model.game.validation import (
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    POSITIVE_SHARE,
    SHARE,
    Range,
    check_range,
    member_values,
)

RANGES: Mapping[str, Range] = {
    "slope": NON_NEGATIVE,
    "base": FINITE,
    "floor": SHARE,
    "ceiling": POSITIVE_SHARE,
    "scale": POSITIVE,
    "exponent": POSITIVE,
    "fidelity": POSITIVE_SHARE,
}


@dataclass(frozen=True, eq=False)
class MarketView(SideBySide):
    """How markets see the common model, and models trained alone; the arguments are those of `OwnMarket`, unchecked."""

    slope: FloatArray
    base: FloatArray
    floor: FloatArray
    ceiling: FloatArray
    scale: FloatArray
    exponent: FloatArray
    fidelity: FloatArray

    @property
    def arguments(self) -> dict[str, FloatArray]:
        """What stands under each argument's name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def curve(self) -> PowerLaw:
        """B_i, accuracy of own models by effective samples; constant at B∞ where a constant answer is no worse."""
        floor = np.minimum(self.floor, self.ceiling)
        return PowerLaw(floor, self.ceiling, self.scale, self.exponent)  # type: ignore[arg-type]

    def served(self, gained: FloatArray | float) -> FloatArray:
        """Return M_i, the accuracy on every market where the common model has gained G(x) − A₀, shape (..., N)."""
        return self.base + self.slope * gained

    def alone(self, x: FloatArray) -> FloatArray:
        """Return B_i(x), the accuracy on the own market of everybody's own model, shape (..., N)."""
        return np.minimum(self.curve(x), self.ceiling)

    def of(self, members: IntArray) -> MarketView:
        """Return the markets of some members, indices of any shape."""
        return self.each(lambda values: frozen(values[members]))


@dataclass(frozen=True, eq=False)
class OwnMarket(MarketView):
    """What every organization's own market does for it (``model.md``, section Own markets).

    In common training i serves its market with accuracy M_i = b_i + λ_i (G(x) − A₀), alone with
    B_i(x) = B∞ − max(0, B∞ − m_i)(1 + x/S°)^(−β°) at x = K_i° + n_i + φ° g. Every argument is one number for all, or one for each.

    Args:
        slope: λ_i ≥ 0, how much of what the common model gains in accuracy reaches the market.
        base: b_i, accuracy while the common model has learned nothing: what the own data give, whatever the others do.
        floor: m_i in [0, 1], what a constant answers on the market: the share of its largest class.
        ceiling: B∞ in (0, 1], what an own model reaches with unlimited data.
        scale: S° > 0, effective samples.
        exponent: β° > 0.
        fidelity: φ° in (0, 1], worth of one synthetic sample in real ones to an own model.

    Raises:
        ValueError: if a number lies outside its range.

    Example:
        >>> market = OwnMarket(slope=0.5, base=[0.4, 0.6], floor=0.3, ceiling=0.9, scale=50.0, exponent=1.0, fidelity=0.6)
        >>> market.served(0.2).round(6).tolist(), market.alone(np.array([0.0, 50.0])).round(6).tolist()
        ([0.5, 0.7], [0.3, 0.6])
    """

    def __post_init__(self) -> None:
        for name, limits in RANGES.items():
            given = getattr(self, name)
            try:
                values = np.array(given, dtype=np.float64)
            except (TypeError, ValueError):
                raise ValueError(
                    f"own_market.{name} is {given!r}; it must be one number or one for each"
                ) from None
            if values.ndim > 1:
                raise ValueError(
                    f"own_market.{name} has shape {values.shape}; it must be one number or one for each"
                )
            check_range(f"own_market.{name}", values.reshape(-1), limits)
            object.__setattr__(self, name, frozen(values) if values.ndim else float(values))

    def for_members(self, count: int) -> MarketView:
        """Return the same with a number for each of ``count`` organizations where they differ by nature.

        Raises:
            ValueError: if an argument is neither one number nor ``count`` numbers.
        """
        values = {name: member_values(f"own_market.{name}", getattr(self, name), count) for name in RANGES}
        for name in ("slope", "base", "floor"):
            values[name] = frozen(np.full(count, values[name]))
        return MarketView(**values)


def served_by_one_curve(
    curve: LearningCurve, heterogeneity: FloatArray, fidelity: FloatArray, alignment_loss: float
) -> MarketView:
    """Return the view of markets that differ only by how badly the common model fits them, the special case of the first edition.

    The slope is the alignment a_i = 1 − η h_i and the base is A₀. Alone, a model learns its market by the common curve, and
    neither skew nor alignment costs it anything.

    Args:
        curve: G.
        heterogeneity: h, shape (..., N).
        fidelity: φ, shape (..., N).
        alignment_loss: η.
    """
    slope = frozen(1.0 - alignment_loss * heterogeneity)
    shared = (curve.floor, curve.floor, curve.ceiling, curve.scale, curve.exponent)
    return MarketView(slope, *shared, fidelity)  # type: ignore[arg-type]


def market_in_place(own_market: object, alignment_loss: float, count: int) -> MarketView | None:
    """Return the markets of ``count`` organizations that stand in place of the alignment; None where none were given.

    Raises:
        ValueError: if what was given is no `OwnMarket`, does not fit, or an alignment loss was given as well.
    """
    if own_market is None:
        return None
    if not isinstance(own_market, MarketView):
        raise ValueError(f"own_market is {own_market!r}; it must be an OwnMarket")
    if alignment_loss != 0.0:
        raise ValueError(
            f"alignment_loss is {alignment_loss:g}; it must be 0 where own_market is given, whose slope stands in its place"
        )
    return OwnMarket(**own_market.arguments).for_members(count)
