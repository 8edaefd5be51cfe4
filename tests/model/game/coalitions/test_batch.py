"""Coalitions side by side are the same as each alone."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings

from cocogen.model.game import (
    CoopetitionGame,
    LearningCurve,
    RedistributionRule,
    all_coalitions,
    nash_equilibrium,
    redistribution,
)
from cocogen.model.game.coalitions.batch import CoalitionBatch, solve_coalitions
from strategies import games, property_test, small_game

pytestmark = [
    pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning"),
    pytest.mark.filterwarnings("ignore::cocogen.model.game.AsymmetricCompetitionWarning"),
]


@dataclass(frozen=True)
class OneByOne(RedistributionRule):
    """A rule that hides that it could be asked for many games at once."""

    rule: RedistributionRule

    def subsidy(self, game):
        """Ask the hidden rule, for one game only."""
        assert game.real_samples.ndim == 1
        return self.rule.subsidy(game)

    def transfers(self, game, generation):
        """Ask the hidden rule."""
        return self.rule.transfers(game, generation)


@pytest.mark.parametrize("name", ["none", "pigouvian", "bargaining", "compensation", "shapley"])
@settings(property_test, max_examples=15)
@given(games(least=2, most=4, curved=True))
def test_together_as_alone(name, game):
    rule = redistribution(name)
    masks = all_coalitions(game.n)
    together, alone = solve_coalitions(game, rule, masks), solve_coalitions(game, OneByOne(rule), masks)
    np.testing.assert_allclose(together.generation, alone.generation, atol=1e-5)
    np.testing.assert_allclose(together.utilities, alone.utilities, atol=1e-6 * game.payoff_scale)
    np.testing.assert_allclose(together.worth, alone.worth, atol=1e-8 * game.payoff_scale)


@pytest.mark.parametrize("parameters", [{"rate": 0.2}, {}])
def test_pairwise_together_as_alone(parameters):
    game = small_game(competition=np.arange(16.0).reshape(4, 4) % 5 * 0.02 * (1 - np.eye(4)))
    rule = redistribution("pairwise", **parameters)
    masks = all_coalitions(4)
    together, alone = solve_coalitions(game, rule, masks), solve_coalitions(game, OneByOne(rule), masks)
    np.testing.assert_allclose(together.generation, alone.generation, atol=1e-5)
    np.testing.assert_allclose(together.utilities, alone.utilities, atol=1e-6)


def test_members_see_only_members():
    game = small_game()
    batch = CoalitionBatch(game, np.array([[0, 1], [2, 3]]), subsidy=np.full((2, 2), 0.3))
    part = game.restricted_to([2, 3])
    np.testing.assert_allclose(batch.exposure[1], part.exposure)
    np.testing.assert_allclose(batch.payoffs(np.full((2, 2), 9.0))[1], part.payoffs(9.0))
    np.testing.assert_array_equal(batch.subsidy, np.full((2, 2), 0.3))
    np.testing.assert_array_equal(batch.only(np.array([False, True])).members, [[2, 3]])
    np.testing.assert_array_equal(batch.standalone_payoffs()[1], part.standalone_payoffs())
    assert game.only(np.array([True])) is game


def test_sparse_competition():
    import scipy.sparse as sp

    dense = small_game()
    sparse = dense.replace(competition=sp.csr_array(dense.competition))
    masks = all_coalitions(4)
    rule = redistribution("compensation")
    np.testing.assert_allclose(
        solve_coalitions(sparse, rule, masks).utilities, solve_coalitions(dense, rule, masks).utilities
    )


@dataclass(frozen=True)
class Prize(RedistributionRule):
    """A subsidy for some, paid by nobody: enough to look for equilibria."""

    broadcasts = True

    def subsidy(self, game):
        """Return 0.9 for organization 1."""
        return game.of_members("subsidy", np.array([0.0, 0.9, 0.0]))

    def transfers(self, game, generation):
        """Return zeros."""
        return np.zeros(game.real_samples.shape)


def test_coalitions_without_an_equilibrium_get_the_least_regret_found():
    game = CoopetitionGame(
        real_samples=[40.0, 40.0, 60.0],
        heterogeneity=0.0,
        fidelity=1.0,
        valuation=[10000.0, 1000.0, 2000.0],
        generation_cost=0.3,
        congestion=[1e-4, 1e-6, 1e-4],
        capacity=3000.0,
        competition=[[0.0, 0.1, 0.0], [0.8, 0.0, 0.0], [0.0, 0.0, 0.0]],
        learning_curve=LearningCurve(floor=0.1, ceiling=0.9, scale=300.0, exponent=0.8),
    )
    together = solve_coalitions(game, Prize(), all_coalitions(3))
    alone = nash_equilibrium(game.restricted_to([0, 1]).with_subsidy([0.0, 0.9]))
    assert not alone.converged
    np.testing.assert_array_equal(together.generation[3, :2], alone.generation)
    assert together.regret[3] == alone.regret
