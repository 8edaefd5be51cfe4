"""Distributions from which organizations draw what is theirs, by name: ``lognormal(1000, 0.5)``."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Gt, Le
from scipy.special import ndtr, ndtri

from cocogen.agents.bounds import Number, Positive
from cocogen.agents.checks import ParameterError
from cocogen.agents.registry import Registry


class Distribution(ABC):
    """A distribution that is asked for its quantiles: one uniform draw makes one value.

    An organization's luck is its uniform draw. Under another distribution it has the same luck, so it keeps its rank.
    """

    least_share: ClassVar[float] = 0.5
    """Share of the distribution that must lie in what a field takes; the rest is never drawn."""

    @abstractmethod
    def at(self, share: float) -> float:
        """Return the value below which a share of the distribution lies; ``share`` is from 0 to 1."""

    @abstractmethod
    def between(self, low: float, high: float) -> tuple[float, float]:
        """Return the shares of the distribution that lie below ``low``, and at or below ``high``."""


distributions: Registry[Distribution] = Registry("distribution", "cocogen.distributions", Distribution)


@distributions.register("uniform")
@dataclass(frozen=True)
class Uniform(Distribution):
    """``uniform(low, high)``: every value between two bounds alike; the same as the range of these two numbers.

    Args:
        low: lower bound.
        high: upper bound.
    """

    least_share: ClassVar[float] = 1.0

    low: Number
    high: Number

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ParameterError("high", f"must be at least low, {self.low:g}, got {self.high:g}")

    def at(self, share: float) -> float:
        """Return low + share · (high − low)."""
        return self.low + share * (self.high - self.low)

    def between(self, low: float, high: float) -> tuple[float, float]:
        """Return the shares below both bounds."""
        width = self.high - self.low
        if not width:
            return float(self.low < low), float(self.low <= high)
        return tuple(min(max((bound - self.low) / width, 0.0), 1.0) for bound in (low, high))  # type: ignore[return-value]


@distributions.register("normal")
@dataclass(frozen=True)
class Normal(Distribution):
    """``normal(mean, deviation)``: the bell curve, cut off where a field ends.

    Args:
        mean: where it is highest.
        deviation: standard deviation.
    """

    mean: Number
    deviation: Positive

    def at(self, share: float) -> float:
        """Return the quantile; minus and plus infinity at 0 and 1."""
        return float(self.mean + self.deviation * ndtri(share))

    def between(self, low: float, high: float) -> tuple[float, float]:
        """Return the shares below both bounds."""
        return tuple(float(ndtr((bound - self.mean) / self.deviation)) for bound in (low, high))  # type: ignore[return-value]


@distributions.register("lognormal")
@dataclass(frozen=True)
class Lognormal(Distribution):
    """``lognormal(median, spread)``: its logarithm is normal: as many halves as doubles of the median, and some far above it.

    Args:
        median: half of all values lie below it.
        spread: standard deviation of the logarithm; of four organizations three lie within a factor of exp(1.15 spread).
    """

    median: Positive
    spread: Annotated[float, Gt(0), Le(10)]

    def at(self, share: float) -> float:
        """Return the quantile; 0 and infinity at 0 and 1."""
        normal = float(ndtri(share))
        return self.median * math.exp(self.spread * normal) if normal < math.inf else math.inf

    def between(self, low: float, high: float) -> tuple[float, float]:
        """Return the shares below both bounds."""
        return tuple(
            float(ndtr(math.log(bound / self.median) / self.spread)) if bound > 0 else 0.0
            for bound in (low, high)
        )  # type: ignore[return-value]


@distributions.register("pareto")
@dataclass(frozen=True)
class Pareto(Distribution):
    """``pareto(exponent, smallest)``: a heavy tail: the share of values above x falls as x to the power of minus the exponent.

    Args:
        exponent: the lower, the heavier the tail; at 1 and below there is no mean, sizes of firms have about 1.1.
        smallest: no value is below it.
    """

    exponent: Annotated[float, Gt(0), Le(1000)]
    smallest: Positive

    def at(self, share: float) -> float:
        """Return the quantile; infinity at 1."""
        try:
            return float(self.smallest * (1.0 - share) ** (-1.0 / self.exponent))
        except (ZeroDivisionError, OverflowError):
            return math.inf

    def between(self, low: float, high: float) -> tuple[float, float]:
        """Return the shares below both bounds."""
        return tuple(
            1.0 - (self.smallest / bound) ** self.exponent if bound > self.smallest else 0.0
            for bound in (low, high)
        )  # type: ignore[return-value]


@distributions.register("choice")
@dataclass(frozen=True)
class Choice(Distribution):
    """``choice(1, 1, 5)``: one of the values, each as likely as the others; one that is written twice is twice as likely.

    Args:
        values: the values.
    """

    least_share: ClassVar[float] = 1.0

    values: Sequence[Number]

    def __post_init__(self) -> None:
        if not self.values:
            raise ParameterError("values", "must be one at least")
        object.__setattr__(self, "values", tuple(sorted(self.values)))

    def at(self, share: float) -> float:
        """Return the value at a share of the sorted ones."""
        return self.values[min(int(share * len(self.values)), len(self.values) - 1)]

    def between(self, low: float, high: float) -> tuple[float, float]:
        """Return the share of values below ``low``, and at or below ``high``."""
        count = len(self.values)
        return bisect_left(self.values, low) / count, bisect_right(self.values, high) / count
