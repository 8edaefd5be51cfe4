"""The law of own markets: its limits, and that nothing of it depends on what anybody chooses."""

from __future__ import annotations

import numpy as np
import pytest
from calibrations import TRUTH

from cocogen.model.game.market_law import OwnMarketLaw, prevalence
from strategies import small_game

LAW = TRUTH.law
LABELS = np.array([[0.5, 0.3, 0.2], [1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]])
SAMPLES = np.array([30.0, 45.0, 150.0])


def changed(**numbers: float) -> OwnMarketLaw:
    return OwnMarketLaw(**{**vars(LAW), **numbers})


def test_a_market_of_one_class_is_served_by_a_constant_answer():
    market = LAW.market(LABELS, SAMPLES, np.zeros(3), 0.1)
    assert market.floor.tolist() == [0.5, 1.0, pytest.approx(1 / 3)]
    assert market.ceiling[1] == 1.0
    assert market.alone(np.full(3, 1e12)) == pytest.approx(market.ceiling)
    assert market.alone(np.zeros(3)) == pytest.approx(market.floor)


def test_more_classes_are_learned_more_slowly():
    scale = LAW.market(LABELS, SAMPLES, np.zeros(3), 0.1).scale
    assert scale[1] == pytest.approx(60.0)
    assert scale[2] == pytest.approx(60.0 * 3**0.4)


def test_who_has_no_samples_to_tune_on_serves_with_the_common_model_as_it_comes():
    market = changed(tuning_samples=1e12).market(LABELS, SAMPLES, np.zeros(3), 0.1)
    assert market.slope == pytest.approx(1.0)
    assert market.base == pytest.approx(0.1 + 0.1 * (prevalence(LABELS, SAMPLES) - 1))


def test_who_has_plenty_owes_the_common_model_what_its_market_leaves_open():
    market = changed(tuning_samples=0.0).market(LABELS, SAMPLES, np.zeros(3), 0.1)
    assert market.slope == pytest.approx([0.35, 0.0, 0.7 * 2 / 3])
    expected = 0.15 + 0.6 * np.array([0.5, 1.0, 1 / 3]) + 0.2 * market.alone(SAMPLES)
    assert market.base == pytest.approx(expected)


def test_what_own_models_remember_raises_the_base_and_keeps_its_shape():
    known = np.array([[0.0, 0.0, 0.0], [100.0, 100.0, 100.0]])
    view = LAW.view(LABELS, SAMPLES, known, 0.1)
    assert view.base.shape == (2, 3)
    assert (view.base[1] >= view.base[0]).all()
    assert view.base[1, 0] > view.base[0, 0]
    assert view.base[1] == pytest.approx(LAW.market(LABELS, SAMPLES, known[1], 0.1).base)


def test_a_game_among_such_markets_keeps_to_theorem_1():
    game = small_game(alignment_loss=0.0)
    count = game.organizations
    rng = np.random.default_rng(0)
    labels = rng.dirichlet(np.ones(5), count)
    game = game.replace(own_market=LAW.market(labels, game.real_samples, game.standalone_knowledge, 0.1))
    before = rng.uniform(0, 1, count) * game.capacity
    for i in np.flatnonzero(game.weights > 0):
        after = before.copy()
        after[i] = rng.uniform() * game.capacity[i]
        gained = game.payoffs(after)[i] - game.payoffs(before)[i]
        expected = game.weights[i] * (game.potential(after) - game.potential(before))
        assert gained == pytest.approx(expected, rel=1e-9, abs=1e-9)
    amounts = np.linspace(0, game.capacity, 2001)
    own = game.own_market
    earned = (
        game.valuation
        * (
            own.alone(game.standalone_knowledge + game.real_samples + own.fidelity * amounts)
            - game.learning_curve.floor
        )
        - game.standalone_cost
        - game.cost(amounts)
    )
    assert game.standalone_payoffs() == pytest.approx(earned.max(axis=0), rel=1e-6)
