"""Amounts: one uniform draw each, within what a field takes, with the moments of their distribution."""

from __future__ import annotations

import numpy as np
import pytest

from cocogen.model.config.quantities.amounts import amounts
from cocogen.model.config.quantities.notation import Takes, in_one_form
from cocogen.model.randomness import Streams

ANY = Takes()
WAYS = (5, [5, 9], "lognormal(5, 1)", "pareto(1.1, 5)", "normal(5, 4)", "choice(1, 2)", [1, 2, 3])


def of(given, count=3):
    return amounts(in_one_form(given, ANY), ANY, "valuation", None, count)


@pytest.mark.parametrize("given", WAYS, ids=str)
def test_every_way_uses_up_one_draw(given):
    rng, other = Streams(3).generator("x"), Streams(3).generator("x")
    drawn = of(given).draw(rng, 1)
    other.random()
    assert rng.random() == other.random()
    assert drawn >= 0


def test_a_range_draws_as_numpy_does_to_the_last_bit():
    assert of([5, 9]).draw(Streams(3).generator("x"), 0) == Streams(3).generator("x").uniform(5.0, 9.0)


@pytest.mark.parametrize(
    ("given", "mean"), [("lognormal(5, 0.5)", 5 * np.exp(0.125)), ("choice(1, 4)", 2.5), ([5, 9], 7)]
)
def test_the_mean_is_that_of_many_draws(given, mean):
    known = of(given)
    drawn = np.array([known.draw(Streams(0).generator("x", organization=i), i) for i in range(4000)])
    assert known.mean == pytest.approx(mean, rel=0.01)
    assert drawn.mean() == pytest.approx(mean, abs=5 * drawn.std() / np.sqrt(4000))


def test_who_has_more_luck_has_more_under_every_distribution():
    luck = [Streams(0).generator("x", organization=i).random() for i in range(50)]
    for given in ("lognormal(5, 1)", "pareto(1.1, 5)", "normal(5, 4)", "choice(1, 2, 3)", [5, 9]):
        drawn = [of(given).draw(Streams(0).generator("x", organization=i), 0) for i in range(50)]
        assert (np.diff(np.array(drawn)[np.argsort(luck)]) >= 0).all()


def test_a_heavy_tail_ends_where_it_is_cut_off_or_the_field_ends():
    for given, low, high in (
        ("pareto(0.1, 5)", 5, 1e15),
        ("pareto(0.5, 5, most=40)", 5, 40),
        ("normal(1, 9)", 0, 99),
    ):
        drawn = [of(given).draw(Streams(0).generator("x", organization=i), 0) for i in range(2000)]
        assert low <= min(drawn)
        assert max(drawn) <= high
        assert len({*drawn}) > 500


def test_a_cut_off_distribution_is_not_piled_up_at_its_end():
    drawn = [
        of("pareto(0.5, 5, most=40)").draw(Streams(0).generator("x", organization=i), 0) for i in range(2000)
    ]
    assert np.mean(np.array(drawn) > 39) < 0.02
