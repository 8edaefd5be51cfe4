"""Intervals cover what they say; differences are paired."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cocogen.model.records.intervals import estimate, paired


def test_the_interval_is_as_wide_as_students_for_normal_values() -> None:
    values = np.random.default_rng(1).normal(10, 2, 40)
    ours = estimate(values)
    low, high = stats.t.interval(0.95, 39, values.mean(), stats.sem(values))
    assert ours.mean == pytest.approx(values.mean())
    assert ours.low == pytest.approx(low, abs=0.1 * (high - low))
    assert ours.high == pytest.approx(high, abs=0.1 * (high - low))


def test_the_interval_is_expanded_to_students_width_for_normal_values() -> None:
    sample = stats.norm.ppf((np.arange(10) + 0.5) / 10)
    ours = estimate(sample)
    student = 2 * stats.t.ppf(0.975, 9) * sample.std(ddof=1) / 10**0.5
    assert (ours.high - ours.low) / student == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("n", [4, 10])
def test_the_interval_covers_the_truth_as_often_as_it_says(n: int) -> None:
    rng = np.random.default_rng(2)
    trials = 400
    hits = sum(
        bound.low <= 1.0 <= bound.high for bound in (estimate(rng.normal(1.0, 3.0, n)) for _ in range(trials))
    )
    # three standard errors of a 95 % share over the trials, and a percent for the bootstrap
    assert abs(hits / trials - 0.95) < 3 * np.sqrt(0.95 * 0.05 / trials) + 0.01


def test_few_values_have_students_interval() -> None:
    values = [1.0, 2.0, 4.0]
    low, high = stats.t.interval(0.95, 2, np.mean(values), stats.sem(values))
    assert (estimate(values).low, estimate(values).high) == (pytest.approx(low), pytest.approx(high))


def test_the_same_values_have_the_same_interval() -> None:
    values = np.arange(12.0)
    assert estimate(values) == estimate(values)


def test_nan_is_left_out_and_one_value_has_no_interval() -> None:
    assert estimate([1.0, np.nan, 1.0]).n == 2
    single = estimate([3.0])
    assert (single.mean, single.n) == (3.0, 1)
    assert np.isnan([single.low, single.high]).all()
    assert estimate([np.nan]).n == 0


def test_differences_are_paired_over_seeds_that_both_have() -> None:
    frame = pd.DataFrame(
        {
            "variant": ["A", "A", "A", "B", "B", "B"],
            "seed": [0, 1, 2, 1, 2, 3],
            "welfare": [1.0, 2.0, np.nan, 5.0, 6.0, 7.0],
        }
    )
    assert paired(frame, "welfare", "variant", "B", "A").to_dict() == {1: 3.0}


def test_two_rows_of_a_seed_cannot_be_paired() -> None:
    frame = pd.DataFrame({"variant": ["A", "A", "B"], "seed": [0, 0, 0], "welfare": [1.0, 2.0, 3.0]})
    with pytest.raises(ValueError, match="'A' has more than one row of a seed, so welfare cannot be paired"):
        paired(frame, "welfare", "variant", "B", "A")
