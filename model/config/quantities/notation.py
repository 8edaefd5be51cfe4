"""How a quantity per organization is written: a number, a range, a distribution, a list, a column; brought into one form."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

from cocogen.agents.bounds import LARGEST
from cocogen.agents.checks import ParameterError
from cocogen.agents.names import unknown_name
from cocogen.agents.shown import shown
from cocogen.model.config.quantities.distributions import distributions

if TYPE_CHECKING:
    from cocogen.model.config.quantities.distributions import Distribution

Value = tuple[float, ...] | str
"""A quantity in the one form that a configuration keeps: two numbers are a range, more are one for each organization; the
text of a distribution, of two values for two organizations (``each``), or of a column."""

EACH, COLUMN = "each", "column"
LEAST, MOST = "least", "most"
_CALL = re.compile(r"\s*([A-Za-z][\w-]*)\s*(?:\((.*)\))?\s*", re.DOTALL)


@dataclass(frozen=True)
class Takes:
    """What a field takes.

    Args:
        low: the least number.
        high: the largest.
    """

    low: float = 0.0
    high: float = LARGEST

    def refuse(self, number: float) -> str | None:
        """Return what is wrong with a number, or None."""
        if self.low <= number <= self.high:
            return None
        if number > self.high:
            return f"must be at most {self.high:g}, got {number:g}"
        return f"must be a number of at least {self.low:g}, got {number:g}"

    @property
    def words(self) -> str:
        """What is allowed."""
        return (
            f"a number of at least {self.low:g}, two of them as a range, a distribution such as lognormal(1000, 0.5), a list of "
            "one for each organization, or column(NAME)"
        )


@dataclass(frozen=True)
class Call:
    """A text such as ``lognormal(1000, 0.5, most=4000)``, taken apart.

    Args:
        name: what stands before the parentheses.
        inside: what stands between them; None where there are none.
        text: the whole.
    """

    name: str
    inside: str | None
    text: str

    def arguments(self) -> tuple[list[float], dict[str, float]]:
        """Return the numbers by position, and those that have a name.

        Raises:
            ValueError: one line, if one is no number, or stands where it cannot.
        """
        placed: list[float] = []
        named: dict[str, float] = {}
        parts = (self.inside or "").split(",")
        for part in parts if (self.inside or "").strip() else ():
            name, equals, number = part.rpartition("=")
            name = name.strip()
            if equals and name in named:
                raise ValueError(f"{self.text}: {name} is given twice")
            if named and not equals:
                raise ValueError(f"{self.text}: numbers without a name come first")
            try:
                read = float(number)
            except ValueError:
                raise ValueError(f"{self.text}: {shown(number.strip())} is no number") from None
            if equals:
                named[name] = read
            else:
                placed.append(read)
        return placed, named


def in_one_form(value: Any, takes: Takes) -> Value:
    """Return a quantity in the form in which a configuration keeps it.

    Args:
        value: a number, also as text; a list of one, two (a range), or as many as there are organizations; a distribution
            (``pareto(1.5, 400)``), ``each(…)``, ``column`` or ``column(NAME)``.
        takes: what the field takes.

    Raises:
        ValueError: one line on what is wrong.

    Example:
        >>> in_one_form(3, Takes()), in_one_form("0.5", Takes()), in_one_form("normal( 5, deviation=2)", Takes())
        ((3.0, 3.0), (0.5, 0.5), 'normal(5, 2)')
    """
    if isinstance(value, str):
        return _of_text(value, takes)
    if isinstance(value, Real):
        number = _number(value, value, takes)
        return number, number
    numbers = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(numbers, list | tuple) or not numbers:
        raise ValueError(f"must be {takes.words}, got {shown(value)}")
    return _of_list(tuple(_number(number, value, takes) for number in numbers))


def column_of(value: Value | float | None, field: str) -> str | None:
    """Return the name of the column that a quantity is; None if it is none.

    Example:
        >>> column_of("column(revenue)", "valuation"), column_of("column", "valuation"), column_of((1.0, 2.0), "valuation")
        ('revenue', 'valuation', None)
    """
    if not isinstance(value, str):
        return None
    call = _call(value)
    if call is None or call.name != COLUMN:
        return None
    return call.inside.strip() if call.inside is not None else field


def each_of(value: Value) -> tuple[float, ...] | None:
    """Return the numbers of a quantity that has one for each organization; None for another one."""
    if isinstance(value, tuple):
        return value if len(value) > 2 else None
    call = _call(value)
    return tuple(call.arguments()[0]) if call is not None and call.name == EACH else None


def distribution_of(text: str, takes: Takes) -> tuple[Distribution, float, float]:
    """Return a distribution, and the shares of it between which organizations draw.

    Raises:
        ValueError: one line on what is wrong with it.
    """
    call = _call(text)
    if call is None or call.inside is None:
        raise ValueError(f"must be {takes.words}, got {shown(text)}")
    if call.name not in distributions.names():
        raise unknown_name("distribution", call.name, (*distributions.names(), EACH, COLUMN))
    placed, named = call.arguments()
    least, most = named.pop(LEAST, takes.low), named.pop(MOST, takes.high)
    distribution = _built(call, placed, named)
    if not takes.low <= least <= most <= takes.high:
        raise ValueError(
            f"{call.text}: {LEAST} and {MOST} must lie between {takes.low:g} and {takes.high:g}, {LEAST} first"
        )
    below, upto = distribution.between(takes.low, takes.high)
    if upto - below < distribution.least_share:
        beyond = f"below {takes.low:g}" if below > 1 - upto else f"above {takes.high:g}"
        may = 1 - distribution.least_share
        allowed = f"at most {_percent(may)}" if may else "none"
        raise ValueError(f"{call.text}: {allowed} of it may lie {beyond}, got {_percent(1 - upto + below)}")
    below, upto = distribution.between(least, most)
    if not below < upto:
        raise ValueError(f"{call.text}: nothing of it lies between {least:g} and {most:g}")
    return distribution, below, upto


def _of_list(numbers: tuple[float, ...]) -> Value:
    if len(numbers) == 1:
        return numbers * 2
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        low, high = (f"{number:g}" for number in numbers)
        raise ValueError(
            f"must be low, then high, got ({low}, {high}); of two organizations each({low}, {high}) is one number for each"
        )
    return numbers


def _of_text(text: str, takes: Takes) -> Value:
    try:
        number = float(text)
    except ValueError:
        pass
    else:
        return (_number(number, text, takes),) * 2
    call = _call(text)
    if call is None:
        raise ValueError(f"must be {takes.words}, got {shown(text)}")
    if call.name == COLUMN:
        if call.inside is None:
            return COLUMN
        if not call.inside.strip():
            raise ValueError(f"{COLUMN} takes the name of a column of population.file, got {shown(text)}")
        return f"{COLUMN}({call.inside.strip()})"
    if call.inside is None and call.name in distributions.names():
        raise ValueError(f"{call.name} takes {_wanted(call.name)}, as in {call.name}({_wanted(call.name)})")
    if call.inside is None:
        raise ValueError(f"must be {takes.words}, got {shown(text)}")
    if call.name == EACH:
        return _of_each(call, takes)
    distribution_of(text, takes)
    return _told(call)


def _of_each(call: Call, takes: Takes) -> Value:
    placed, named = call.arguments()
    if named or len(placed) < 2:
        raise ValueError(f"{EACH} takes one number for each organization, got {shown(call.text)}")
    numbers = tuple(_number(number, call.text, takes) for number in placed)
    return numbers if len(numbers) > 2 else f"{EACH}({', '.join(map(_short, numbers))})"


def _built(call: Call, placed: list[float], named: dict[str, float]) -> Distribution:
    """Build the distribution; the numbers of one that has a single list of them all belong to that."""
    parameters = distributions.parameters(call.name)
    if _is_list(call.name):
        given: dict[str, Any] = {parameters[0]: placed}
    else:
        if len(placed) > len(parameters):
            raise ValueError(
                f"{call.name} takes {_wanted(call.name)}, got {len(placed)} numbers in {shown(call.text)}"
            )
        given = dict(zip(parameters, placed, strict=False))
    for name in named:
        if name in given or name not in parameters:
            told = "is given twice" if name in given else f"is none of {_wanted(call.name)}, {LEAST}, {MOST}"
            raise ValueError(f"{call.text}: {name} {told}")
    given |= named
    missing = next(
        (p.name for p in distributions.signature(call.name) if p.is_required and p.name not in given), None
    )
    if missing is not None:
        raise ValueError(
            f"{call.name} takes {_wanted(call.name)}; {missing} is missing in {shown(call.text)}"
        )
    try:
        return distributions.create(call.name, **given)
    except ParameterError as error:
        raise ValueError(f"{call.text}: {error}") from None


def _told(call: Call) -> str:
    """Return a distribution as it is kept, its numbers in the order of its parameters."""
    placed, named = call.arguments()
    if not _is_list(call.name):
        for name in distributions.parameters(call.name)[len(placed) :]:
            if name in named and len(placed) == distributions.parameters(call.name).index(name):
                placed.append(named.pop(name))
    told = [*map(_short, placed), *(f"{name}={_short(number)}" for name, number in named.items())]
    return f"{call.name}({', '.join(told)})"


def _is_list(name: str) -> bool:
    """Tell whether a distribution has one parameter, a list."""
    signature = distributions.signature(name)
    return len(signature) == 1 and "Sequence" in str(signature[0].annotation)


def _wanted(name: str) -> str:
    return ", ".join(distributions.parameters(name))


def _call(text: str) -> Call | None:
    found = _CALL.fullmatch(text)
    return Call(found.group(1), found.group(2), " ".join(text.split())) if found else None


def _number(given: Any, whole: Any, takes: Takes) -> float:
    try:
        if isinstance(given, bool) or not isinstance(given, Real | str):
            raise ValueError
        number = float(given)
    except (ValueError, OverflowError):
        raise ValueError(f"must be {takes.words}, got {shown(whole)}") from None
    if math.isnan(number):
        raise ValueError(f"must be {takes.words}, got {shown(whole)}")
    wrong = takes.refuse(number)
    if wrong is not None:
        raise ValueError(wrong)
    return number


def _short(number: float) -> str:
    return str(number).removesuffix(".0")


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
