"""Sobol indices of effects: known ones of a known function, and what has none says why."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cocogen.scenarios.command_line import main
from cocogen.scenarios.reporting.sensitivity import draw_sensitivity, sensitivity_lines, sensitivity_table
from cocogen.scenarios.studies.study import Study, StudyError, build_study

FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Of the function of Ishigami and Homma (1990) with a = 7, b = 0.1."""


def study(points: int = 1024, **changes: Any) -> Study:
    factors = {f"a.x{i}": {"low": -np.pi, "high": np.pi} for i in range(3)}
    said = {"name": "ishigami", "scenario": "two-firms", "design": "saltelli", "points": points, "seeds": 2}
    return build_study(said | {"factors": factors} | changes)


def ishigami(x: list[float]) -> float:
    return float(np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))


def played(of: Study) -> pd.DataFrame:
    """Return a table in which the effect of B against A is the function, and what both have in common is larger than that."""
    rows = []
    for at in of.design_points():
        x = list(at.values())
        for seed in (0, 1):
            common = 100.0 * x[2] + seed
            rows.append({"variant": "A", "seed": seed, "members": common, **at})
            rows.append({"variant": "B", "seed": seed, "members": common + ishigami(x), **at})
    return pd.DataFrame(rows)


def test_effects_have_the_indices_of_their_function() -> None:
    found = sensitivity_table(study(), played(study()), "members", "A")
    assert found["variant"].tolist() == ["B"] * 3
    assert found["factor"].tolist() == ["a.x0", "a.x1", "a.x2"]
    np.testing.assert_allclose(found["first"], FIRST, atol=0.05)
    np.testing.assert_allclose(found["total"], TOTAL, atol=0.05)
    for name, true in (("first", FIRST), ("total", TOTAL)):
        assert (found[f"{name}_low"] <= np.array(true) + 0.01).all()
        assert (found[f"{name}_high"] >= np.array(true) - 0.01).all()
        assert (found[f"{name}_high"] - found[f"{name}_low"] < 0.3).all()


def test_levels_are_another_matter_than_effects() -> None:
    found = sensitivity_table(study(), played(study()), "members")
    assert found["variant"].unique().tolist() == ["A", "B"]
    assert found[found["factor"] == "a.x2"]["first"].min() > 0.95


def test_a_reference_without_a_use_for_a_factor_is_subtracted_all_the_same() -> None:
    rows = played(study())
    once = rows[rows["variant"] == "A"].assign(**{"a.x2": np.nan, "members": 3.0}).drop_duplicates()
    other = rows[rows["variant"] == "B"].assign(members=lambda of: of["a.x0"] + 2.0 * of["a.x2"])
    found = sensitivity_table(study(), pd.concat([once, other]), "members", "A")
    np.testing.assert_allclose(found["first"], [0.2, 0.0, 0.8], atol=0.05)


def test_a_variant_without_a_use_for_a_factor_does_not_depend_on_it() -> None:
    rows = played(study())
    without = rows[rows["variant"] == "A"].assign(**{"a.x2": np.nan}).assign(members=lambda of: of["a.x0"])
    found = sensitivity_table(study(), without.drop_duplicates(), "members")
    np.testing.assert_allclose(found["total"], [1.0, 0.0, 0.0], atol=0.02)


def test_indices_are_told_largest_first_and_drawn_with_a_row_per_factor() -> None:
    found = sensitivity_table(study(), played(study()), "members", "A")
    lines = sensitivity_lines(found, "members")
    assert lines.index("a.x0") < lines.index("a.x1") < lines.index("a.x2")
    (panel,) = draw_sensitivity(found, "members").axes
    assert len(panel.get_yticks()) == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows.assign(members=1.0), "members does not vary"),
        (
            lambda rows: rows.drop(index=rows.index[:2]).drop(index=rows.index[2:4]),
            "not known at 1 of 80 points",
        ),
        (
            lambda rows: rows.assign(members=rows["members"].where(rows.index != 7)),
            "not known at 1 of 80 points",
        ),
        (
            lambda rows: rows.assign(members=np.where(rows["a.x0"] > 3, np.nan, rows["members"])),
            "indices need all",
        ),
    ],
)
def test_what_has_no_indices_says_why(change: Any, said: str) -> None:
    small = study(16)
    with pytest.raises(ValueError, match=said):
        sensitivity_table(small, change(played(small)), "members", "A")


def test_another_design_has_no_indices() -> None:
    other = study(64, design="sobol")
    with pytest.raises(ValueError, match="needs design = 'saltelli'"):
        sensitivity_table(other, played(study(16)), "members", "A")


@pytest.mark.parametrize(
    ("points", "said"),
    [(12, "use 16 points, not 12"), (2**15, "a study has at most"), (None, "needs points")],
)
def test_a_design_that_cannot_be_is_refused(points: int | None, said: str) -> None:
    with pytest.raises((StudyError, ValueError), match=said):
        study(points).design_points()


def test_a_sweep_tells_machines_and_people(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "quickstart", "--design", "saltelli", "--points", "2", "--seeds", "1", "--jobs", "1"]
    words += ["--vary", "competition.intensity=0.0..0.1", "--vary", "population.alpha=0.3..3:log"]
    words += [
        "--set",
        "run.rounds=2",
        "--set",
        "learning.kind=curve",
        "--set",
        "population.organizations=3",
        "--measure",
        "mean_welfare_everyone",
        "--out",
        str(tmp_path / "out"),
    ]
    with pytest.raises(SystemExit) as left:
        main([*words, "--json"])
    assert left.value.code == 0
    told = json.loads(capsys.readouterr().out)["sensitivity"]["mean_welfare_everyone"]
    assert {row["factor"] for row in told} == {"competition.intensity", "population.alpha"}
    assert (tmp_path / "out" / "figures" / "sensitivity-mean-welfare-everyone.png").is_file()
    with pytest.raises(SystemExit):
        main(words)
    assert "(Sobol indices, alone; with interactions)" in " ".join(capsys.readouterr().out.split())
