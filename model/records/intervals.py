"""Means over seeds with bootstrap intervals, and differences that are paired over seeds, with an exact test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, stdtrit

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

CONFIDENCE = 0.95
RESAMPLES = 10_000
FEW = 8
"""With fewer values than this there is too little to resample, and the interval is Student's."""
RESAMPLING_SEED = 0
"""Seed of the bootstrap and of drawn signs, so that the same results always have the same interval and p."""
ALL_SIGNS = 13
"""Up to so many values every choice of signs is tried; of more, :data:`RESAMPLES` are drawn."""
TIE = 1e-9
"""Sums this close, as a share of the sum of all sizes, are equal."""


@dataclass(frozen=True)
class Estimate:
    """A mean and its 95 % interval.

    Args:
        mean: of the values; NaN without any.
        low: lower end of the interval; NaN with fewer than two values.
        high: upper end.
        n: number of values.
    """

    mean: float
    low: float
    high: float
    n: int


def estimate(values: ArrayLike) -> Estimate:
    """Return the mean of values (one per seed, NaN left out) with its 95 % bootstrap interval.

    The interval is the expanded percentile interval, which is as wide as Student's for normal values, where the plain
    percentile interval is too narrow. Resamples of a handful of values never leave their range, so there it is Student's.

    Source: Hesterberg (2015), "What Teachers Should Know About the Bootstrap", *The American Statistician* 69, 371-386.

    Example:
        >>> estimate([1.0, 1.0, 1.0])
        Estimate(mean=1.0, low=1.0, high=1.0, n=3)
    """
    sample = np.asarray(values, dtype=float)
    sample = sample[np.isfinite(sample)]
    n = len(sample)
    if n == 0:
        return Estimate(np.nan, np.nan, np.nan, 0)
    mean = float(sample.mean())
    if n == 1:
        return Estimate(mean, np.nan, np.nan, 1)
    quantile = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2))
    if n < FEW:
        half = quantile * float(sample.std(ddof=1)) / n**0.5
        return Estimate(mean, mean - half, mean + half, n)
    means = sample[_resamples(n)].mean(axis=1)
    tail = float(ndtr(-np.sqrt(n / (n - 1)) * quantile))
    low, high = np.quantile(means, [tail, 1 - tail])
    return Estimate(mean, min(float(low), mean), max(float(high), mean), n)


def paired(
    frame: pd.DataFrame, measure: str, column: str, level: object, reference: object
) -> pd.Series[float]:
    """Return the differences of a measure between two levels of a column, one per seed that has both.

    Args:
        frame: one row per level and seed; rows of other levels are passed over.
        measure: column to compare.
        column: that holds the levels.
        level: whose values are taken.
        reference: whose values are subtracted.

    Raises:
        ValueError: if a level has two rows of one seed, so that it is not clear which to pair.
    """
    new, old = (_by_seed(frame[frame[column] == value], measure, value) for value in (level, reference))
    differences: pd.Series[float] = (new - old).dropna()
    return differences


def _by_seed(rows: pd.DataFrame, measure: str, level: object) -> pd.Series[float]:
    if rows["seed"].duplicated().any():
        raise ValueError(f"{level!r} has more than one row of a seed, so {measure} cannot be paired")
    values: pd.Series[float] = rows.set_index("seed")[measure]
    return values


def p_of_flips(differences: ArrayLike) -> float:
    """Return p, two-sided, of the sum of paired differences among all sums with signs flipped at will; NaN left out.

    If two variants do not differ, the labels of a seed's two values may be exchanged, and every choice of signs is as likely; so
    the test keeps its level for any distribution, and any number of seeds. Half of all 2^n choices are tried where they are few
    (the other half mirrors them), else :data:`RESAMPLES` are drawn and what was observed counts as one of them.

    Source: Phipson and Smyth (2010), "Permutation P-values Should Never Be Zero", *Statistical Applications in Genetics and
    Molecular Biology* 9(1), 39.

    Returns:
        p in (0, 1]; NaN without any difference.

    Example:
        >>> p_of_flips([1.0, 2.0, 3.0, 4.0]), p_of_flips([0.0, 0.0])
        (0.125, 1.0)
    """
    values = np.asarray(differences, dtype=float)
    values = values[np.isfinite(values)]
    n = len(values)
    if n == 0:
        return float("nan")
    reached = abs(float(values.sum())) - TIE * float(np.abs(values).sum())
    as_far = np.abs(_signs(n) @ values) >= reached
    return float(as_far.mean()) if n <= ALL_SIGNS else float((1 + as_far.sum()) / (1 + len(as_far)))


@lru_cache(maxsize=8)
def _signs(n: int) -> NDArray[np.float64]:
    """Return choices of n signs, a row each: all whose first one is plus, or drawn ones."""
    if n <= ALL_SIGNS:
        rest = (np.arange(2 ** (n - 1))[:, None] >> np.arange(n - 1)) & 1
        return np.hstack([np.ones((len(rest), 1)), 1.0 - 2.0 * rest])
    drawn = np.random.default_rng(RESAMPLING_SEED).integers(0, 2, size=(RESAMPLES, n))
    return np.asarray(1.0 - 2.0 * drawn, dtype=np.float64)


@lru_cache(maxsize=8)
def _resamples(n: int) -> NDArray[np.int64]:
    return np.random.default_rng(RESAMPLING_SEED).integers(0, n, size=(RESAMPLES, n))
