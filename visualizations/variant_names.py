"""Names of variants where there is little room: a star in a figure or a live line, and what it stands for beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WITH = " with "
"""What stands between a variant's own name and what is overridden in it."""
MOST_STARS = 3
"""Variants of one name that stars tell apart; of more, all keep their long names."""


def starred(names: Iterable[str]) -> tuple[dict[str, str], str]:
    """Return a short name for each variant, and the sentences that say what its stars stand for.

    Example:
        >>> starred(["CoCoGen", "CoCoGen+ with decision.rule=logit"])
        ({'CoCoGen': 'CoCoGen', 'CoCoGen+ with decision.rule=logit': 'CoCoGen+*'}, '* with decision.rule=logit.')
    """
    names = list(names)
    parts = {name: name.partition(WITH) for name in names}
    families = Counter(own for own, _, what in parts.values() if what)
    met: Counter[str] = Counter()
    short: dict[str, str] = {}
    told: dict[str, list[str]] = {}
    for name, (own, _, what) in parts.items():
        if not what or families[own] > MOST_STARS:
            short[name] = name
            continue
        met[own] += 1
        stars = "*" * met[own]
        short[name] = f"{own}{stars}"
        told.setdefault(stars, []).append(what if len(families) == 1 else f"{own}{WITH}{what}")
    note = " ".join(
        f"{stars}{WITH if len(families) == 1 else ' '}{', '.join(what)}." for stars, what in told.items()
    )
    return short, note
