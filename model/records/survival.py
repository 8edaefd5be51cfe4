"""Survival analysis of membership with lifelines: Kaplan–Meier, log-rank tests, Cox hazard ratios."""

from __future__ import annotations

import warnings
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cocogen.model.records.spells import TRAITS, all_spells

if TYPE_CHECKING:
    from cocogen.model.records.runs import Runs

PENALTY = 0.01
"""Ridge on the Cox coefficients: keeps them finite where under some mechanism nobody leaves."""


class MissingPackageError(ImportError):
    """An optional package that an analysis needs is not installed; the message is one line."""


def retention_curves(runs: Runs, *, confidence: float = 0.95, first_spells: bool = True) -> pd.DataFrame:
    """Return for each mechanism the Kaplan–Meier estimate of staying a member.

    Args:
        runs: by mechanism.
        confidence: of the band (log-log Greenwood).
        first_spells: only each organization's first membership; else all spells.

    Returns:
        The columns mechanism, tenure (rounds), retained (share), low, high and at_risk (spells).

    Raises:
        MissingPackageError: if lifelines is not installed.
    """
    fitter = _lifelines().KaplanMeierFitter(alpha=1.0 - confidence)
    parts = []
    for mechanism, spells in _spells(runs, first_spells).groupby("mechanism", sort=False):
        fitter.fit(spells["tenure"], spells["exited"])
        estimate, band = fitter.survival_function_, fitter.confidence_interval_
        parts.append(
            pd.DataFrame(
                {
                    "mechanism": mechanism,
                    "tenure": estimate.index.to_numpy(float),
                    "retained": estimate.iloc[:, 0].to_numpy(float),
                    "low": band.iloc[:, 0].fillna(1.0).to_numpy(float),
                    "high": band.iloc[:, 1].fillna(1.0).to_numpy(float),
                    "at_risk": fitter.event_table["at_risk"].to_numpy(int),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def logrank_tests(runs: Runs, *, first_spells: bool = True) -> pd.DataFrame:
    """Compare the retention of every two mechanisms by the log-rank test.

    Args:
        runs: by mechanism, at least two.
        first_spells: only each organization's first membership; else all spells.

    Returns:
        The columns first, second, statistic (χ², one degree of freedom), p, and p_holm, corrected for the number of tests. Where
        nobody left under either the statistic is 0 and p is 1.

    Raises:
        MissingPackageError: if lifelines is not installed.
        ValueError: if there are fewer than two mechanisms.
    """
    logrank = _lifelines("statistics").logrank_test
    groups = dict(iter(_spells(runs, first_spells).groupby("mechanism", sort=False)))
    if len(groups) < 2:
        raise ValueError(
            f"a log-rank test compares two mechanisms at least, got {', '.join(map(str, groups))}"
        )
    rows = []
    for first, second in combinations(groups, 2):
        one, other = groups[first], groups[second]
        statistic, p = 0.0, 1.0
        if one["exited"].any() or other["exited"].any():
            result = logrank(one["tenure"], other["tenure"], one["exited"], other["exited"])
            statistic, p = float(result.test_statistic), float(result.p_value)
        rows.append({"first": first, "second": second, "statistic": statistic, "p": p})
    frame = pd.DataFrame(rows)
    return frame.assign(p_holm=holm(frame["p"].to_numpy(float)))


def hazard_ratios(runs: Runs, *, confidence: float = 0.95) -> pd.DataFrame:
    """Return what raises or lowers the hazard of leaving, by a Cox regression over all spells.

    Numbers enter in units of their standard deviation over spells (sizes as logarithms), mechanisms relative to the first one.
    Standard errors are clustered by run, as spells of one market belong together.

    Args:
        runs: by mechanism.
        confidence: of the intervals.

    Returns:
        The columns covariate, hazard_ratio, low, high and p. Covariates that do not vary are left out.

    Raises:
        MissingPackageError: if lifelines is not installed.
        ValueError: if nobody left in any run, or nothing varies.
    """
    spells = all_spells(runs)
    if not spells["exited"].any():
        raise ValueError("nobody left in any run, so there are no hazards to compare")
    covariates = _covariates(spells)
    if not covariates.columns.size:
        raise ValueError(
            "all spells are of one mechanism and equal organizations; there is nothing to compare"
        )
    cluster = pd.factorize(spells["mechanism"].astype(str) + "/" + spells["run"].astype(str))[0]
    data = covariates.assign(tenure=spells["tenure"], exited=spells["exited"], cluster=cluster)
    several = {"cluster_col": "cluster"} if cluster.max() > 0 else {}
    fitter = _lifelines().CoxPHFitter(penalizer=PENALTY, alpha=1.0 - confidence)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # where nobody leaves under a mechanism lifelines warns of what PENALTY mends
        fitter.fit(data if several else data.drop(columns="cluster"), "tenure", "exited", **several)
    summary = fitter.summary
    interval = f"{100 * confidence:g}%"
    return pd.DataFrame(
        {
            "covariate": summary.index.to_numpy(str),
            "hazard_ratio": summary["exp(coef)"].to_numpy(float),
            "low": summary[f"exp(coef) lower {interval}"].to_numpy(float),
            "high": summary[f"exp(coef) upper {interval}"].to_numpy(float),
            "p": summary["p"].to_numpy(float),
        }
    )


def holm(p: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return p-values corrected for their number by Holm's step-down method.

    Example:
        >>> holm(np.array([0.01, 0.04, 0.03])).round(2).tolist()
        [0.03, 0.06, 0.06]
    """
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def _covariates(spells: pd.DataFrame) -> pd.DataFrame:
    numbers = {trait: spells[trait].to_numpy(float) for trait in TRAITS}
    numbers["log_size"] = np.log(numbers.pop("real_samples"))
    scaled = {
        name: (values - values.mean()) / values.std() for name, values in numbers.items() if values.std() > 0
    }
    mechanisms = list(dict.fromkeys(spells["mechanism"]))
    scaled |= {f"mechanism={name}": (spells["mechanism"] == name).to_numpy(float) for name in mechanisms[1:]}
    return pd.DataFrame(scaled)


def _spells(runs: Runs, first_spells: bool) -> pd.DataFrame:
    spells = all_spells(runs)
    return spells[spells["spell"] == 1] if first_spells else spells


def _lifelines(module: str = "") -> Any:
    from importlib import import_module

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own imports warn of what other packages deprecate
            return import_module(f"lifelines.{module}" if module else "lifelines")
    except ImportError:
        raise MissingPackageError(
            "survival analysis needs the package lifelines; install it with: pip install 'cocogen[churn]'"
        ) from None
