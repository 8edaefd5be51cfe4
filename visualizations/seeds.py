"""Means and 95 % intervals over seeds, from tidy frames with or without a ``seed`` column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

if TYPE_CHECKING:
    from collections.abc import Iterable

CONFIDENCE = 0.95


def over_seeds(frame: pd.DataFrame, by: str, measure: str) -> pd.DataFrame:
    """Return the mean of a measure and its 95 % interval at each value of ``by``.

    The interval is Student's, over the values of one group (one per seed); NaN values are left out. A single value has
    no interval: its low and high are NaN.

    Args:
        frame: tidy, one row per value of ``by`` (and seed).
        by: the column to group by, usually ``round``.
        measure: the column to average.

    Returns:
        Columns ``mean``, ``low``, ``high``, ``n``, indexed by ``by`` in ascending order.
    """
    groups = frame.groupby(by, sort=True)[measure]
    summary = pd.DataFrame({"mean": groups.mean(), "spread": groups.std(ddof=1), "n": groups.count()})
    half = half_width(summary["spread"].to_numpy(dtype=float), summary["n"].to_numpy(dtype=float))
    return summary.assign(low=summary["mean"] - half, high=summary["mean"] + half)[
        ["mean", "low", "high", "n"]
    ]


def half_width(spread: Any, n: Any) -> Any:
    """Return half the width of Student's 95 % interval of a mean; NaN where fewer than two values are.

    Args:
        spread: sample standard deviation, any shape.
        n: number of values, the same shape.
    """
    n = np.asarray(n, dtype=float)
    enough = n > 1
    quantile = stdtrit(np.where(enough, n - 1, 1.0), 0.5 + CONFIDENCE / 2)
    return np.where(enough, quantile * np.asarray(spread, dtype=float) / np.sqrt(np.maximum(n, 1.0)), np.nan)


def seed_count(frames: Iterable[pd.DataFrame]) -> int:
    """Return the largest number of different seeds in any of the frames; 1 where there is no ``seed`` column."""
    return max([frame["seed"].nunique() for frame in frames if "seed" in frame], default=1)


def first_seed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the smallest seed; all rows where there is no ``seed`` column."""
    return frame[frame["seed"] == frame["seed"].min()] if "seed" in frame else frame


def seeds_caption(n: int) -> str:
    """Return the sentence that says what the bands are; empty for one seed."""
    return f"Lines are means, bands 95 % intervals, over {n} seeds." if n > 1 else ""
