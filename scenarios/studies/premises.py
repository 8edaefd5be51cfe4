"""Where the potential theorem applies: its premise is that every weight z is positive, and markets need not satisfy it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.records.numerals import percent

if TYPE_CHECKING:
    import pandas as pd

    from cocogen.model.game import CoopetitionGame

NOT_POSITIVE = "weights_not_positive"
"""Column of a reproduction's table: share of the market's organizations with z_i ≤ 0."""


@dataclass(frozen=True)
class Premise:
    """How far rows are from what the theorem supposes.

    Args:
        markets: share of rows in whose market somebody has z ≤ 0; NaN if nobody looked.
        organizations: share of organizations with z ≤ 0, mean over rows; NaN likewise.
    """

    markets: float = np.nan
    organizations: float = np.nan

    def in_words(self) -> str:
        """Say it.

        Example:
            >>> Premise(0.5, 0.0625).in_words()
            'z ≤ 0: 50 % of markets, 6 % of organizations'
        """
        return f"z ≤ 0: {percent(self.markets)} of markets, {percent(self.organizations)} of organizations"


def weights_not_positive(game: CoopetitionGame) -> dict[str, float]:
    """Return the share of a market's organizations with z_i ≤ 0 as a measure of a cell."""
    return {NOT_POSITIVE: float(game.non_positive_weights.mean())}


def premise_of(rows: pd.DataFrame) -> Premise:
    """Return how far the markets of rows are from the theorem's premise; rows without the measure are left out."""
    if NOT_POSITIVE not in rows or rows[NOT_POSITIVE].isna().all():
        return Premise()
    shares = rows[NOT_POSITIVE].dropna()
    return Premise(float((shares > 0).mean()), float(shares.mean()))
