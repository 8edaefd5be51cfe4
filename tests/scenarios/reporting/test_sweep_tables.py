"""What the terminal says about a sweep."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cocogen.model.records.intervals import Estimate
from cocogen.scenarios.reporting import sweep_tables
from cocogen.scenarios.reporting.study_result import study_result
from cocogen.scenarios.reporting.summaries import summarize_sweep
from cocogen.scenarios.reporting.sweep_tables import (
    highest,
    influence_sentence,
    interval,
    print_sweep,
    sweep_data,
)
from cocogen.scenarios.studies.study import build_study


def table(gap: float = 100.0) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows = [
        {
            "variant": variant,
            "seed": seed,
            "mean_welfare_everyone": 5000 + gap * (variant == "B") + rng.normal(0, 10),
            "members": 8.0,
            "error": "",
        }
        for variant in ("A", "B")
        for seed in range(9)
    ]
    return pd.DataFrame(rows)


def said(frame: pd.DataFrame, capsys: pytest.CaptureFixture[str], **extra: str) -> str:
    measures = ["mean_welfare_everyone", "members"]
    study = build_study({"name": "t", "scenario": "churn", "measures": measures})
    found = replace(study_result(study, frame, Path("out"), [Path("out/f.png")]), **extra)
    print_sweep(found, Path("out"), "cocogen list")
    return capsys.readouterr().out


def test_the_table_has_units_means_and_differences(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(table(), capsys)
    assert "k$/round" in out
    assert re.search(r"5,\d\d0 ±", out)
    assert "reference" in out
    assert "B, clearly above A" in out
    assert "over 9 seeds" in out
    assert out.endswith("Figure   out/f.png\nTables   out\nNext     cocogen list\n")


def test_what_is_not_clear_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "not clearly above" in said(table(gap=12.0), capsys)


def test_variants_that_cannot_be_told_from_the_highest_are_named() -> None:
    frame = table()
    best = frame[frame["variant"] == "B"]
    alike = best.assign(
        variant="C", mean_welfare_everyone=best["mean_welfare_everyone"] - 1.0 + 2.1 * (best["seed"] % 2)
    )
    behind = best.assign(variant="D", mean_welfare_everyone=best["mean_welfare_everyone"] - 5.0)
    frame = pd.concat([frame, alike, behind])
    said = highest(summarize_sweep(frame, [], ["mean_welfare_everyone"]), "mean_welfare_everyone")
    assert said.startswith("Highest welfare of everyone: B, clearly above A (by ")
    assert said.endswith("paired); C cannot be told from it.")


def test_the_reference_may_be_highest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "A, the reference itself" in said(table(gap=-100.0), capsys)


def test_failures_name_the_commonest_error(capsys: pytest.CaptureFixture[str]) -> None:
    frame = table()
    frame.loc[:3, "error"] = "ValueError: no"
    assert "4 of 18 rows failed (column error), mostly: ValueError: no" in said(frame, capsys)


def test_long_tables_are_cut(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_tables, "MOST_ROWS", 1)
    assert "1 more combinations are in cells.parquet" in said(table(), capsys)


def test_what_matters_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = influence_sentence({"a.b": -0.8}, "members")
    assert sentence in said(table(), capsys, influence=sentence)
    assert influence_sentence({}, "members") == ""


def test_one_seed_has_no_interval(capsys: pytest.CaptureFixture[str]) -> None:
    frame = table()
    out = said(frame[frame["seed"] == 0], capsys)
    assert "One seed, so no interval" in out
    assert "±" not in out
    assert "above A" in out


def test_machines_get_null_for_nan() -> None:
    frame = table()
    summary = summarize_sweep(frame[frame["seed"] == 0], [], ["members"])
    data = json.loads(sweep_data(summary, Path("out")), parse_constant=pytest.fail)
    assert data["combinations"][0]["measures"]["members"] == {"mean": 8.0, "low": None, "high": None, "n": 1}


def test_nothing_to_compare_has_no_highest() -> None:
    frame = table()
    assert highest(summarize_sweep(frame[frame["variant"] == "A"], [], ["members"]), "members") == ""


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("members", "8 ±1"),
        ("accuracy", "8.000 ±1.000"),
        ("mean_generation", "8.00 ±1.0"),
        ("regret", "8.00 ±1.0"),
    ],
)
def test_numbers_are_written_as_their_measure_asks(measure: str, text: str) -> None:
    assert interval(Estimate(8.0, 7.0, 9.0, 5), measure) == text
