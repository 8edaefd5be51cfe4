"""Survival analysis: a textbook example, the same by another library, hazards with a known cause, seeds as clusters."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from histories import history
from scipy import stats

from cocogen.model.records.intervals import estimate, p_of_flips
from cocogen.model.records.spells import all_spells, spells_of
from cocogen.model.records.survival import (
    PENALTY,
    MissingPackageError,
    hazard_ratios,
    hazard_ratios_of_spells,
    retention_of,
    stay_differences,
)

lifelines = pytest.importorskip("lifelines")
restricted_mean_survival_time = pytest.importorskip("lifelines.utils").restricted_mean_survival_time


def leaving_after(*tenures, rounds=10):
    """Return a run in which organizations leave for good after so many rounds; None stays."""
    lanes = {}
    for index, tenure in enumerate(tenures):
        stay = rounds if tenure is None else tenure
        lanes[f"O{index}"] = "#" * stay + "." * (rounds - stay)
    return history(lanes)


def test_kaplan_meier_by_hand():
    found = retention_of(leaving_after(2, 2, 5, None)["organizations"])
    assert found == pytest.approx({"retained": 0.25, "mean_stay": 2 * 1.0 + 3 * 0.5 + 5 * 0.25})


def test_a_newcomer_is_censored_and_not_counted_as_leaving_early():
    found = retention_of(history({"A": "#" * 10, "B": "#" * 10, "C": "        ##"})["organizations"])
    assert found == {"retained": 1.0, "mean_stay": 10.0}


def test_only_first_memberships_count():
    once, again = ({"A": lane, "B": "########"} for lane in ("##......", "##..####"))
    assert retention_of(history(once)["organizations"]) == retention_of(history(again)["organizations"])


def test_without_members_there_is_nothing_to_retain():
    assert np.isnan(list(retention_of(history({"A": "...."})["organizations"]).values())).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_estimate_is_that_of_lifelines(seed):
    frame = simulated(seed, 1.0)["organizations"]
    spells = spells_of(frame)
    fitter = lifelines.KaplanMeierFitter().fit(spells["tenure"], spells["exited"])
    mean = restricted_mean_survival_time(fitter, t=30)
    assert retention_of(frame) == pytest.approx({"retained": fitter.predict(30), "mean_stay": mean})


def simulated(seed, factor):
    """Return a run in which heterogeneity raises the hazard and a mechanism lowers it by ``factor``."""
    rng = np.random.default_rng(seed)
    names = [f"O{i}" for i in range(40)]
    skew = dict(zip(names, rng.uniform(0, 1, 40), strict=True))
    lanes = {}
    for name in names:
        hazard = 0.03 * factor * np.exp(2.0 * skew[name])
        stay = min(30, 1 + int(rng.exponential(1 / hazard)))
        lanes[name] = "#" * stay + "." * (30 - stay)
    size = dict(zip(names, rng.lognormal(5, 0.5, 40), strict=True))
    return history(lanes, heterogeneity=skew, real_samples=size)


def test_cox_finds_the_causes_that_are_there_and_no_others():
    ratios = hazard_ratios(
        {"none": [simulated(s, 1.0) for s in range(6)], "pairwise": [simulated(s, 0.3) for s in range(6, 12)]}
    ).set_index("covariate")
    skew, mechanism, size = (ratios.loc[n] for n in ("heterogeneity", "mechanism=pairwise", "log_size"))
    assert skew["low"] > 1.2
    assert skew["hazard_ratio"] == pytest.approx(np.exp(2.0 / np.sqrt(12)), rel=0.2)
    assert mechanism["high"] < 0.6
    assert size["low"] < 1.0 < size["high"]
    assert "exposure" not in ratios.index  # it does not vary


def test_cox_survives_a_mechanism_under_which_nobody_leaves():
    ratios = hazard_ratios({"none": leaving_after(1, 2, 3, None), "bargaining": leaving_after(*[None] * 4)})
    assert np.isfinite(ratios["hazard_ratio"]).all()
    assert ratios["hazard_ratio"].iloc[0] < 0.2


def test_cox_needs_exits_and_something_that_varies():
    with pytest.raises(ValueError, match="nobody left in any run"):
        hazard_ratios({"none": leaving_after(None)})
    with pytest.raises(ValueError, match="there is nothing to compare"):
        hazard_ratios({"none": leaving_after(2, 3)})


def test_stays_are_compared_seed_by_seed():
    none = [leaving_after(2, 2), leaving_after(4, 6), leaving_after(1, None)]
    paid = [leaving_after(3, 5), leaving_after(5, 7), leaving_after(2, None)]
    longer = [2.0, 1.0, 0.5]
    effect = estimate(longer)
    found = stay_differences({"none": none, "pairwise": paid, "again": none}).set_index("mechanism")
    expected = [effect.mean, effect.low, effect.high, p_of_flips(longer), 3]
    assert found.loc["pairwise"].tolist() == pytest.approx(expected)
    assert found.loc["again"].tolist() == [0.0, 0.0, 0.0, 1.0, 3]


@pytest.mark.parametrize("runs", [{"none": [1]}, {"none": [1, 2], "pairwise": [1]}])
def test_stays_of_different_seeds_cannot_be_compared(runs):
    lists = {name: [leaving_after(stay, None) for stay in stays] for name, stays in runs.items()}
    with pytest.raises(ValueError, match="two mechanisms with as many runs each, got none: "):
        stay_differences(lists)


def markets_that_differ(seeds, share):
    """Return two mechanisms that do not differ, in markets of which some are hard to stay in for both."""
    rng = np.random.default_rng(5)
    runs = {"none": [], "pairwise": []}
    for frailty in rng.gamma(0.5, 2.0, seeds):
        common = rng.exponential(8 / frailty, 20)
        for of_mechanism in runs.values():
            stays = np.where(rng.random(20) < share, common, rng.exponential(8 / frailty, 20))
            of_mechanism.append(
                leaving_after(*(None if stay >= 30 else 1 + int(stay) for stay in stays), rounds=31)
            )
    return runs


def by_hand(runs, cluster):
    """Return log hazard ratio and error of the mechanism, by lifelines."""
    spells = all_spells(runs)
    data = spells[["tenure", "exited"]].assign(
        paid=spells["mechanism"] == "pairwise", cluster=cluster(spells)
    )
    fitter = lifelines.CoxPHFitter(penalizer=PENALTY).fit(
        data.astype(float), "tenure", "exited", cluster_col="cluster"
    )
    return fitter.params_["paid"], fitter.standard_errors_["paid"]


def test_both_runs_of_a_seed_are_one_cluster():
    runs = markets_that_differ(12, 0.8)
    log, error = by_hand(runs, lambda spells: spells["run"])
    _, of_runs = by_hand(runs, lambda spells: spells["run"] + 100 * (spells["mechanism"] == "none"))
    reach = stats.t.ppf(0.975, 11) * error * np.sqrt(12 / 11)
    ratio = hazard_ratios(runs).iloc[0]
    assert [ratio.low, ratio.high] == pytest.approx(np.exp([log - reach, log + reach]))
    assert ratio.p == pytest.approx(2 * stats.t.sf(abs(log) / error / np.sqrt(12 / 11), 11))
    assert error < 0.7 * of_runs  # the market's luck, which both have, cancels out


def test_a_single_run_has_no_clusters():
    ratio = hazard_ratios({"none": simulated(1, 1.0)}).set_index("covariate").loc["heterogeneity"]
    spells = all_spells({"none": simulated(1, 1.0)})
    assert ratio["low"] < ratio["hazard_ratio"] < ratio["high"]
    assert (
        hazard_ratios_of_spells(spells, confidence=0.5).set_index("covariate").loc["heterogeneity", "low"]
        > (ratio["low"])
    )


def test_without_lifelines_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "lifelines", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'cocogen\[churn\]'"):
        hazard_ratios({"none": leaving_after(2, None), "pairwise": leaving_after(3, None)})


def test_sizes_that_are_equal_up_to_rounding_do_not_vary():
    runs = {"none": [leaving_after(1, 2, 3)] * 3, "pairwise": [leaving_after(4, 5, None)] * 3}
    assert np.log(np.full(18, 100.0)).std() > 0
    assert hazard_ratios(runs)["covariate"].tolist() == ["mechanism=pairwise"]
