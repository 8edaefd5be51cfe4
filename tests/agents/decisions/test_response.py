"""Rules that move toward the best response: closed forms on a parabola."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlooks import ToyOutlook

from cocogen.agents.decisions.response import BestResponse, DampedStep, GradientPlay, Satisficing

RNG = np.random.default_rng(0)
amounts = st.floats(0.0, 100.0)


def test_inertia_keeps_the_old_amount_as_often_as_it_says():
    rule = BestResponse(inertia=0.3)
    kept = [rule.revise(ToyOutlook(generation=7.0), np.random.default_rng(i)) == 7.0 for i in range(1000)]
    assert np.mean(kept) == pytest.approx(0.3, abs=0.045)  # three standard errors


@given(amounts)
def test_without_inertia_it_is_the_best_response(generation):
    assert BestResponse(inertia=0.0).revise(ToyOutlook(generation=generation), RNG) == 50.0


@given(amounts, st.floats(0.0, 20.0))
def test_a_satisficer_moves_exactly_when_more_than_epsilon_is_at_stake(generation, epsilon):
    at_stake = (generation - 50.0) ** 2 / 100.0
    moved = Satisficing(epsilon=epsilon).revise(ToyOutlook(generation=generation), RNG)
    assert moved == (generation if at_stake <= epsilon else 50.0)


@given(amounts, st.floats(0.01, 1.0))
def test_a_damped_step_covers_its_share_of_the_way(generation, step):
    moved = DampedStep(step=step).revise(ToyOutlook(generation=generation), RNG)
    assert moved - 50.0 == pytest.approx((1 - step) * (generation - 50.0), abs=1e-9)


@given(amounts)
def test_gradient_play_with_newtons_rate_is_best_response_and_overshoots_beyond_twice_that(generation):
    newton = GradientPlay(rate=50.0).revise(ToyOutlook(generation=generation), RNG)
    assert newton == pytest.approx(50.0)
    beyond = GradientPlay(rate=110.0).revise(ToyOutlook(generation=generation), RNG)
    assert abs(beyond - 50.0) >= abs(generation - 50.0) - 1e-9
