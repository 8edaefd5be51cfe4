"""Participation rules: patience, smoothing, tolerance, and the logit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.agents.participation import Standing, participation_rules
from cocogen.agents.participation.rules import Always, LogitParticipation, Threshold, logistic

RNG = np.random.default_rng(0)


def after(rule, advantages):
    standing = Standing()
    for advantage in advantages:
        standing = rule.observe(standing, advantage)
    return standing


def test_a_threshold_leaves_after_its_patience_and_not_before():
    rule = Threshold(patience=3, smoothing=1.0)
    assert not rule.leaves(after(rule, [-1, -1]), RNG)
    assert rule.leaves(after(rule, [-1, -1, -1]), RNG)
    assert not rule.leaves(after(rule, [-1, -1, 1, -1, -1]), RNG)


def test_smoothing_and_tolerance_forgive():
    assert after(Threshold(smoothing=0.5), [8.0, -4.0]).smoothed == pytest.approx(2.0)
    assert after(Threshold(smoothing=0.5), [8.0, -4.0]).streak == 0
    assert after(Threshold(smoothing=1.0, tolerance=5.0), [-4.0, -5.0]).streak == 0
    assert after(Threshold(smoothing=1.0, tolerance=5.0), [-6.0]).streak == 1


@given(st.floats(-100, 100), st.floats(0, 50))
def test_a_threshold_joins_when_the_prediction_exceeds_the_entry_cost(predicted, cost):
    assert Threshold().joins(predicted, cost, RNG) == (predicted > cost)


def test_who_always_stays_does():
    rule = Always()
    assert not rule.leaves(after(rule, [-1e9] * 50), RNG)
    assert rule.joins(-1e9, 1e9, RNG)


def test_logit_leaves_and_joins_with_its_probability():
    rule = LogitParticipation(sensitivity=0.1, attention=0.5, smoothing=1.0, tolerance=2.0)
    standing = after(rule, [-12.0])
    left = np.mean([rule.leaves(standing, np.random.default_rng(i)) for i in range(3000)])
    assert left == pytest.approx(0.5 / (1 + np.exp(-1.0)), abs=0.027)  # three standard errors
    joined = np.mean([rule.joins(5.0, 15.0, np.random.default_rng(i)) for i in range(3000)])
    assert joined == pytest.approx(1 / (1 + np.exp(1.0)), abs=0.025)


def test_a_very_sensitive_logit_is_a_threshold():
    rule = LogitParticipation(sensitivity=1e6, attention=1.0, smoothing=1.0)
    assert rule.leaves(after(rule, [-0.1]), RNG)
    assert not rule.leaves(after(rule, [0.1]), RNG)
    assert rule.joins(10.1, 10.0, RNG)
    assert not rule.joins(9.9, 10.0, RNG)


def test_nobody_leaves_before_the_first_round_is_over():
    assert not LogitParticipation(attention=1.0).leaves(Standing(), RNG)
    assert not Threshold().leaves(Standing(), RNG)


@given(st.floats(-1e6, 1e6))
def test_the_logistic_function_does_not_overflow_and_is_symmetric(x):
    assert 0.0 <= logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("rule", "parameter", "value", "message"),
    [
        ("threshold", "patience", 0, "patience must be a whole number from 1 to 1,000,000, got 0"),
        ("threshold", "smoothing", 0.0, "smoothing must be a number above 0 and at most 1, got 0.0"),
        ("always", "tolerance", -1.0, "tolerance must be a number of at least 0, got -1.0"),
        ("logit", "sensitivity", 0.0, "sensitivity must be a number above 0, got 0.0"),
        ("logit", "attention", 0.0, "attention must be a number above 0 and at most 1, got 0.0"),
    ],
)
def test_a_refused_parameter_is_named_with_its_value(rule, parameter, value, message):
    with pytest.raises(ValueError, match=message):
        participation_rules.create(rule, **{parameter: value})
