"""Elementary effects: exact ones of a linear function, the order of a known one, and what has none says why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from cocogen.scenarios.command_line import main
from cocogen.scenarios.reporting.elementary_effects import (
    draw_elementary_effects,
    elementary_effects_lines,
    elementary_effects_table,
)
from cocogen.scenarios.studies.designs import design_points
from cocogen.scenarios.studies.factors import Factor
from cocogen.scenarios.studies.study import Study, StudyError, build_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RANGES = (
    {"low": -2.0, "high": 8.0},
    {"low": 1.0, "high": 6.0, "integer": True},
    {"low": 0.01, "high": 100.0, "scale": "log"},
)


def study(points: int = 8, **changes: Any) -> Study:
    said = {"name": "known", "scenario": "two-firms", "design": "morris", "points": points, "seeds": 2}
    return build_study(said | {"factors": {f"a.x{i}": of for i, of in enumerate(RANGES)}} | changes)


def played(of: Study, function: Callable[[list[float]], float]) -> pd.DataFrame:
    """Return a table in which the effect of B against A is the function, and what both have in common is larger than that."""
    rows = []
    for at in of.design_points():
        x = list(at.values())
        for seed in (0, 1):
            common = 100.0 * x[0] + seed
            rows.append({"variant": "A", "seed": seed, "members": common, **at})
            rows.append({"variant": "B", "seed": seed, "members": common + function(x), **at})
    return pd.DataFrame(rows)


def linear(x: list[float]) -> float:
    """Change by 30 over the first factor's range, by −20 over the second's, by 8 over the third's four powers of ten."""
    return 3.0 * x[0] - 4.0 * x[1] + 2.0 * float(np.log10(x[2]))


def test_those_of_a_linear_function_are_exact_everywhere() -> None:
    found = elementary_effects_table(study(), played(study(), linear), "members", "A")
    assert found[["variant", "factor"]].to_numpy().tolist() == [["B", f"a.x{i}"] for i in range(3)]
    for name in ("mu", "mu_low", "mu_high"):
        np.testing.assert_allclose(found[name], [30.0, -20.0, 8.0], rtol=1e-5)
    for name in ("mu_star", "mu_star_low", "mu_star_high"):
        np.testing.assert_allclose(found[name], [30.0, 20.0, 8.0], rtol=1e-5)
    for name in ("sigma", "sigma_low", "sigma_high"):
        np.testing.assert_allclose(found[name], 0.0, atol=1e-4)


def test_levels_are_another_matter_than_effects() -> None:
    found = elementary_effects_table(study(), played(study(), linear), "members").set_index(
        ["variant", "factor"]
    )
    assert found.loc[("A", "a.x0"), "mu"] == pytest.approx(1000.0)
    assert found.loc[("B", "a.x0"), "mu"] == pytest.approx(1030.0)


def test_a_product_pulls_both_ways_as_its_formula_says() -> None:
    """Of u·v with both in [−1, 1], moving u over its range does 2 v, with v at ±1 and ±1/3: on average 4/3 in size, 0 in sum."""
    of = study(600, factors={name: {"low": -1.0, "high": 1.0} for name in ("a.u", "a.v")})
    found = elementary_effects_table(of, played(of, lambda x: x[0] * x[1]), "members", "A")
    np.testing.assert_allclose(found["mu_star"], 4 / 3, atol=0.05)
    np.testing.assert_allclose(found["mu"], 0.0, atol=0.2)
    np.testing.assert_allclose(found["sigma"], np.sqrt(20) / 3, atol=0.05)
    assert ((found["mu_low"] < 0) & (found["mu_high"] > 0)).all()
    assert ((found["sigma_low"] < np.sqrt(20) / 3) & (np.sqrt(20) / 3 < found["sigma_high"])).all()


def morris(x: list[float]) -> float:
    """Morris's own example, with its signs kept and the coefficients of chance left out: x1 to x10 matter, x11 to x20 do not."""
    w = [2 * (1.1 * v / (v + 0.1) - 0.5) if i in (2, 4, 6) else 2 * (v - 0.5) for i, v in enumerate(x)]
    first = 20.0 * sum(w[:10])
    second = -15.0 * sum(w[i] * w[j] for i in range(6) for j in range(i))
    third = -10.0 * sum(w[i] * w[j] * w[k] for i in range(5) for j in range(i) for k in range(j))
    return first + second + third + 5.0 * w[0] * w[1] * w[2] * w[3]


def test_it_finds_the_ten_of_twenty_that_matter() -> None:
    """Of the function by which Morris (1991) introduced them: inputs 8 to 10 act alone, so their effects are 40 everywhere."""
    of = study(10, factors={f"a.x{i:02}": {"low": 0.0, "high": 1.0} for i in range(20)})
    assert len(of.design_points()) == 210
    found = elementary_effects_table(of, played(of, morris), "members", "A")
    assert (found["mu_star"][:10] > 20).all()
    np.testing.assert_allclose(found["mu_star"][10:], 0.0, atol=1e-9)
    np.testing.assert_allclose(found["mu"][7:10], 40.0, rtol=1e-4)
    np.testing.assert_allclose(found["sigma"][7:10], 0.0, atol=1e-2)
    assert (found["sigma"][:6] > 20).all()


def test_a_factor_that_both_have_no_use_for_does_nothing() -> None:
    rows = played(study(), lambda x: 3.0 * x[0]).assign(**{"a.x2": np.nan})
    found = elementary_effects_table(study(), rows.drop_duplicates(), "members", "A")
    np.testing.assert_allclose(found["mu_star"], [30.0, 0.0, 0.0], atol=1e-4)


def test_every_trajectory_moves_each_factor_once_by_two_thirds() -> None:
    many = study(12, factors={f"a.x{i}": RANGES[0] for i in range(12)}).design_points()
    assert len(many) == 12 * 13
    values = np.reshape([at["a.x4"] for at in many], (12, 13))
    moves = np.diff(values, axis=1)
    np.testing.assert_allclose(np.abs(moves).sum(axis=1), 2 / 3 * 10, rtol=1e-5)
    assert ((moves != 0).sum(axis=1) == 1).all()
    assert (moves > 0).any()
    assert (moves < 0).any()
    assert len({int(np.nonzero(row)[0][0]) for row in moves}) > 3


def test_they_are_told_largest_first_and_drawn_with_a_row_per_factor() -> None:
    found = elementary_effects_table(study(), played(study(), linear), "members", "A")
    lines = elementary_effects_lines(found, "mean_welfare_everyone", "welfare").splitlines()
    assert lines[1:] == [
        "  B: a.x0 30.0 ±0, +30.0, 0",
        "  B: a.x1 20.0 ±0, −20.0, 0",
        "  B: a.x2 8.00 ±0, +8.00, 0",
    ]
    (panel,) = draw_elementary_effects(found, "members", "members").axes
    assert len(panel.get_yticks()) == 3


@pytest.mark.parametrize(
    ("factors", "points", "said"),
    [
        ({"a.x": RANGES[0]}, 7, "needs 8 trajectories or more"),
        ({"a.x": RANGES[0]}, None, "needs points"),
        ({"a.x": RANGES[0]}, 50_001, "50,001 points of 1 factors make 100,002"),
        ({"a.x": RANGES[0], "decision.rule": ["logit", "none"]}, 8, r"^decision\.rule: .* has levels"),
        ({"a.x": {"low": 1.4, "high": 2.4, "integer": True}}, 8, r"^a\.x: .* too few whole numbers"),
        ({}, 8, "at least one factor"),
    ],
)
def test_a_design_that_cannot_be_is_refused(factors: dict[str, Any], points: int | None, said: str) -> None:
    of = {name: Factor.model_validate(range_) for name, range_ in factors.items()}
    with pytest.raises(ValueError, match=said) as refused:
        design_points("morris", of, points)
    assert "\n" not in str(refused.value)


def test_what_has_no_elementary_effects_says_why() -> None:
    rows = played(study(), linear)
    with pytest.raises(ValueError, match=r"not known at \d of 32 points, and indices need all"):
        elementary_effects_table(
            study(), rows.assign(members=rows["members"].where(rows.index != 9)), "members", "A"
        )
    with pytest.raises(ValueError, match="need design = 'morris'"):
        elementary_effects_table(study(16, design="sobol"), rows, "members", "A")


def test_a_sweep_tells_machines_and_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "quickstart", "--design", "morris", "--points", "8", "--seeds", "1", "--jobs", "1"]
    words += ["--vary", "competition.intensity=0.0..0.1", "--vary", "population.organizations=3..6:int"]
    words += ["--set", "run.rounds=2", "--set", "learning.kind=curve", "--measure", "mean_welfare_everyone"]
    words += ["--out", str(tmp_path / "out")]
    with pytest.raises(SystemExit) as left:
        main([*words, "--json"])
    assert left.value.code == 0
    told = json.loads(capsys.readouterr().out)["elementary_effects"]["mean_welfare_everyone"]
    assert {row["factor"] for row in told} == {"competition.intensity", "population.organizations"}
    assert [path.name for path in sorted((tmp_path / "out" / "figures").iterdir())] == [
        "elementary-effects-mean-welfare-everyone.pdf",
        "elementary-effects-mean-welfare-everyone.png",
    ]
    with pytest.raises(SystemExit):
        main(words)
    assert "(elementary effects; μ* ±, μ, σ)" in " ".join(capsys.readouterr().out.split())


def test_the_terminal_tells_of_the_factors_that_matter_most() -> None:
    of = study(8, factors={f"a.x{i}": {"low": 0.0, "high": 1.0} for i in range(9)})
    rows = played(of, lambda x: sum(i * v for i, v in enumerate(x)))
    found = elementary_effects_table(of, rows, "members", "A")
    lines = elementary_effects_lines(found, "members", "members").splitlines()
    assert len(lines) == 7
    assert lines[1].startswith("  B: a.x8 ")
    assert lines[-1] == "  B: 4 more factors matter less; the figure has all"


def test_a_study_names_itself_where_its_design_cannot_be() -> None:
    with pytest.raises(StudyError, match=r"^study 'known': a morris design needs 8 trajectories or more"):
        study(3, factors={"competition.intensity": {"low": 0.0, "high": 0.1}}).plan()


@pytest.mark.parametrize("variants", [1, 3, 5, 7])
def test_any_number_of_variants_has_a_panel_each_with_its_axis(variants: int) -> None:
    rows = played(study(), linear)
    one = rows[rows["variant"] == "B"]
    many = pd.concat(one.assign(variant=f"v{i}") for i in range(variants))
    figure = draw_elementary_effects(elementary_effects_table(study(), many, "members"), "members", "members")
    shown = [panel for panel in figure.axes if panel.get_visible()]
    assert [panel.get_title(loc="left") for panel in shown] == [f"v{i}" for i in range(variants)]
    assert sum(bool(panel.get_xlabel()) for panel in shown) == min(variants, 4)
