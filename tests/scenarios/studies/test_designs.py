"""Which points a design plays."""

import numpy as np
import pytest

from cocogen.agents.names import UnknownNameError
from cocogen.scenarios.studies.designs import design_points
from cocogen.scenarios.studies.factors import Factor

TWO = {"a": Factor.model_validate([1, 2, 3]), "b": Factor(low=0.0, high=1.0, steps=2)}


def test_a_grid_has_every_combination_in_order() -> None:
    points = design_points("grid", TWO, None)
    assert [tuple(point.values()) for point in points] == [(a, b) for a in (1, 2, 3) for b in (0.0, 1.0)]


def test_no_factor_makes_one_point() -> None:
    assert design_points("grid", {}, None) == [{}]


@pytest.mark.parametrize(("design", "points"), [("latin-hypercube", 10), ("sobol", 16)])
def test_space_filling_designs_put_one_point_into_each_slice(design: str, points: int) -> None:
    factors = {"a": Factor(low=0.0, high=1.0), "b": Factor(low=5.0, high=6.0)}
    drawn = design_points(design, factors, points)
    for name, low in (("a", 0.0), ("b", 5.0)):
        values = np.array([point[name] for point in drawn])
        assert sorted(np.floor((values - low) * points * (1 - 1e-9))) == list(range(points))


def test_a_design_names_the_same_points_every_time() -> None:
    assert design_points("sobol", TWO, 8) == design_points("sobol", TWO, 8)


@pytest.mark.parametrize(
    ("design", "points", "problem"),
    [
        ("sobol", 10, "use 16 points"),
        ("sobol", None, "needs points"),
        ("latin-hypercube", 0, "needs points, 1 to 100,000, got 0"),
        ("sobol", 2**40, "needs points, 1 to 100,000"),
        ("grid", 4, "for other designs"),
    ],
)
def test_a_wrong_number_of_points_is_refused(design: str, points: int | None, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        design_points(design, TWO, points)


def test_a_space_filling_design_needs_a_factor() -> None:
    with pytest.raises(ValueError, match="at least one factor"):
        design_points("sobol", {}, 4)


def test_a_grid_over_a_range_without_steps_names_the_factor() -> None:
    with pytest.raises(ValueError, match=r"^a\.b: a grid over a range"):
        design_points("grid", {"a.b": Factor(low=0, high=1)}, None)


def test_an_unknown_design_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'sobol'"):
        design_points("sobl", TWO, 4)
