"""Means and intervals over seeds: those of the tables, and of few values scipy's own Student interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cocogen.model.records.intervals import estimate
from cocogen.visualizations.seeds import first_seed, over_seeds, seed_count, seeds_caption


def _frame(values: list[list[float]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"round": r, "seed": seed, "accuracy": value}
            for seed, course in enumerate(values)
            for r, value in enumerate(course, start=1)
        ]
    )


def test_interval_is_student_s() -> None:
    values = [0.2, 0.5, 0.9, 0.4]
    row = over_seeds(_frame([[value] for value in values]), "round", "accuracy").loc[1]
    low, high = stats.t.interval(0.95, df=3, loc=np.mean(values), scale=stats.sem(values))
    assert row["mean"] == pytest.approx(np.mean(values))
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_the_interval_ends_where_the_measure_does() -> None:
    row = over_seeds(_frame([[0.0], [0.0], [0.9], [1.0]]), "round", "accuracy").loc[1]
    assert (row["low"], row["high"]) == (0.0, 1.0)


def test_one_value_has_no_interval() -> None:
    summary = over_seeds(_frame([[0.1, 0.2]]), "round", "accuracy")
    assert summary["mean"].tolist() == [0.1, 0.2]
    assert summary[["low", "high"]].isna().all(axis=None)


def test_missing_values_are_left_out_and_counted_out() -> None:
    summary = over_seeds(_frame([[0.1, np.nan], [0.3, np.nan], [np.nan, np.nan]]), "round", "accuracy")
    assert summary.loc[1, "mean"] == pytest.approx(0.2)
    assert summary["n"].tolist() == [2, 0]
    assert np.isnan(summary.loc[2, "mean"])


def test_the_interval_is_that_of_the_tables() -> None:
    """Eight skewed values, of which Student's interval and the bootstrap's differ by a quarter of their width."""
    values = [12.0, 15.0, 20.0, 31.0, 55.0, 90.0, 260.0, 700.0]
    frame = _frame([[value] for value in values]).rename(columns={"accuracy": "mean_generation"})
    row = over_seeds(frame, "round", "mean_generation").loc[1]
    told = estimate(values)
    assert (row["mean"], row["low"], row["high"]) == (told.mean, told.low, told.high)
    assert told.high - told.mean > 1.1 * (told.mean - told.low)


def test_frames_without_seeds_count_as_one() -> None:
    plain = pd.DataFrame({"round": [1]})
    assert seed_count([plain]) == 1
    assert seed_count([]) == 1
    assert seed_count([plain, _frame([[1.0], [2.0]])]) == 2
    assert first_seed(plain) is plain
    assert first_seed(_frame([[1.0], [2.0]]))["accuracy"].tolist() == [1.0]


def test_caption_says_how_many_seeds() -> None:
    assert "5 seeds" in seeds_caption(5)
    assert seeds_caption(1) == ""
