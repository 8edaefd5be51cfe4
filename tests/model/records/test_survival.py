"""Survival analysis: a textbook example, tests between mechanisms, hazards with a known cause."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from histories import history
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cocogen.model.records.survival import (
    MissingPackageError,
    hazard_ratios,
    holm,
    logrank_tests,
    retention_curves,
)

pytest.importorskip("lifelines")


def leaving_after(*tenures, rounds=10):
    """Return a run in which organizations leave for good after so many rounds; None stays."""
    lanes = {}
    for index, tenure in enumerate(tenures):
        stay = rounds if tenure is None else tenure
        lanes[f"O{index}"] = "#" * stay + "." * (rounds - stay)
    return history(lanes)


def test_kaplan_meier_by_hand():
    curve = retention_curves({"none": leaving_after(2, 2, 5, None)})
    at = curve.set_index("tenure")
    assert at["retained"].to_dict() == pytest.approx({0: 1.0, 2: 0.5, 5: 0.25, 10: 0.25})
    assert at["at_risk"].tolist() == [4, 4, 2, 1]
    assert (curve["low"] <= curve["retained"] + 1e-12).all()
    assert (curve["high"] >= curve["retained"] - 1e-12).all()


def test_where_nobody_leaves_everybody_is_retained():
    curve = retention_curves({"bargaining": leaving_after(None, None)})
    assert (curve[["retained", "low", "high"]] == 1.0).all().all()


def test_a_wider_confidence_is_a_wider_band():
    runs = {"none": leaving_after(1, 2, 3, 4, 5, None, None)}
    narrow, wide = (retention_curves(runs, confidence=level) for level in (0.5, 0.99))
    inner = slice(1, -1)
    assert (wide["high"] - wide["low"] > narrow["high"] - narrow["low"])[inner].all()


def test_only_first_spells_count_unless_all_are_wanted():
    run = history({"A": "##..####", "B": "########"})
    assert retention_curves({"none": run})["at_risk"].iloc[0] == 2
    assert retention_curves({"none": run}, first_spells=False)["at_risk"].iloc[0] == 3


def test_log_rank_tells_mechanisms_apart_and_equal_ones_not():
    early = [leaving_after(1, 2, 2, 3, 3, 4, None) for _ in range(3)]
    late = [leaving_after(8, 9, 9, None, None, None, None) for _ in range(3)]
    tests = logrank_tests({"none": early, "pairwise": late, "pigouvian": late}).set_index(["first", "second"])
    assert tests.loc[("none", "pairwise"), "p_holm"] < 0.001
    assert tests.loc[("pairwise", "pigouvian"), "p"] == pytest.approx(1.0)
    assert (tests["p_holm"] >= tests["p"]).all()


def test_log_rank_where_nobody_left_finds_nothing():
    stays = leaving_after(None, None)
    tests = logrank_tests({"a": stays, "b": stays})
    assert tests[["statistic", "p"]].to_numpy().tolist() == [[0.0, 1.0]]


def test_log_rank_needs_two_mechanisms():
    with pytest.raises(ValueError, match="compares two mechanisms at least, got none"):
        logrank_tests({"none": leaving_after(3)})


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


@given(arrays(np.float64, st.integers(1, 8), elements=st.floats(0, 1)))
def test_holm_only_raises_p_values_and_keeps_their_order(p):
    corrected = holm(p)
    assert (corrected >= p).all()
    assert (corrected <= 1).all()
    assert (np.diff(corrected[np.argsort(p, kind="stable")]) >= -1e-12).all()


def test_without_lifelines_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "lifelines", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'cocogen\[churn\]'"):
        retention_curves({"none": leaving_after(2, None)})
