"""Means over seeds and paired differences: of grids, designs and comparisons."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cocogen.scenarios.reporting.study_result import study_result
from cocogen.scenarios.reporting.summaries import (
    influences,
    summarize_comparison,
    summarize_design,
    summarize_sweep,
    varied_columns,
)
from cocogen.scenarios.studies.study import build_study


def table(seeds: int = 4) -> pd.DataFrame:
    """Return two variants at two levels, in which B is 10 above A at every seed, whose own luck is far larger."""
    luck = np.random.default_rng(3).normal(0, 100, seeds)
    rows = [
        {
            "variant": variant,
            "x": x,
            "seed": seed,
            "welfare": luck[seed] + 1000 * x + 10 * (variant == "B"),
            "error": "",
        }
        for x in (1.0, 2.0)
        for variant in ("A", "B")
        for seed in range(seeds)
    ]
    return pd.DataFrame(rows)


def test_variants_are_compared_at_the_same_levels() -> None:
    summary = summarize_sweep(table(), ["x"], ["welfare"])
    assert summary.factors == ("variant", "x")
    assert summary.reference == "A"
    b = [entry for entry in summary.entries if entry.labels["variant"] == "B"]
    assert [entry.labels["x"] for entry in b] == [1.0, 2.0]
    for entry in b:
        difference = entry.differences["welfare"]
        assert (difference.mean, difference.low, difference.high) == pytest.approx((10, 10, 10))
        assert entry.values["welfare"].high - entry.values["welfare"].low > 100
    assert all(not entry.differences for entry in summary.entries if entry.labels["variant"] == "A")


def test_another_variant_may_be_the_reference() -> None:
    summary = summarize_sweep(table(), ["x"], ["welfare"], "B")
    a = next(entry for entry in summary.entries if entry.labels["variant"] == "A")
    assert a.differences["welfare"].mean == pytest.approx(-10)


def test_one_variant_is_compared_with_its_first_combination() -> None:
    summary = summarize_sweep(table()[lambda frame: frame["variant"] == "A"], ["x"], ["welfare"])
    assert (summary.factors, summary.reference) == (("x",), "x 1.0")
    assert summary.entries[1].differences["welfare"].mean == pytest.approx(1000)


def test_one_combination_has_nothing_to_compare() -> None:
    frame = table()
    summary = summarize_sweep(frame[(frame["variant"] == "A") & (frame["x"] == 1)], ["x"], ["welfare"])
    assert (len(summary.entries), summary.reference) == (1, "")


def test_a_factor_that_repeats_the_variant_is_left_out() -> None:
    frame = table().assign(rule=lambda frame: frame["variant"])
    assert varied_columns(frame, ["rule", "x"]) == ["variant", "x"]


def test_failed_rows_are_counted_and_left_out() -> None:
    frame = table()
    frame.loc[0, ["welfare", "error"]] = [np.nan, "ValueError: no"]
    entry = summarize_sweep(frame, ["x"], ["welfare"]).entries[0]
    assert (entry.failed, entry.values["welfare"].n) == (1, 3)


def test_a_design_is_summarised_by_variant_and_paired_by_point() -> None:
    summary = summarize_design(table(), ["x"], ["welfare"])
    assert [entry.labels for entry in summary.entries] == [{"variant": "A"}, {"variant": "B"}]
    assert summary.entries[1].differences["welfare"].low == pytest.approx(10)


def test_influences_come_in_the_order_of_their_strength() -> None:
    frame = table().assign(weak=lambda frame: frame["seed"] % 2, name="text", fixed=1.0)
    assert list(influences(frame, ["weak", "x", "name", "fixed"], "welfare")) == ["x", "weak"]


def test_comparisons_pair_by_variant_seed_and_factor() -> None:
    other = table(3).assign(welfare=lambda frame: frame["welfare"] - 5)
    both = pd.concat([table().assign(result="old"), other.assign(result="new")], ignore_index=True)
    summary = summarize_comparison(both, ["seed", "x"], ["welfare"])
    assert [tuple(entry.labels.values()) for entry in summary.entries] == [
        ("A", "old"),
        ("A", "new"),
        ("B", "old"),
        ("B", "new"),
    ]
    difference = summary.entries[1].differences["welfare"]
    assert (difference.mean, difference.n) == (pytest.approx(-5), 3)


def test_a_variant_that_the_first_result_lacks_is_not_paired() -> None:
    frame = table()
    both = pd.concat(
        [frame[frame["variant"] == "A"].assign(result="old"), frame.assign(result="new")], ignore_index=True
    )
    summary = summarize_comparison(both, ["seed", "x"], ["welfare"])
    alone = next(entry for entry in summary.entries if entry.labels == {"variant": "B", "result": "new"})
    assert alone.differences["welfare"].n == 0


def test_a_study_is_summarised_as_its_design_asks() -> None:
    frame = table().rename(columns={"x": "a.x"})
    data = {
        "name": "s",
        "scenario": "churn",
        "factors": {"a.x": {"low": 1, "high": 2}},
        "measures": ["welfare"],
    }
    design = study_result(build_study(data | {"design": "sobol", "points": 2}), frame)
    assert "a.x +" in design.influence
    grid = study_result(build_study(data | {"factors": {"a.x": [1.0, 2.0]}}), frame)
    assert (len(design.summary.entries), len(grid.summary.entries)) == (2, 4)
    assert study_result(build_study(data | {"measures": ["accuracy"]}), frame).measures == ()
