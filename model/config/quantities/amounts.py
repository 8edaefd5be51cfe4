"""Amounts: what organizations draw of a quantity, each with one uniform draw, whatever the quantity says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from cocogen.model.config.quantities.notation import Value, column_of, distribution_of, each_of

if TYPE_CHECKING:
    from cocogen.model.config.quantities.distributions import Distribution
    from cocogen.model.config.quantities.firms import Firms
    from cocogen.model.config.quantities.notation import Takes

_POINTS = 400
"""Quantiles of which the mean of a distribution is taken."""


class Amounts(Protocol):
    """What organizations have of something.

    Every organization uses up exactly one uniform draw, so that another way to write one quantity leaves all others alone.
    """

    def draw(self, rng: np.random.Generator, organization: int) -> float:
        """Return the amount of one organization, by its index."""

    @property
    def mean(self) -> float:
        """The amount that is expected of an organization."""


@dataclass(frozen=True)
class Range:
    """A uniform draw between two numbers, which may be the same."""

    low: float
    high: float

    def draw(self, rng: np.random.Generator, organization: int) -> float:
        """Return a uniform draw."""
        return rng.uniform(self.low, self.high)

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Listed:
    """One number for each organization."""

    numbers: tuple[float, ...]

    def draw(self, rng: np.random.Generator, organization: int) -> float:
        """Return the organization's own number."""
        rng.random()
        return self.numbers[organization]

    @property
    def mean(self) -> float:
        """The mean."""
        return float(np.mean(self.numbers))


@dataclass(frozen=True)
class Drawn:
    """A draw from that part of a distribution that a field takes.

    Args:
        distribution: which.
        below: share of it that is too low.
        upto: share of it up to the largest number that may be.
        takes: what the field takes.
    """

    distribution: Distribution
    below: float
    upto: float
    takes: Takes

    def draw(self, rng: np.random.Generator, organization: int) -> float:
        """Return a draw."""
        return self._at(rng.random())

    @cached_property
    def mean(self) -> float:
        """The mean of quantiles, about."""
        return float(np.mean([self._at((step + 0.5) / _POINTS) for step in range(_POINTS)]))

    def _at(self, luck: float) -> float:
        value = self.distribution.at(self.below + luck * (self.upto - self.below))
        return min(max(value, self.takes.low), self.takes.high)


def amounts(value: Value, takes: Takes, field: str, firms: Firms | None, count: int) -> Amounts:
    """Return what organizations have of a quantity.

    Args:
        value: in the form of :func:`cocogen.model.config.quantities.notation.in_one_form`.
        takes: what the field takes.
        field: its name, which a column may have.
        firms: the file of firms; None where there is none.
        count: how many organizations there are.

    Raises:
        ValueError: one line, if there is no such column, a cell is no number, or a list has other than ``count`` numbers.
    """
    column = column_of(value, field)
    if column is not None:
        if firms is None:
            raise ValueError(f"must be a column of population.file, which names no file, got {value!r}")
        return Listed(firms.numbers(column, takes, count))
    numbers = each_of(value)
    if numbers is not None:
        if len(numbers) != count:
            raise ValueError(f"must have {count} entries, one for each organization, got {len(numbers)}")
        return Listed(numbers)
    if isinstance(value, tuple):
        return Range(*value)
    return Drawn(*distribution_of(value, takes), takes)
