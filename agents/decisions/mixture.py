"""Mixed populations: which organization follows which decision rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GOLDEN = 0.6180339887498949


def assigned_rule(shares: Mapping[str, float], organization: int, offset: float) -> str:
    """Return the rule that an organization follows in a population mixed by ``shares``.

    Places (offset + index · golden ratio) mod 1 spread evenly, so that any number of organizations is mixed about as wished,
    nobody changes when others are added, and a larger share of the first rule keeps everybody who followed it.

    Args:
        shares: by rule, summing to one.
        organization: index, from 0.
        offset: where the sequence begins, in [0, 1).

    Example:
        >>> [assigned_rule({"free-rider": 0.5, "damped": 0.5}, i, 0.0) for i in range(4)]
        ['free-rider', 'damped', 'free-rider', 'damped']
    """
    place = (offset + organization * GOLDEN) % 1.0
    reached = 0.0
    for rule, share in shares.items():
        reached += share
        if place < reached:
            return rule
    return max(shares, key=lambda rule: shares[rule])
