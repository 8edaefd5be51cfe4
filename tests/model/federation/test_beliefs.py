"""Beliefs: noise of mean one, delay in trained rounds, and what accuracies teach about the curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markets import small_model

from cocogen.model.config import DecisionConfig
from cocogen.model.federation.beliefs import Beliefs
from cocogen.model.federation.believed_curve import CurveEstimate
from cocogen.model.game import LearningCurve
from cocogen.model.randomness import Streams

TRUE = LearningCurve(floor=0.1, ceiling=0.9, scale=400.0, exponent=0.7)


def beliefs(**fields):
    return Beliefs(DecisionConfig(**fields), TRUE, 3, Streams(1))


def test_without_noise_and_delay_the_belief_is_what_is_there():
    assert beliefs().others(4, 1, 123.0) == 123.0


def test_noise_has_mean_one_and_is_everybodys_own():
    noisy = beliefs(belief_noise=0.3)
    drawn = np.array([noisy.others(round, 0, 1.0) for round in range(4000)])
    assert drawn.min() > 0
    assert drawn.mean() == pytest.approx(1.0, abs=0.015)  # three standard errors
    assert np.log(drawn).std() == pytest.approx(0.3, abs=0.012)
    assert noisy.others(1, 0, 1.0) != noisy.others(1, 1, 1.0)


def test_delay_looks_back_on_trained_rounds():
    late = beliefs(belief_delay=2)
    assert late.others(1, 0, 7.0) == 7.0  # nothing has been trained yet
    for total in (10.0, 20.0, 30.0, 40.0):
        late.remember(np.array([1.0, total, 0.0]), 0.5, 0.0)
    assert late.others(5, 0, 7.0) == 20.0  # the last round is 40, two before it 20
    assert late.others(5, 1, 7.0) == 1.0
    assert late.others(5, 2, 7.0) == 21.0


def test_a_newcomer_contributed_nothing_before_it_came():
    late = beliefs(belief_delay=1)
    late.remember(np.array([1.0, 2.0, 3.0]), 0.5, 0.0)
    late.grow()
    assert late.others(2, 3, 0.0) == 6.0
    late.remember(np.array([1.0, 2.0, 3.0, 4.0]), 0.5, 0.0)
    late.remember(np.array([0.0, 0.0, 0.0, 9.0]), 0.5, 0.0)
    assert late.others(4, 0, 0.0) == 9.0


def test_memory_survives_a_checkpoint():
    late = beliefs(belief_delay=1, learns_curve=True, believed_scale=3.0)
    late.remember(np.array([1.0, 2.0, 3.0]), 0.2, 5.0)
    again = beliefs(belief_delay=1, learns_curve=True, believed_scale=3.0)
    again.restore(late.state())
    assert again.others(2, 0, 0.0) == late.others(2, 0, 0.0)
    assert again.estimate.curve == late.estimate.curve


@given(st.floats(0.2, 5.0), st.floats(0.3, 3.0))
def test_enough_accuracies_teach_the_true_curve(believed, spread):
    estimate = CurveEstimate(TRUE, believed, learns=True)
    for x in np.geomspace(50.0, 5000.0 * spread, 60):
        estimate.observe(float(x), float(TRUE(x)))
    x = np.array([100.0, 1000.0, 4000.0])
    np.testing.assert_allclose(estimate.curve(x), TRUE(x), atol=2e-3)


def test_who_does_not_learn_keeps_a_wrong_belief():
    estimate = CurveEstimate(TRUE, 2.0, learns=False)
    estimate.observe(100.0, 0.8)
    assert estimate.curve.scale == 800.0
    assert not estimate.exact
    assert CurveEstimate(TRUE, 1.0, learns=False).exact


def test_nonsense_accuracies_leave_a_possible_curve():
    estimate = CurveEstimate(TRUE, 1.0, learns=True)
    for accuracy in (0.0, 1.0, 0.0, 1.0):
        estimate.observe(10.0, accuracy)
    assert TRUE.floor < estimate.curve.ceiling <= 1.0


def test_wrong_beliefs_change_play_and_learning_mends_them():
    settings = {
        "decision.inertia": 0.0,
        "decision.activation": "sequential",
        "participation.rule": "always",
        "run.rounds": 30,
    }
    wrong = small_model(**settings, **{"decision.believed_scale": 0.25}).run()
    learned = small_model(
        **settings, **{"decision.believed_scale": 0.25, "decision.learns_curve": True}
    ).run()
    distance = [model.tables()["rounds"]["distance_to_equilibrium"].iloc[-1] for model in (wrong, learned)]
    assert distance[1] < 0.2 * distance[0]


def test_noisy_and_late_beliefs_keep_play_away_from_the_equilibrium():
    settings = {"decision.inertia": 0.0, "participation.rule": "always", "run.rounds": 40}
    settings["decision.activation"] = "sequential"
    exact = small_model(**settings).run().tables()["rounds"]["regret"].iloc[-10:].mean()
    noisy = small_model(**settings, **{"decision.belief_noise": 0.3}).run().tables()["rounds"]["regret"]
    assert noisy.iloc[-10:].mean() > 10 * exact
