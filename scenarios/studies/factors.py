"""Factors: the configuration fields that a study varies, given as levels or as a range."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from pydantic import model_validator

from cocogen.agents.typed import Typed
from cocogen.model.config.overrides import ConfigurationError, parse_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_LEVELS = 10_000
"""Of a range on a grid."""
DIGITS = 6
"""Significant digits of a value drawn from a range, so that it can be read and typed again."""


class Factor(Typed):
    """What a field takes on: listed levels, or every value between two bounds.

    Args:
        levels: the values, of any type that the field takes.
        low: lower bound of a range.
        high: upper bound of a range.
        scale: whether equal steps are equal differences or equal ratios.
        steps: how many levels a grid makes of the range.
        integer: round values of the range to whole numbers.

    Example:
        >>> Factor.model_validate([0.1, 0.3]).grid_levels()
        (0.1, 0.3)
        >>> Factor(low=0.1, high=10.0, scale="log", steps=3).grid_levels()
        (0.1, 1.0, 10.0)
    """

    levels: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] = "linear"
    steps: int | None = None
    integer: bool = False

    @model_validator(mode="before")
    @classmethod
    def _a_list_is_levels(cls, data: Any) -> Any:
        return {"levels": data} if isinstance(data, list | tuple) else data

    @model_validator(mode="after")
    def _levels_or_a_range(self) -> Self:
        if bool(self.levels) == self.is_range:
            raise ValueError("a factor has either levels or a range with low and high")
        if self.is_range:
            self._check_range()
        elif len({repr(level) for level in self.levels}) < len(self.levels):
            raise ValueError(f"a level appears twice in {list(self.levels)}")
        return self

    def _check_range(self) -> None:
        if self.low is None or self.high is None or not -math.inf < self.low < self.high < math.inf:
            raise ValueError(f"a range needs low < high, both finite, got {self.low} and {self.high}")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"a range on a log scale needs low > 0, got {self.low:g}")
        if self.steps is not None and not 2 <= self.steps <= MOST_LEVELS:
            raise ValueError(f"steps must be 2 to {MOST_LEVELS:,}, got {self.steps:,}")

    @property
    def is_range(self) -> bool:
        """Whether the factor takes any value between bounds."""
        return self.low is not None or self.high is not None

    @property
    def is_numeric(self) -> bool:
        """Whether its levels are numbers, which have an order and a distance."""
        numbers = [isinstance(level, int | float) and not isinstance(level, bool) for level in self.levels]
        return self.is_range or all(numbers)

    def grid_levels(self) -> tuple[Any, ...]:
        """Return the levels of a grid.

        Raises:
            ValueError: if the factor is a range without ``steps``.
        """
        if not self.is_range:
            return self.levels
        if self.steps is None:
            raise ValueError("a grid over a range needs steps; or use a latin-hypercube or sobol design")
        return tuple(dict.fromkeys(self.at(np.linspace(0.0, 1.0, self.steps))))

    def at(self, unit: NDArray[np.float64]) -> list[Any]:
        """Return the values at positions in [0, 1]: along the range, or at the level whose equal share holds it."""
        if not self.is_range:
            last = len(self.levels) - 1
            return [self.levels[min(int(u * len(self.levels)), last)] for u in unit]
        low, high = float(self.low or 0.0), float(self.high or 0.0)
        values = low * (high / low) ** unit if self.scale == "log" else low + unit * (high - low)
        if self.integer:
            return [round(value) for value in values]
        return [float(f"{value:.{DIGITS}g}") for value in values]

    def position(self, value: float) -> float:
        """Return where along the range a value is, 0 at its lower bound and 1 at the upper; on a log scale in ratios.

        Example:
            >>> Factor(low=1.0, high=100.0, scale="log").position(10.0)
            0.5
        """
        low, high = float(self.low or 0.0), float(self.high or 0.0)
        if self.scale == "log":
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)


def parse_factor(text: str) -> tuple[str, Factor]:
    """Read a factor from the command line: ``field=a,b,c`` or ``field=low..high`` with ``:log``, ``:int``, ``:STEPS``.

    Raises:
        ConfigurationError: one line, if the text is not a factor.

    Example:
        >>> parse_factor("population.alpha=0.1..10:log:3")[1].grid_levels()
        (0.1, 1.0, 10.0)
        >>> parse_factor("population.valuation=1000,lognormal(1000, 0.5)")[1].grid_levels()
        (1000, 'lognormal(1000, 0.5)')
    """
    field, equals, values = (part.strip() for part in text.partition("="))
    if not equals or not field or not values:
        raise ConfigurationError(
            f"--vary takes section.field=value,value,... or section.field=low..high, got {text!r}"
        )
    try:
        return field, read_values(values)
    except ValueError as error:
        raise ConfigurationError(f"--vary {field}: {first_message(error)}") from None


def read_values(text: str) -> Factor:
    """Read what a factor takes on: ``a,b,c`` or ``low..high`` with ``:log``, ``:int``, ``:STEPS``.

    Raises:
        ValueError: if the text says neither.
    """
    if ".." in text:
        return _range(text)
    levels = parse_value(text)
    if isinstance(levels, str):
        levels = [parse_value(part.strip()) for part in re.split(r",(?![^()]*\))", levels)]
    return Factor(levels=tuple(levels) if isinstance(levels, list) else (levels,))


def first_message(error: ValueError) -> str:
    """Return what is wrong in one line, also for pydantic's many-line errors."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    first = errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    message = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _range(text: str) -> Factor:
    bounds, *options = text.split(":")
    low, high = (_bound(part) for part in bounds.split("..", 1))
    wanted: dict[str, Any] = {"low": low, "high": high}
    for option in options:
        if option == "log":
            wanted["scale"] = "log"
        elif option == "int":
            wanted["integer"] = True
        elif option.isdecimal():
            wanted["steps"] = int(option)
        else:
            raise ValueError(f"after a range come log, int or a number of steps, got {option!r}")
    return Factor(**wanted)


def _bound(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"a bound of a range is a number, got {text!r}") from None
