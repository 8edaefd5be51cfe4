"""What share of the first-best gain each way of deciding realises, in every setting of a reproduction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.records.intervals import CONFIDENCE, Estimate
from cocogen.scenarios.studies.claims import AgainstBest
from cocogen.scenarios.studies.experiments import TUNED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import ArrayLike

WELFARE, ALONE = "mean_welfare_everyone", "mean_welfare_alone"
CEILING = "planner"
"""The variant that commands everybody, and nobody may leave: its gain over everyone alone is the first-best gain."""
AT_BEST = {"WCO": "WCO at its best", "RaDG": "RaDG at its best"}
"""Baselines that are tuned, each seed by all others, and what they are called then."""


@dataclass(frozen=True)
class Realised:
    """What one way of deciding realises in a setting.

    Args:
        setting: ``curve`` or the name of a task.
        variant: the way of deciding.
        gain: mean gain in welfare of everyone over everyone alone, k$ per round.
        first_best: the same of the planner with everybody in.
        share: their ratio with its 95 % interval; NaN where the planner's own gain cannot be told from nothing.
    """

    setting: str
    variant: str
    gain: float
    first_best: float
    share: Estimate

    def record(self) -> dict[str, Any]:
        """Return it as one row of a table."""
        return {
            **{name: value for name, value in asdict(self).items() if name != "share"},
            "share": self.share.mean,
            "low": self.share.low,
            "high": self.share.high,
            "seeds": self.share.n,
        }


def realised(table: pd.DataFrame) -> list[Realised]:
    """Return the shares, setting by setting in the order of the table.

    Args:
        table: as of :func:`~cocogen.scenarios.studies.claims.judge`; settings without the planner's rows are passed over.
    """
    return [
        found for setting, rows in table.groupby("setting", sort=False) for found in _in(str(setting), rows)
    ]


def _in(setting: str, rows: pd.DataFrame) -> Iterator[Realised]:
    if ALONE not in rows or WELFARE not in rows:
        return
    tuned = rows[rows["experiment"] == TUNED]
    ceiling = tuned[tuned["variant"] == CEILING].set_index("seed")
    alone = ceiling[ALONE]
    first_best = ceiling[WELFARE] - alone
    compared = rows[rows["experiment"] == "mechanisms"]
    welfare = {
        str(name): of_variant.set_index("seed")[WELFARE]
        for name, of_variant in compared.groupby("variant", sort=False)
    }
    welfare |= {
        words: AgainstBest("", rival).best(tuned, WELFARE) for rival, words in AT_BEST.items() if len(tuned)
    }
    for name, earned in welfare.items():
        gain = (earned - alone).dropna()
        both = gain.index.intersection(first_best.dropna().index)
        if len(both) > 1:
            of_both, whole = gain[both].to_numpy(), first_best[both].to_numpy()
            yield Realised(setting, name, float(of_both.mean()), float(whole.mean()), ratio(of_both, whole))


def ratio(numerators: ArrayLike, denominators: ArrayLike) -> Estimate:
    """Return the ratio of two means over paired values, with Fieller's 95 % interval.

    NaN where the denominators' mean is not above zero for certain: a share of nothing means nothing.

    Source: Fieller (1954), "Some Problems in Interval Estimation", *Journal of the Royal Statistical Society B* 16, 175-185.

    Example:
        >>> round(ratio([1.0, 2.0, 3.0, 5.0], [2.0, 5.0, 6.0, 9.0]).mean, 3)
        0.5
    """
    from scipy.special import stdtrit

    x, y = np.asarray(numerators, float), np.asarray(denominators, float)
    n = len(x)
    t2 = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2)) ** 2
    (xx, xy), (_, yy) = np.cov(x, y) / n
    a = float(y.mean() ** 2 - t2 * yy)
    if a <= 0 or y.mean() <= 0:
        return Estimate(np.nan, np.nan, np.nan, n)
    b, c = x.mean() * y.mean() - t2 * xy, x.mean() ** 2 - t2 * xx
    half = float(np.sqrt(max(b * b - a * c, 0.0)))
    share = float(x.mean() / y.mean())
    return Estimate(share, min(float(b - half) / a, share), max(float(b + half) / a, share), n)
