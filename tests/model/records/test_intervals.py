"""Intervals cover what they say; differences are paired."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cocogen.model.records.intervals import ALL_SIGNS, RESAMPLES, estimate, p_of_flips, paired


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


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_few_signs_are_all_tried(n: int) -> None:
    values = np.random.default_rng(n).normal(0.5, 1.0, n)
    sums = [abs(np.dot(signs, values)) for signs in product((1, -1), repeat=n)]
    assert p_of_flips(values) == np.mean(np.array(sums) >= abs(values.sum()) - 1e-9)


def test_many_signs_are_drawn_and_come_to_the_same() -> None:
    values = np.random.default_rng(3).normal(0.3, 1.0, ALL_SIGNS + 2)
    sums = [abs(np.dot(signs, values)) for signs in product((1, -1), repeat=len(values))]
    exact = np.mean(np.array(sums) >= abs(values.sum()) - 1e-9)
    assert p_of_flips(values) == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / RESAMPLES))
    assert p_of_flips(values) == p_of_flips(-values)


def test_p_is_never_zero_and_no_difference_is_no_evidence() -> None:
    assert p_of_flips(np.full(40, 7.0)) == 1 / (RESAMPLES + 1)
    assert p_of_flips(np.zeros(40)) == p_of_flips([0.0]) == 1.0
    assert np.isnan(p_of_flips([np.nan]))
    assert p_of_flips([1.0, np.nan, 2.0]) == p_of_flips([1.0, 2.0]) == 0.5


def test_a_seed_that_differs_in_nothing_changes_nothing() -> None:
    assert p_of_flips([1.0, 2.0, 3.0, 0.0]) == p_of_flips([1.0, 2.0, 3.0]) == 0.25


def test_flips_reject_a_true_null_as_often_as_they_say_where_most_differences_are_zero() -> None:
    rng = np.random.default_rng(4)
    trials = 1000
    counts = (rng.random((trials, 2, 10)) < 0.4) * rng.poisson(5.0, (trials, 2, 10))
    rejected = np.mean([p_of_flips(b - a) <= 0.05 for a, b in counts])
    assert 0.02 < rejected < 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)
