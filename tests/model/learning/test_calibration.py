"""Calibration: what it predicts is the game's own, round by round."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from calibrations import TRUTH, made_up

from cocogen.model.game import CoopetitionGame, LearningCurve
from cocogen.model.learning.calibration import CURVE, OWN, TUNED, Calibration, Effect


def test_predictions_are_those_of_the_game_round_by_round():
    run = made_up(1, rounds=5)
    knowledge, alone = 0.0, np.zeros(len(run.real_samples))
    for number in range(5):
        game = CoopetitionGame(
            real_samples=run.real_samples,
            heterogeneity=run.heterogeneity,
            fidelity=0.6,
            valuation=1.0,
            generation_cost=0.0,
            congestion=0.0,
            capacity=1000.0,
            competition=0.0,
            learning_curve=LearningCurve(floor=0.1, ceiling=0.93, scale=900.0, exponent=1.3),
            skew_penalty=0.7,
            knowledge=knowledge,
            standalone_knowledge=alone,
            own_market=TRUTH.law.market(run.markets, run.real_samples, alone, 0.1),
        )
        this_round = run.real_samples + 0.5 * run.standalone_generation
        assert run.accuracy[number + 1] == pytest.approx(game.performance(run.generation))
        assert run.market_accuracy[number] == pytest.approx(game.market_accuracy(run.generation))
        assert run.standalone_accuracy[number] == pytest.approx(game.own_market.alone(alone + this_round))
        knowledge = 0.8 * (knowledge + game.total(run.generation))
        alone = 0.7 * (alone + this_round)
    assert run.accuracy[0] == pytest.approx(0.1)


def test_parameters_stand_in_three_groups():
    numbers = {field.name for field in fields(Calibration)} - {
        "task",
        "standard_errors",
        "held_out",
        "setup",
        "worths",
    }
    assert numbers == {*CURVE, *OWN, *TUNED}


def test_what_a_bound_holds_is_named():
    assert replace(TRUTH, standard_errors={"floor": 0.1, "exponent": None}).on_bounds == ("exponent",)


@pytest.mark.parametrize(
    ("measured", "predicted", "verdict"),
    [(0.03, 0.01, "right"), (0.03, -0.01, "wrong"), (-0.03, -0.1, "right"), (0.019, -0.01, "undecided")],
)
def test_an_effect_is_judged_by_its_sign_where_it_can_be_seen(measured, predicted, verdict):
    assert Effect("s", 1.0, measured, 0.01, predicted).verdict == verdict
