"""Levels, ranges and how they are read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.studies.factors import Factor, first_message, parse_factor


def test_levels_are_listed_or_made_of_a_range() -> None:
    assert Factor.model_validate([1, "a"]).grid_levels() == (1, "a")
    assert Factor(low=0.0, high=1.0, steps=3).grid_levels() == (0.0, 0.5, 1.0)
    assert Factor(low=2, high=5, steps=10, integer=True).grid_levels() == (2, 3, 4, 5)


@settings(deadline=None, derandomize=True)
@given(
    low=st.floats(0.001, 10),
    width=st.floats(0.01, 100),
    u=st.floats(0, 1),
    scale=st.sampled_from(["linear", "log"]),
)
def test_a_range_stays_within_its_bounds(low: float, width: float, u: float, scale: str) -> None:
    factor = Factor.model_validate({"low": low, "high": low + width, "scale": scale})
    (value,) = factor.at(np.array([u]))
    assert low * (1 - 1e-5) <= value <= (low + width) * (1 + 1e-5)


def test_levels_share_the_unit_interval_equally() -> None:
    factor = Factor.model_validate(["a", "b", "c", "d"])
    assert factor.at(np.array([0.0, 0.25, 0.74, 1.0])) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "either levels or a range"),
        ({"levels": [1], "low": 0, "high": 1}, "either levels or a range"),
        ({"low": 1, "high": 1}, "low < high"),
        ({"low": 1}, "low < high"),
        ({"low": 0, "high": 1, "scale": "log"}, "low > 0"),
        ({"low": 0, "high": 1, "steps": 1}, "steps must be 2 to 10,000, got 1"),
        ([1, 1], "twice"),
        ({"levels": [1], "colour": 3}, "colour"),
    ],
)
def test_an_impossible_factor_is_refused(data: object, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem) as error:
        Factor.model_validate(data)
    assert "\n" not in first_message(error.value)


def test_a_grid_over_a_range_needs_steps() -> None:
    with pytest.raises(ValueError, match="needs steps"):
        Factor(low=0, high=1).grid_levels()


def test_factors_are_read_from_the_command_line() -> None:
    assert parse_factor("population.alpha = 0.1,0.3")[0] == "population.alpha"
    assert parse_factor("a.b=0.1,0.3")[1].levels == (0.1, 0.3)
    assert parse_factor("a.b=pairwise")[1].levels == ("pairwise",)
    assert parse_factor("a.b=none,pairwise")[1].levels == ("none", "pairwise")
    assert parse_factor("a.b=[1,2],[3,4]")[1].levels == ([1, 2], [3, 4])
    factor = parse_factor("a.b=1..100:log:int:3")[1]
    assert factor.grid_levels() == (1, 10, 100)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a.b", "--vary takes"),
        ("=1", "--vary takes"),
        ("a.b=", "--vary takes"),
        ("a.b=1..x", "a bound of a range is a number, got 'x'"),
        ("a.b=1..2:cubic", "got 'cubic'"),
        ("a.b=2..1", "low < high"),
        ("a.b=1,1", "twice"),
    ],
)
def test_a_wrong_text_is_answered_in_one_line(text: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem) as error:
        parse_factor(text)
    assert "\n" not in str(error.value)
