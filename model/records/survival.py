"""Survival analysis of membership: how long first memberships last, and what raises the hazard of leaving."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from cocogen.model.records.intervals import estimate, p_of_flips
from cocogen.model.records.runs import as_lists
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
    return retention_of_spells(spells_of(organizations), organizations["round"].nunique())


def retention_of_spells(spells: pd.DataFrame, rounds: int) -> dict[str, float]:
    """Return the same as :func:`retention_of` from the spells of a run.

    Args:
        spells: of one run, columns spell, tenure and exited.
        rounds: that the run has.
    """
    from scipy.stats import CensoredData, ecdf

    first = spells[spells["spell"] == 1]
    if first.empty:
        return {"retained": float("nan"), "mean_stay": float("nan")}
    ended = first["exited"].to_numpy(bool)
    tenure = first["tenure"].to_numpy(float)
    stays = ecdf(CensoredData(uncensored=tenure[ended], right=tenure[~ended])).sf
    shares = stays.evaluate(np.arange(rounds + 1))
    return {"retained": float(shares[-1]), "mean_stay": float(shares[:-1].sum())}


def stay_differences(runs: Runs) -> pd.DataFrame:
    """Return by how many rounds first memberships last longer under each mechanism than under the first one.

    Runs at the same place are of the same seed, and are paired. Seeds are what is independent, so differences of the restricted
    mean are one number per seed; a test over spells, such as the log-rank test, takes what hangs together for independent.

    Args:
        runs: by mechanism, as many runs of each.

    Returns:
        The columns mechanism, difference (rounds), low and high (95 % interval over seeds), p (of flipping the sign of
        each seed's difference) and seeds.

    Raises:
        ValueError: if there is one mechanism only, or one has more runs than another.
    """
    stays = {
        name: np.array([retention_of(tables["organizations"])["mean_stay"] for tables in of_mechanism])
        for name, of_mechanism in as_lists(runs).items()
    }
    if len(stays) < 2 or len({len(of_mechanism) for of_mechanism in stays.values()}) > 1:
        counts = ", ".join(f"{name}: {len(of_mechanism)}" for name, of_mechanism in stays.items())
        raise ValueError(f"a comparison needs two mechanisms with as many runs each, got {counts}")
    first, *others = stays
    rows = []
    for name in others:
        differences = stays[name] - stays[first]
        found = estimate(differences)
        rows.append((name, found.mean, found.low, found.high, p_of_flips(differences), found.n))
    return pd.DataFrame(rows, columns=["mechanism", "difference", "low", "high", "p", "seeds"])


def hazard_ratios(runs: Runs, *, confidence: float = 0.95) -> pd.DataFrame:
    """Return what raises or lowers the hazard of leaving, by a Cox regression over all spells.

    Numbers enter in units of their standard deviation over spells (sizes as logarithms), mechanisms relative to the first one.
    Standard errors are clustered by seed: runs at the same place of their lists are of the same seed, so all their spells are one
    cluster, whatever the mechanism. Intervals and p are Student's with one degree of freedom less than there are clusters, and
    errors are widened by √(m/(m − 1)) for m clusters, as few clusters give too small ones. Where few leave they are too small all the
    same (docs/rejection.md), and :func:`stay_differences` is to be preferred.

    Args:
        runs: by mechanism.
        confidence: of the intervals.

    Returns:
        The columns covariate, hazard_ratio, low, high and p. Covariates that do not vary are left out.

    Raises:
        MissingPackageError: if lifelines is not installed.
        ValueError: if nobody left in any run, or nothing varies.
    """
    return hazard_ratios_of_spells(all_spells(runs), confidence=confidence)


def hazard_ratios_of_spells(spells: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Return the same as :func:`hazard_ratios` from spells.

    Args:
        spells: of all runs, as :func:`~cocogen.model.records.spells.all_spells` gives them.
        confidence: of the intervals.
    """
    if not spells["exited"].any():
        raise ValueError("nobody left in any run, so there are no hazards to compare")
    covariates = _covariates(spells)
    if not covariates.columns.size:
        raise ValueError(
            "all spells are of one mechanism and equal organizations; there is nothing to compare"
        )
    data = covariates.assign(tenure=spells["tenure"], exited=spells["exited"])
    seeds = spells["run"].nunique()
    clustered = {"cluster_col": "run"} if seeds > 1 else {}
    fitter = _lifelines().CoxPHFitter(penalizer=PENALTY)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # where nobody leaves under a mechanism lifelines warns of what PENALTY mends
        fitter.fit(data.assign(run=spells["run"]) if clustered else data, "tenure", "exited", **clustered)
    logs = fitter.params_.to_numpy(float)
    few = np.sqrt(seeds / (seeds - 1)) if clustered else 1.0
    errors = few * fitter.standard_errors_.to_numpy(float)
    freedom = seeds - 1 if clustered else np.inf
    reach = stdtrit(freedom, (1 + confidence) / 2) * errors
    return pd.DataFrame(
        {
            "covariate": fitter.params_.index.to_numpy(str),
            "hazard_ratio": np.exp(logs),
            "low": np.exp(logs - reach),
            "high": np.exp(logs + reach),
            "p": 2 * stdtr(freedom, -np.abs(logs / errors)),
        }
    )


def _covariates(spells: pd.DataFrame) -> pd.DataFrame:
    numbers = {trait: spells[trait].to_numpy(float) for trait in TRAITS}
    numbers["log_size"] = np.log(numbers.pop("real_samples"))
    scaled = {
        name: (values - values.mean()) / values.std()
        for name, values in numbers.items()
        if np.ptp(values) > 0
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
