"""Distributions: quantiles and shares belong together, and are those of scipy's distributions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cocogen.model.config.quantities.distributions import distributions

CASES = {
    "uniform": ({"low": 2.0, "high": 5.0}, stats.uniform(2, 3)),
    "normal": ({"mean": 3.0, "deviation": 2.0}, stats.norm(3, 2)),
    "lognormal": ({"median": 10.0, "spread": 0.7}, stats.lognorm(0.7, scale=10)),
    "pareto": ({"exponent": 1.5, "smallest": 4.0}, stats.pareto(1.5, scale=4)),
}
continuous = pytest.mark.parametrize("name", CASES)


@continuous
@given(share=st.floats(0.001, 0.999))
def test_quantiles_are_those_of_scipy(name, share):
    given_, known = CASES[name]
    assert distributions.create(name, **given_).at(share) == pytest.approx(known.ppf(share), rel=1e-9)


@continuous
@given(low=st.floats(0, 50), width=st.floats(0, 50))
def test_shares_are_those_of_scipy(name, low, width):
    given_, known = CASES[name]
    shares = distributions.create(name, **given_).between(low, low + width)
    assert shares == pytest.approx((known.cdf(low), known.cdf(low + width)), abs=1e-12)


def test_every_distribution_is_among_the_cases():
    assert {*CASES, "choice"} == set(distributions.names())


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.24, 1), (0.25, 2), (0.74, 2), (0.75, 7), (1.0, 7)])
def test_a_choice_takes_each_value_as_often_as_it_is_written(share, value):
    assert distributions.create("choice", values=[7, 2, 1, 2]).at(share) == value


def test_one_value_alone_is_a_uniform_distribution_too():
    alone = distributions.create("uniform", low=3, high=3)
    assert alone.between(0, 3) == (0, 1)
    assert alone.between(4, 5) == (1, 1)
