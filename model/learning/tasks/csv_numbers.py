"""How numbers are written in a table of text, and what only looks like a number: dates, amounts, codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.names import unknown_name

Text = Any
"""A pyarrow chunked array of strings, which comes without types."""

DECIMALS = {"point": r"\.", "comma": ","}
THOUSANDS = {
    "none": "",
    "comma": ",",
    "point": r"\.",
    "space": " \u00a0\u202f",
    "apostrophe": "'\u2019",
}

_DIGITS = r"\p{Nd}"
_MONEY = r"(?:[$€£¥]|(?:USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|SEK|NOK|DKK|BRL|Rs|kr)\.?)"
_AMOUNT = (
    rf"[=#'’\"]*\s*[<>≤≥~≈]?\s*[+\-−(]?\s*{_MONEY}?\s*[+\-−]?{_DIGITS}[{_DIGITS}.,'’_ \x{{a0}}\x{{202f}}]*"
    rf"(?:e[+-]?{_DIGITS}+)?\s*(?:[%‰]|{_MONEY})?[)'’\"]*"
)
_DAY = rf"{_DIGITS}{{1,4}}[-/.]{_DIGITS}{{1,2}}[-/.]{_DIGITS}{{1,4}}(?:[t ].*)?"
_TIME = rf"{_DIGITS}{{1,2}}:{_DIGITS}{{2}}(?::{_DIGITS}{{2}}(?:[.,]{_DIGITS}+)?)?\s*(?:[ap]\.?m\.?)?"
_MONTH = (
    rf"(?:{_DIGITS}{{1,2}}[. -]+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[., -]+{_DIGITS}.*"
)
LOOKS_LIKE_A_NUMBER = rf"(?i)^(?:{_AMOUNT}|{_DAY}|{_TIME}|{_MONTH}|[+-]?inf(?:inity)?)$"
"""Of a cell that is no number as it stands, but an amount, a date or a time."""
BEGINS_WITH_A_DIGIT = rf"^[+\-−<>~]?\s*{_DIGITS}"
LEADING_ZERO = r"^[+-]?0\d"


@dataclass(frozen=True)
class Notation:
    """How a file writes numbers.

    Args:
        decimal: sign before the fraction: ``point`` or ``comma``.
        thousands: sign between groups of three digits: ``none``, ``comma``, ``point``, ``space`` or ``apostrophe``.

    Raises:
        ValueError: if a sign is unknown, or both are the same.
    """

    decimal: str = "point"
    thousands: str = "none"

    def __post_init__(self) -> None:
        for field, value, known in (
            ("decimal", self.decimal, DECIMALS),
            ("thousands", self.thousands, THOUSANDS),
        ):
            if value not in known:
                raise unknown_name(f"sign in task.{field}:", value, tuple(known))
        if self.decimal == self.thousands:
            raise ValueError(
                f"task.decimal and task.thousands are both {self.decimal!r}; they cannot be the same"
            )

    @property
    def pattern(self) -> str:
        """The regular expression of a whole cell that is a number."""
        point, group = DECIMALS[self.decimal], THOUSANDS[self.thousands]
        whole = rf"\d{{1,3}}(?:[{group}]\d{{3}})+|\d+" if group else r"\d+"
        return rf"^[+-]?(?:(?:{whole})(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?$"

    def is_number(self, text: Text) -> NDArray[np.bool_]:
        """Tell which cells are numbers, shape (rows,)."""
        return matches(text, self.pattern)

    def values(self, text: Text) -> NDArray[np.float64]:
        """Return the numbers that cells are, shape (rows,); each must be one. What is too large becomes infinite."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if group := THOUSANDS[self.thousands]:
            text = pc.replace_substring_regex(text, rf"[{group}]", "")
        if self.decimal == "comma":
            text = pc.replace_substring(text, ",", ".")
        return np.asarray(pc.cast(text, pa.float64()).to_numpy(), dtype=np.float64)

    def value(self, cell: str) -> float | None:
        """Return the number that one cell is, or None."""
        import pyarrow as pa

        text = pa.chunked_array([[cell]], type=pa.string())
        return float(self.values(text)[0]) if self.is_number(text)[0] else None

    def others(self, texts: Sequence[Text]) -> list[Notation]:
        """Return the other notations in which all cells of all columns would be numbers.

        Those that differ in one sign, or else the first that differs in both.
        """
        every = [Notation(d, t) for t in THOUSANDS for d in DECIMALS if d != t]
        near = [n for n in every if (n.decimal == self.decimal) != (n.thousands == self.thousands)]
        far = [n for n in every if n.decimal != self.decimal and n.thousands != self.thousands]
        fit = [n for n in near if all(n.is_number(text).all() for text in texts)]
        return fit or [n for n in far if all(n.is_number(text).all() for text in texts)][:1]


def matches(text: Text, pattern: str) -> NDArray[np.bool_]:
    """Tell which cells match a regular expression, shape (rows,)."""
    import pyarrow.compute as pc

    return np.asarray(pc.match_substring_regex(text, pattern).to_numpy(), dtype=bool)


def one_matches(cell: str, pattern: str) -> bool:
    """Tell whether one cell matches a regular expression of this module."""
    import pyarrow as pa

    return bool(matches(pa.chunked_array([[cell]], type=pa.string()), pattern)[0])
