"""Means and 95 % intervals over seeds, from tidy frames with or without a ``seed`` column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cocogen.model.records.intervals import estimate
from cocogen.model.records.measures import all_measures

if TYPE_CHECKING:
    from collections.abc import Iterable


def over_seeds(frame: pd.DataFrame, by: str, measure: str) -> pd.DataFrame:
    """Return the mean of a measure and its 95 % interval at each value of ``by``.

    The interval is :func:`cocogen.model.records.intervals.estimate`'s, over the values of one group (one per seed), as in every
    table, and ends where the measure does; NaN values are left out. A single value has no interval: its low and high are NaN.

    Args:
        frame: tidy, one row per value of ``by`` (and seed).
        by: the column to group by, usually ``round``.
        measure: the column to average.

    Returns:
        Columns ``mean``, ``low``, ``high``, ``n``, indexed by ``by`` in ascending order.
    """
    groups = frame.groupby(by, sort=True)[measure]
    counts = groups.count()
    if counts.max() > 1:
        estimates = pd.DataFrame([estimate(values) for _, values in groups], index=counts.index)
        within = all_measures.described(measure).within
        ends = {end: estimates[end].map(within) for end in ("low", "high")}
        return estimates.assign(**ends).astype({"n": "int64"})
    return pd.DataFrame({"mean": groups.mean(), "low": np.nan, "high": np.nan, "n": counts})


def seed_count(frames: Iterable[pd.DataFrame]) -> int:
    """Return the largest number of different seeds in any of the frames; 1 where there is no ``seed`` column."""
    return max([frame["seed"].nunique() for frame in frames if "seed" in frame], default=1)


def first_seed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the smallest seed; all rows where there is no ``seed`` column."""
    return frame[frame["seed"] == frame["seed"].min()] if "seed" in frame else frame


def seeds_caption(n: int) -> str:
    """Return the sentence that says what the bands are; empty for one seed."""
    return f"Lines are means, bands 95 % intervals, over {n} seeds." if n > 1 else ""
