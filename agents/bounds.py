"""Bounds: the kinds of numbers that parameters are. Annotate one with a kind, and it is checked wherever it comes from.

``Annotated[int, Ge(2)]`` says it for one parameter alone; a plain ``float`` takes any finite number.
"""

from __future__ import annotations

from typing import Annotated, Final

from annotated_types import Ge, Gt, Le, Lt

LARGEST = 1e15
"""No number of a market is larger, in any unit: what is computed from it is still a number."""

Number = Annotated[float, Ge(-LARGEST), Le(LARGEST)]
"""Any number."""

Positive = Annotated[float, Gt(0), Le(LARGEST)]
"""A number above 0."""

NonNegative = Annotated[float, Ge(0), Le(LARGEST)]
"""A number of at least 0."""

Share = Annotated[float, Ge(0), Le(1)]
"""A share or a probability, 0 and 1 included."""

PositiveShare = Annotated[float, Gt(0), Le(1)]
"""A share or a probability above 0."""

ShareBelowOne = Annotated[float, Ge(0), Lt(1)]
"""A share or a probability below 1."""

Count = Annotated[int, Ge(1), Le(1_000_000)]
"""How many there are of something, one at least."""

Seed = Annotated[int, Ge(0), Lt(2**32)]
"""Where randomness begins."""

PER_ORGANIZATION: Final = "one entry for each organization"
"""Put into ``Annotated``, it says that a list must be as long as the market is large."""
