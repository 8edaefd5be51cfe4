"""Pigouvian subsidies reach the social optimum; bargaining does so and leaves nobody worse off than alone."""

import numpy as np
import pytest
from hypothesis import given

from cocogen.model.game import Bargaining, Pigouvian, equilibrium_under, redistribution, social_optimum
from strategies import games, property_test, small_game

RULES = ["pigouvian", "bargaining"]


@pytest.mark.parametrize("name", RULES)
@property_test
@given(games(least=2, curved=True))
def test_equilibrium_is_the_social_optimum(name, game):
    found = equilibrium_under(game, redistribution(name))
    best = social_optimum(game).welfare
    assert found.converged
    assert game.social_welfare(found.generation) >= best - 1e-6 * max(abs(best), 1e-3 * game.payoff_scale)


@property_test
@given(games(least=2, curved=True))
def test_bargaining_leaves_nobody_worse_off_when_there_is_a_surplus(game):
    rule = Bargaining()
    g = equilibrium_under(game, rule).generation
    utilities = game.payoffs(g) + rule.transfers(game, g)
    surplus = float(rule.surplus(game)[0])
    if surplus >= 0.0:
        assert (utilities >= game.standalone_payoffs() - 1e-6 * game.payoff_scale).all()
    np.testing.assert_allclose(
        utilities - game.standalone_payoffs(), surplus / game.n, atol=1e-5 * game.payoff_scale
    )


def test_weights_split_the_surplus():
    game = small_game()
    rule = Bargaining(weights=[1.0, 2.0, 0.0, 1.0])
    g = social_optimum(game).generation
    advantage = game.payoffs(g) + rule.transfers(game, g) - game.standalone_payoffs()
    np.testing.assert_allclose(advantage, rule.surplus(game) * np.array([0.25, 0.5, 0.0, 0.25]), atol=1e-6)


def test_weights_of_members_without_any_are_equal():
    from cocogen.model.game.coalitions.batch import CoalitionBatch

    batch = CoalitionBatch(small_game(), np.array([[0, 1], [1, 2]]))
    shares = Bargaining(weights=[0.0, 0.0, 1.0, 0.0]).shares(batch)
    np.testing.assert_allclose(shares, [[0.5, 0.5], [0.0, 1.0]])


def test_measured_standalone_payoffs_replace_the_games():
    game = small_game()
    measured = np.array([100.0, 150.0, 90.0, 200.0])
    rule = redistribution("bargaining", standalone=measured)
    g = social_optimum(game).generation
    advantage = game.payoffs(g) + rule.transfers(game, g) - measured
    np.testing.assert_allclose(advantage, advantage.mean(), atol=1e-6)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"weights": [-1.0, 2.0]}, "weights must be a list of numbers of at least 0, not all 0, got"),
        ({"weights": [0.0, 0.0]}, "not all 0"),
        ({"weights": []}, "not all 0"),
        ({"weights": [np.nan, 1.0]}, "not all 0"),
        ({"standalone": [np.inf, 1.0]}, "standalone must be a list of numbers, got"),
    ],
)
def test_refuses(parameters, message):
    with pytest.raises(ValueError, match=message):
        Bargaining(**parameters)


def test_one_number_for_each_organization():
    with pytest.raises(ValueError, match=r"weights has shape \(2,\); it must have shape \(4,\)"):
        Bargaining(weights=[1.0, 1.0]).transfers(small_game(), np.ones(4))


def test_pigouvian_subsidy_is_what_the_others_gain():
    game = small_game()
    best = social_optimum(game).generation
    e = game.contributions(best)
    step = 1e-4
    raised = best.copy()
    raised[1] += step
    others = [0, 2, 3]
    gained = (game.payoffs(raised) - game.payoffs(best))[others].sum()
    added = game.contributions(raised)[1] - e[1]
    assert Pigouvian().subsidy(game)[1] == pytest.approx(gained / added, rel=1e-4)
