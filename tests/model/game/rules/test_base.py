"""What all redistribution rules have in common."""

from dataclasses import dataclass

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given

from cocogen.agents.names import UnknownNameError
from cocogen.model.game import RedistributionRule, pooled_payments, redistribution, redistribution_rules
from cocogen.model.game.rules.base import FormulaRule, balanced
from strategies import games_with_profiles, property_test, small_game

NAMES = redistribution_rules.names()
pytestmark = [
    pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning"),
    pytest.mark.filterwarnings("ignore::cocogen.model.game.AsymmetricCompetitionWarning"),
]


def test_every_rule_of_the_specification_is_registered():
    assert set(NAMES) >= {
        "none",
        "pairwise",
        "pigouvian",
        "bargaining",
        "compensation",
        "shapley",
        "leave-one-out",
        "equal",
    }


@pytest.mark.parametrize("name", NAMES)
@property_test
@given(games_with_profiles(positive_weights=False))
def test_transfers_balance(name, case):
    """What the formula pays sums to zero by itself; that its rounding is taken out afterwards hides nothing here."""
    game, (g,) = case
    rule = redistribution(name)
    transfers = rule.transfers(game, g)
    assert transfers.shape == (game.n,)
    assert abs(transfers.sum()) <= 1e-9 * np.abs(transfers).max()
    if isinstance(rule, FormulaRule):
        paid = rule.formula(game, g)
        assert abs(paid.sum()) <= 1e-11 * (game.payoff_scale + np.abs(paid).max())


def test_equals_pay_each_other_nothing_rather_than_what_rounding_leaves():
    residue = np.full(3, 2.1) * 1e-16
    assert (residue - residue.mean() != 0.0).all()
    np.testing.assert_array_equal(balanced(residue), np.zeros(3))
    np.testing.assert_array_equal(balanced(np.array([1.0, 2.0, 6.0])), [-2.0, -1.0, 3.0])


@pytest.mark.parametrize("name", NAMES)
@property_test
@given(games_with_profiles())
def test_payments_between_pairs_tell_the_transfers(name, case):
    game, (g,) = case
    rule = redistribution(name)
    pairs, transfers = np.asarray(rule.bilateral(game, g)), rule.transfers(game, g)
    np.testing.assert_allclose(pairs, -pairs.T, atol=1e-12 * game.payoff_scale)
    np.testing.assert_allclose(pairs.sum(axis=1), transfers, atol=1e-9 * (1.0 + np.abs(transfers).max()))


@pytest.mark.parametrize("name", NAMES)
def test_one_organization_pays_nobody(name):
    game = small_game().restricted_to([2])
    rule = redistribution(name)
    np.testing.assert_array_equal(rule.transfers(game, np.array([10.0])), [0.0])
    np.testing.assert_array_equal(rule.subsidy(game), [0.0])


@pytest.mark.parametrize("name", NAMES)
def test_what_players_anticipate_is_what_moves_their_transfer(name):
    game = small_game()
    rule = redistribution(name)
    subsidy = rule.subsidy(game)
    assert (subsidy >= 0.0).all()
    if not subsidy.any():
        return
    g = np.full(4, 100.0)
    for i in range(4):
        moved = g.copy()
        moved[i] = 300.0
        earned = rule.transfers(game, moved)[i] - rule.transfers(game, g)[i]
        assert earned == pytest.approx(subsidy[i] * (game.contributions(moved) - game.contributions(g))[i])


@pytest.mark.parametrize("name", NAMES)
def test_a_subsidised_game_is_the_same_to_a_rule(name):
    game = small_game()
    rule = redistribution(name)
    subsidised = game.with_subsidy(rule.subsidy(game))
    np.testing.assert_allclose(rule.subsidy(subsidised), rule.subsidy(game))
    np.testing.assert_allclose(
        rule.transfers(subsidised, np.arange(4.0)), rule.transfers(game, np.arange(4.0))
    )


@pytest.mark.parametrize("name", NAMES)
def test_many_games_side_by_side_are_each_alone(name):
    from cocogen.model.game.coalitions.batch import CoalitionBatch

    game = small_game(competition=np.arange(16.0).reshape(4, 4) % 5 * 0.02 * (1 - np.eye(4)))
    members = np.array([[0, 1, 2], [0, 1, 3], [1, 2, 3]])
    g = np.array([[10.0, 200.0, 30.0], [0.0, 5.0, 900.0], [100.0, 100.0, 100.0]])
    rule = redistribution(name)
    batch = CoalitionBatch(game, members)
    assert rule.broadcasts
    for row in range(3):
        alone = game.restricted_to(members[row])
        np.testing.assert_allclose(rule.subsidy(batch)[row], rule.subsidy(alone), rtol=1e-6, atol=1e-12)
        np.testing.assert_allclose(
            rule.transfers(batch, g)[row], rule.transfers(alone, g[row]), rtol=1e-6, atol=1e-9
        )


def test_pooled_payments():
    pairs = pooled_payments(np.array([3.0, 1.0, -4.0]))
    np.testing.assert_allclose(pairs, [[0, 0, 3], [0, 0, 1], [-3, -1, 0]])
    np.testing.assert_array_equal(pooled_payments(np.zeros(2)), np.zeros((2, 2)))


def test_a_rule_of_ones_own():
    @dataclass(frozen=True)
    class BySize(RedistributionRule):
        rate: float = 0.01

        def transfers(self, game, generation):
            return self.rate * (game.real_samples - game.real_samples.mean())

    rule = BySize()
    np.testing.assert_array_equal(rule.subsidy(small_game()), np.zeros(4))
    np.testing.assert_allclose(
        rule.bilateral(small_game(), np.zeros(4)).sum(axis=1), rule.transfers(small_game(), 0.0)
    )


def test_unknown_names_are_answered_with_the_nearest():
    with pytest.raises(
        UnknownNameError, match="unknown redistribution rule 'pigou'; did you mean 'pigouvian'"
    ):
        redistribution("pigou")
    with pytest.raises(UnknownNameError, match="parameter of redistribution rule 'pairwise': 'rat'"):
        redistribution("pairwise", rat=0.1)


@pytest.mark.parametrize("name", ["pairwise", "compensation"])
def test_sparse_competition_gives_sparse_pairs(name):
    dense = small_game()
    sparse = dense.replace(competition=sp.csr_array(dense.competition))
    g = np.array([10.0, 20.0, 300.0, 0.0])
    pairs = redistribution(name).bilateral(sparse, g)
    assert sp.issparse(pairs)
    np.testing.assert_allclose(pairs.toarray(), redistribution(name).bilateral(dense, g), atol=1e-12)
