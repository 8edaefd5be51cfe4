"""Convergence: fitted rates, cycles with their names, and what simulations really do."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markets import small_model

from cocogen.model.records.course import (
    Play,
    amounts,
    course_of_play,
    first_round_at_rest,
    geometric_rate,
)
from cocogen.model.records.summary import summarize


@given(st.floats(0.05, 0.95), st.floats(0.1, 1e4))
def test_a_geometric_course_gives_its_rate(rate, scale):
    fitted = geometric_rate(scale * rate ** np.arange(12))
    assert fitted.rate == pytest.approx(rate, rel=1e-6)
    assert fitted.low <= fitted.rate <= fitted.high


def test_noise_widens_the_interval_and_the_truth_is_usually_inside():
    inside = 0
    for seed in range(200):
        noise = np.exp(0.1 * np.random.default_rng(seed).standard_normal(15))
        fitted = geometric_rate(100 * 0.6 ** np.arange(15) * noise)
        inside += fitted.low <= 0.6 <= fitted.high
    assert inside >= 175  # 95 % of 200, less five standard errors


def test_the_floor_on_which_play_ends_does_not_flatten_the_rate():
    course = np.maximum(100 * 0.5 ** np.arange(40), 1e-3)
    assert geometric_rate(course).rate == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize("course", [[], [np.nan], [1.0], [1.0, 0.5], [0.0, 0.0, 0.0]])
def test_too_short_a_course_has_no_rate(course):
    assert geometric_rate(course) is None


def profiles(*rows):
    return np.array(rows, dtype=float)


@pytest.mark.parametrize("period", [2, 3, 5])
def test_cycles_are_named_by_their_shortest_period(period):
    one = np.random.default_rng(period).uniform(0, 100, (period, 4))
    play = course_of_play(np.tile(one, (6, 1)))
    assert play.course == "cycle"
    assert play.period == period
    assert play.name == f"cycle of period {period}"
    assert play.amplitude == pytest.approx(np.ptp(one, axis=0).max())


def test_standing_still_is_rest():
    assert course_of_play(np.full((10, 3), 5.0)) == Play("at rest")
    assert course_of_play(np.zeros((1, 3))).name == "at rest"


def test_moves_that_die_out_converge_and_noise_wanders():
    fading = 100 + 50 * 0.8 ** np.arange(20)[:, None]
    assert course_of_play(fading).course == "converging"
    noise = np.random.default_rng(0).uniform(0, 100, (30, 3))
    assert course_of_play(noise).course == "wandering"


MANY = {
    "population.organizations": 12,
    "population.congestion": (1e-5, 2e-5),
    "population.generation_cost": (0.01, 0.03),
    "competition.intensity": 0.01,
    "participation.rule": "always",
    "run.rounds": 40,
}


def test_simultaneous_best_response_without_inertia_cycles_and_inertia_or_turns_mend_it():
    cycling = small_model(**MANY, **{"decision.inertia": 0.0}).run().tables()
    assert course_of_play(amounts(cycling)).name == "cycle of period 2"
    assert math.isnan(summarize(cycling)["first_round_at_equilibrium"])
    in_turn = small_model(**MANY, **{"decision.inertia": 0.0, "decision.activation": "sequential"}).run()
    tables = in_turn.tables()
    found = summarize(tables)
    assert course_of_play(amounts(tables)).course == "at rest"
    assert 1 < found["first_round_at_equilibrium"] < 40
    assert 0 < found["rate_of_approach"] < 1


@given(st.lists(st.floats(0, 3e-3), min_size=1, max_size=12))
def test_rest_begins_after_the_last_regret_that_is_too_large(shares):
    rounds = pd.DataFrame({"round": np.arange(1, len(shares) + 1), "regret": np.array(shares) * 50})
    tables = {"rounds": rounds.assign(social_welfare=-200.0, players=4)}
    late = [place for place, share in enumerate(shares, start=1) if share > 1e-3]
    first = first_round_at_rest(tables)
    assert math.isnan(first) if late[-1:] == [len(shares)] else first == (late or [0])[-1] + 1


def test_amounts_have_a_row_for_each_round_and_a_column_for_each_organization():
    assert amounts(small_model(**{"participation.rule": "always"}).run().tables()).shape == (6, 5)


def test_the_equilibrium_is_reached_at_once_by_who_plays_it():
    tables = small_model(**{"decision.rule": "equilibrium", "participation.rule": "always"}).run().tables()
    found = summarize(tables)
    assert (found["first_round_at_equilibrium"], course_of_play(amounts(tables)).course) == (1, "at rest")
    assert math.isnan(found["rate_of_approach"])


def test_a_run_without_training_was_never_at_an_equilibrium():
    model = small_model(**{"environment.outage_probability": 1.0, "environment.recovery_probability": 0.0})
    found = summarize(model.run().tables())
    assert math.isnan(found["first_round_at_equilibrium"])
    assert math.isnan(found["rate_of_approach"])
