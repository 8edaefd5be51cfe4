"""What players see: the federation's view fulfils the agents' protocol and agrees with the game."""

from __future__ import annotations

import numpy as np
import pytest
from markets import small_model
from outlooks import ToyOutlook

from cocogen.agents.outlook import Outlook


@pytest.fixture(scope="module")
def model():
    return small_model(
        **{"redistribution.rule": "pairwise", "redistribution.rate": 0.1, "participation.rule": "always"}
    ).run()


def test_both_outlooks_fulfil_the_protocol(model):
    assert isinstance(model.federation.outlook(0), Outlook)
    assert isinstance(ToyOutlook(), Outlook)


@pytest.mark.parametrize("player", range(5))
def test_a_view_agrees_with_the_game(model, player):
    federation = model.federation
    outlook, game = federation.outlook(player), federation.game
    e = game.contributions(federation.last_generation)
    assert outlook.round == 6
    assert outlook.believed_others == pytest.approx(e.sum() - e[player])
    assert outlook.weight == game.weights[player]
    assert outlook.capacity == game.capacity[player]
    amounts = np.linspace(0.0, outlook.capacity, 2001)
    best = amounts[np.argmax(outlook.utilities(amounts))]
    assert outlook.best_response() == pytest.approx(best, abs=outlook.capacity / 2000)
    step = 1e-4
    slope = np.diff(outlook.utilities(np.array([50.0 - step, 50.0 + step])))[0] / (2 * step)
    assert outlook.marginal_utility(50.0) == pytest.approx(slope, rel=1e-4, abs=1e-7)
    assert outlook.equilibrium_generation() == federation.equilibrium.generation[player]
    assert outlook.planned_generation() == federation.optimum.generation[player]
    assert outlook.contribution(10.0) == pytest.approx(game.contributions(np.full(5, 10.0))[player])


def test_moves_change_utilities_by_the_weight_times_the_potential(model):
    federation = model.federation
    generation = federation.last_generation.copy()
    for player in range(5):
        outlook = federation.outlook(player)
        moved = generation.copy()
        moved[player] = 123.0
        gained = np.diff(outlook.utilities(np.array([generation[player], 123.0])))[0]
        change = federation.game.potential(moved) - federation.game.potential(generation)
        assert gained == pytest.approx(outlook.weight * change, rel=1e-9)


def test_peers_are_the_others_that_trained_in_the_last_round():
    model = small_model(**{"participation.review_probability": 0.0})
    model.step()
    amounts, utilities = model.federation.generation.copy(), model.federation.utility.copy()
    model.federation.open([0, 1, 2, 3, 4])
    seen, earned = model.federation.outlook(1).peers()
    np.testing.assert_array_equal(seen, amounts[[0, 2, 3, 4]])
    np.testing.assert_array_equal(earned, utilities[[0, 2, 3, 4]])


def test_who_was_out_is_nobodys_peer_and_remembers_no_utility():
    model = small_model(**{"participation.review_probability": 0.0})
    model.step()
    next(iter(model.organizations))._leave("told to")
    model.step()
    model.federation.open([0, 1, 2, 3, 4])
    assert len(model.federation.outlook(1).peers()[0]) == 3
    assert np.isnan(model.federation.outlook(0).last_utility)


def test_under_sequential_play_a_later_player_sees_what_was_chosen():
    model = small_model(**{"decision.activation": "sequential"})
    model.step()
    federation = model.federation
    federation.open([0, 1, 2, 3, 4])
    before = federation.outlook(1).believed_others
    federation.play(0, 500.0)
    e = federation.game.contributions(federation.played_generation)
    assert federation.outlook(1).believed_others == pytest.approx(e.sum() - e[1])
    assert federation.outlook(1).believed_others > before
