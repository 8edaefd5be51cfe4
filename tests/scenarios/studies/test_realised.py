"""The share of the first-best gain: what is divided by what, its interval, and baselines at their best."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from cocogen.scenarios.studies.claims import AgainstBest
from cocogen.scenarios.studies.realised import ratio, realised

RNG = np.random.default_rng(5)


def _rows(
    experiment: str, variant: str, welfare: list[float], condition: object = None
) -> list[dict[str, object]]:
    return [
        {
            "setting": "curve",
            "experiment": experiment,
            "variant": variant,
            "condition": condition,
            "seed": seed,
            "mean_welfare_everyone": value,
            "mean_welfare_alone": 10.0,
            "error": "",
        }
        for seed, value in enumerate(welfare)
    ]


def test_a_baseline_is_tuned_on_the_other_seeds() -> None:
    # level 2 is best on average, by its luck at seed 2, which must not be credited with it there
    table = pd.DataFrame(
        [
            *_rows("best-baselines", "WCO", [5.0, 6.0, 7.0], 1.0),
            *_rows("best-baselines", "WCO", [1.0, 2.0, 16.0], 2.0),
            *_rows("best-baselines", "CoCoGen+", [8.0, 8.0, 8.0]),
        ]
    )
    # on the other seeds the levels' means are 6.5 and 9, 6 and 8.5, 5.5 and 1.5
    test = AgainstBest("CoCoGen+", "WCO")
    assert test.best(table, "mean_welfare_everyone").to_dict() == {0: 1.0, 1: 2.0, 2: 7.0}
    assert test.values(table, "mean_welfare_everyone").to_dict() == {0: 7.0, 1: 6.0, 2: 1.0}
    assert test.judge(test.values(table, "mean_welfare_everyone"))[1] == "undecided"
    assert test.judge(pd.Series([7.0, 6.0, 6.5]))[1] == "holds"


def test_a_seed_at_which_a_level_failed_tunes_nothing_and_a_single_seed_says_nothing() -> None:
    table = pd.DataFrame(
        [
            *_rows("best-baselines", "WCO", [5.0, 6.0, float("nan")], 1.0),
            *_rows("best-baselines", "WCO", [1.0, 2.0, 3.0], 2.0),
            *_rows("best-baselines", "CoCoGen+", [8.0, 8.0, 8.0]),
        ]
    )
    test = AgainstBest("CoCoGen+", "WCO")
    assert set(test.values(table, "mean_welfare_everyone").index) == {0, 1}
    assert test.values(table[table["seed"] == 0], "mean_welfare_everyone").empty


def test_the_share_is_of_what_the_planner_gains_over_everyone_alone() -> None:
    first_best = [20.0, 30.0, 25.0, 22.0]
    table = pd.DataFrame(
        [
            *_rows("mechanisms", "CoCoGen+", [18.0, 26.0, 22.0, 19.6]),
            *_rows("mechanisms", "none", [10.0, 10.0, 10.0, 10.0]),
            *_rows("best-baselines", "planner", first_best),
        ]
    )
    found = {one.variant: one for one in realised(table)}
    assert set(found) == {"CoCoGen+", "none"}
    assert found["CoCoGen+"].share.mean == pytest.approx(0.8)
    assert found["CoCoGen+"].share.low == pytest.approx(0.8)
    assert (found["none"].gain, found["none"].share.mean) == (0.0, 0.0)
    assert found["none"].first_best == pytest.approx(np.mean(first_best) - 10.0)
    assert found["CoCoGen+"].record()["seeds"] == 4


def test_a_setting_without_the_planner_has_no_shares() -> None:
    assert realised(pd.DataFrame(_rows("mechanisms", "CoCoGen+", [1.0, 2.0]))) == []


def test_the_interval_holds_the_ratios_that_students_test_does_not_reject() -> None:
    y = RNG.normal(5.0, 1.0, 12)
    x = 0.7 * y + RNG.normal(0.0, 1.0, 12)
    found = ratio(x, y)

    def above(theta: float) -> float:
        return float(stats.ttest_1samp(x - theta * y, 0.0).pvalue) - 0.05

    assert found.low == pytest.approx(optimize.brentq(above, found.mean - 2.0, found.mean), abs=1e-6)
    assert found.high == pytest.approx(optimize.brentq(above, found.mean, found.mean + 2.0), abs=1e-6)


@pytest.mark.parametrize("denominators", [[-1.0, 1.0, 0.5, -0.4], [-5.0, -6.0, -5.5, -5.2]])
def test_a_share_of_nothing_is_unknown(denominators: list[float]) -> None:
    found = ratio([1.0, 2.0, 1.5, 1.2], denominators)
    assert np.isnan([found.mean, found.low, found.high]).all()
