"""How quantities are written: one form for each, and one line on whatever is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError, from_toml, parse_assignments, to_toml
from cocogen.model.config.quantities.notation import Takes, each_of, in_one_form

ANY = Takes()
numbers = st.floats(0, 1e6)


def valuation(value):
    return SimulationConfig().with_overrides({"population.valuation": value}).population.valuation


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (1000, (1000.0, 1000.0)),
        ("0.5", (0.5, 0.5)),
        ([600, 1400], (600.0, 1400.0)),
        (np.arange(8.0), tuple(map(float, range(8)))),
        ("each(1, 2, 3, 4, 5, 6, 7, 8)", tuple(map(float, range(1, 9)))),
        ("  lognormal( 1000 ,spread = .5 )", "lognormal(1000, 0.5)"),
        ("pareto(1.5, 400, most=4000)", "pareto(1.5, 400, most=4000)"),
        ("normal(deviation=1, mean=5)", "normal(5, 1)"),
        ("choice(1,2,2)", "choice(1, 2, 2)"),
        ("uniform(1, 2)", "uniform(1, 2)"),
    ],
)
def test_every_way_to_write_has_one_form(given, kept):
    assert valuation(given) == kept
    assert valuation(kept) == kept
    config = SimulationConfig().with_overrides({"population.valuation": given})
    assert from_toml(to_toml(config)) == config
    assert SimulationConfig.model_validate_json(config.model_dump_json()) == config


def test_two_organizations_have_one_number_each():
    config = SimulationConfig().with_overrides(
        {"population.organizations": 2, "population.valuation": "each(1400, 600)"}
    )
    assert each_of(config.population.valuation) == (1400.0, 600.0)


def test_a_shell_writes_them_too():
    read = parse_assignments(["population.valuation=lognormal(1000, 0.5)", "population.capacity=1,2,3"])
    assert read == {"population.valuation": "lognormal(1000, 0.5)", "population.capacity": [1, 2, 3]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("lognormal", "lognormal takes median, spread, as in lognormal(median, spread)"),
        ("lognormal(1, 2, 3)", "lognormal takes median, spread, got 3 numbers in 'lognormal(1, 2, 3)'"),
        ("lognormal(1)", "lognormal takes median, spread; spread is missing in 'lognormal(1)'"),
        ("lognrmal(1, 2)", "unknown distribution 'lognrmal'; did you mean 'lognormal'?"),
        ("lognormal(1, x)", "lognormal(1, x): 'x' is no number"),
        ("lognormal(1, spread=2, spread=3)", "spread is given twice"),
        ("lognormal(1, 2, median=3)", "median is given twice"),
        ("lognormal(1, 2, mean=3)", "mean is none of median, spread, least, most"),
        ("lognormal(spread=2, 1)", "numbers without a name come first"),
        ("lognormal(-1, 2)", "median must be a number above 0, got -1.0"),
        ("pareto(1.5, 1e400)", "smallest must be a number above 0, got inf"),
        ("normal(5, nan)", "deviation must be a number above 0, got nan"),
        ("normal(-5, 10)", "at most 50 % of it may lie below 0, got 69.1 %"),
        ("pareto(0.01, 5)", "at most 50 % of it may lie above 1e+15, got 71.9 %"),
        ("choice(1, 2, -4)", "none of it may lie below 0, got 33.3 %"),
        ("choice()", "values must be one at least"),
        ("uniform(2, 1)", "high must be at least low, 2, got 1"),
        ("uniform(-1, 1)", "none of it may lie below 0, got 50 %"),
        ("pareto(1.5, 400, most=10)", "nothing of it lies between 0 and 10"),
        ("pareto(1.5, 400, most=nan)", "least and most must lie between 0 and 1e+15"),
        ("pareto(1.5, 400", "must be a number of at least 0, two of them as a range, a distribution such as"),
        ("three", "must be a number of at least 0, two of them as a range, a distribution such as"),
        ("column()", "column takes the name of a column of population.file"),
        ("column(revenue)", "must be a column of population.file, which names no file"),
        ("each(1)", "each takes one number for each organization, got 'each(1)'"),
        ("nan", "must be a number of at least 0"),
        ("1e400", "must be at most 1e+15, got inf"),
        ([], "must be a number of at least 0"),
        ({"a": 1}, "must be a number of at least 0"),
        (True, "must be a number of at least 0"),
        ([True, 1, 2], "must be a number of at least 0"),
        ([1400, 600], "must be low, then high, got (1400, 600); of two organizations each(1400, 600) is one"),
        ([1, 2, -3], "must be a number of at least 0, got -3"),
        ([1, 2, 3], "must have 8 entries, one for each organization, got 3"),
        (-1, "must be a number of at least 0, got -1"),
        ("a\nb", "must be one line of UTF-8 text"),
    ],
)
def test_what_is_none_is_said_in_one_line(given, said):
    with pytest.raises(ConfigurationError) as caught:
        valuation(given)
    assert said in str(caught.value)
    assert str(caught.value).startswith("population.valuation: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (40, 40.0),
        ("40", 40.0),
        ([40, 40], 40.0),
        ([40, 90], (40.0, 90.0)),
        ("pareto(1.2, 40)", "pareto(1.2, 40)"),
    ],
)
def test_samples_are_a_median_or_any_quantity(given, kept):
    assert SimulationConfig().with_overrides({"population.samples": given}).population.samples == kept


@pytest.mark.parametrize(
    ("given", "said"),
    [(0, "above 0 and at most 1,000,000,000, got 0"), ([0, 5], "at least 1, got 0"), (math.inf, "got inf")],
)
def test_nobody_has_less_than_a_sample(given, said):
    with pytest.raises(ConfigurationError) as caught:
        SimulationConfig().with_overrides({"population.samples": given})
    assert said in str(caught.value)


@given(st.one_of(st.text(), st.lists(st.one_of(numbers, st.text(max_size=5))), st.floats(), st.none()))
def test_anything_is_a_quantity_or_an_error(value):
    try:
        form = in_one_form(value, ANY)
    except ValueError:
        return
    assert in_one_form(form, ANY) == form


def test_lists_are_not_for_markets_with_newcomers():
    with pytest.raises(ConfigurationError, match=r"population\.valuation: cannot be set where newcomers"):
        SimulationConfig().with_overrides(
            {"population.valuation": list(range(8)), "environment.arrivals": 0.5}
        )
