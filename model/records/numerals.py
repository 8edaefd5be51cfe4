"""How numbers are written for people, in tables, sentences, figures and on the page: in three digits, and exact where they count.

Each way is a function from a number to a text. What is not known (NaN, None) is a dash, and a minus is a minus, not a hyphen.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

UNKNOWN = "–"
DIGITS = 3
"""Significant digits of what is measured."""
LEAST = 1e-3
"""Numbers below it are written with a power of ten."""
EXACT = 1e15
"""Whole numbers below it are written whole where they count something."""


def number(value: float | None, digits: int = DIGITS) -> str:
    """Write a number in as many significant digits, with a comma between thousands: for columns, where digits stand in line.

    Example:
        >>> number(5123.4), number(-0.06041), number(3), number(0.00000123), number(float("nan")), number(float("-inf"))
        ('5,120', '−0.0604', '3.00', '1.23e−06', '–', '−∞')
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if abs(value) < LEAST:
        return _minus(f"{value:.{digits - 1}e}")
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return _minus(f"{round(value, places):,.{max(places, 0)}f}")


def short(value: float | None, digits: int = DIGITS) -> str:
    """Write a number as :func:`number` does, without zeros at its end: for labels, which stand alone.

    Example:
        >>> short(5123.4), short(0.3), short(-3.0), short(1.5e-7)
        ('5,120', '0.3', '−3', '1.5e−07')
    """
    text, power, exponent = number(value, digits).partition("e")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + power + exponent


def share(value: float | None) -> str:
    """Write a share, an accuracy for instance, with three decimals.

    Example:
        >>> share(0.93124), share(float("nan"))
        ('0.931', '–')
    """
    return decimals(value, 3)


def decimals(value: float | None, places: int) -> str:
    """Write a number with as many decimals, for columns of one kind; rounded to zero it has no sign.

    Example:
        >>> decimals(1234.567, 1), decimals(-0.25, 2), decimals(-0.001, 2), decimals(float("nan"), 2)
        ('1,234.6', '−0.25', '0.00', '–')
    """
    if value is None or not math.isfinite(value):
        return number(value)
    text = f"{value:,.{places}f}"
    return _minus(text) if float(text.replace(",", "")) else text.lstrip("-")


def count(value: float | None) -> str:
    """Write how many there are: whole numbers in all their digits, means of counts in three.

    Example:
        >>> count(8), count(12345.0), count(7.3333)
        ('8', '12,345', '7.33')
    """
    if value is None or not math.isfinite(value) or value != round(value) or abs(value) >= EXACT:
        return short(value)
    return _minus(f"{round(value):,}")


def signed(value: float | None, form: Callable[[float | None], str] = number) -> str:
    """Write a difference with its sign, plus included, in whatever way.

    Example:
        >>> signed(0.81234), signed(-0.5), signed(0.0)
        ('+0.812', '−0.500', '0')
    """
    return f"+{form(value)}" if value is not None and value > 0 else form(value)


def whole(value: float | None) -> str:
    """Write a number rounded to a whole one, with a comma between thousands.

    Example:
        >>> whole(5123.4), whole(-0.2), whole(float("nan"))
        ('5,123', '0', '–')
    """
    return decimals(value, 0)


def money(value: float | None) -> str:
    """Write money among amounts like it, with as many decimals as matter: none from a hundred on, two below ten.

    Example:
        >>> money(1060.4), money(-0.0102), money(-0.001), money(float("nan"))
        ('1,060', '−0.01', '0.00', '–')
    """
    if value is None or not math.isfinite(value):
        return number(value)
    return decimals(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)


def percent(value: float | None) -> str:
    """Write a share in percent.

    Example:
        >>> percent(0.081), percent(float("nan"))
        ('8 %', '–')
    """
    return number(value) if value is None or not math.isfinite(value) else f"{whole(100 * value)} %"


def _minus(text: str) -> str:
    return text.replace("-", "−")
