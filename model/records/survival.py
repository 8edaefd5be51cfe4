"""Survival analysis of membership: how long first memberships last, and what raises the hazard of leaving."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cocogen.model.records.spells import TRAITS, all_spells, spells_of

if TYPE_CHECKING:
    from cocogen.model.records.runs import Runs

PENALTY = 0.01
"""Ridge on the Cox coefficients: keeps them finite where under some mechanism nobody leaves."""


class MissingPackageError(ImportError):
    """An optional package that an analysis needs is not installed; the message is one line."""


def retention_of(organizations: pd.DataFrame) -> dict[str, float]:
    """Return how long first memberships last in one run, by Kaplan and Meier.

    Spells that last to the end of the run, and those of newcomers, are censored: they are known to last at least that long.
    There is no interval, for the spells of one run hang together; runs from several seeds are independent, and give one.

    Args:
        organizations: the organizations table of one run.

    Returns:
        ``retained``, the share of first memberships that outlast as many rounds as the run has, and ``mean_stay``, how many of
        these rounds they last on average (the restricted mean); NaN where nobody was ever a member.
    """
    from scipy.stats import CensoredData, ecdf

    spells = spells_of(organizations)
    first = spells[spells["spell"] == 1]
    if first.empty:
        return {"retained": float("nan"), "mean_stay": float("nan")}
    ended = first["exited"].to_numpy(bool)
    tenure = first["tenure"].to_numpy(float)
    stays = ecdf(CensoredData(uncensored=tenure[ended], right=tenure[~ended])).sf
    shares = stays.evaluate(np.arange(organizations["round"].nunique() + 1))
    return {"retained": float(shares[-1]), "mean_stay": float(shares[:-1].sum())}


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


def _covariates(spells: pd.DataFrame) -> pd.DataFrame:
    numbers = {trait: spells[trait].to_numpy(float) for trait in TRAITS}
    numbers["log_size"] = np.log(numbers.pop("real_samples"))
    scaled = {
        name: (values - values.mean()) / values.std() for name, values in numbers.items() if values.std() > 0
    }
    mechanisms = list(dict.fromkeys(spells["mechanism"]))
    scaled |= {f"mechanism={name}": (spells["mechanism"] == name).to_numpy(float) for name in mechanisms[1:]}
    return pd.DataFrame(scaled)


def _lifelines() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own imports warn of what other packages deprecate
            import lifelines
    except ImportError:
        raise MissingPackageError(
            "hazard ratios need the package lifelines; install it with: pip install 'cocogen[churn]'"
        ) from None
    return lifelines
