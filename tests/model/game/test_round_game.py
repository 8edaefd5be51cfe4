"""The formulas of one round against a plain, slow version of model.md, and the laws they obey."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.game import CoopetitionGame
from strategies import game_arguments, games_with_profiles, property_test, small_game


def plain_payoffs(game, g):
    """The payoffs, organization by organization and symbol by symbol."""
    G, K = game.learning_curve, game.knowledge
    gamma = np.asarray(game.competition.todense() if sp.issparse(game.competition) else game.competition)
    e = []
    for n, h, phi, gi in zip(game.real_samples, game.heterogeneity, game.fidelity, g, strict=True):
        e.append((n + phi * gi) * (1 - game.skew_penalty * (h * n / (n + gi)) ** 2))
    E = sum(e)
    payoffs = []
    for i, gi in enumerate(g):
        a = [1 - game.alignment_loss * h for h in game.heterogeneity]
        d = sum(gamma[i, j] * game.valuation[j] * a[j] for j in range(len(g)))
        gain = game.valuation[i] * a[i] * (G(K + E) - G.floor)
        cost = game.membership_cost[i] + game.generation_cost[i] * gi + game.congestion[i] * gi**2 / 2
        payoffs.append(gain - cost - d * (G(K + E) - G(K + E - e[i])))
    return np.array(payoffs)


@property_test
@given(games_with_profiles(positive_weights=False))
def test_payoffs_are_those_of_the_specification(case):
    game, (g,) = case
    np.testing.assert_allclose(game.payoffs(g), plain_payoffs(game, g), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(game.payoffs(g), game.gains(g) - game.costs(g) - game.damages(g))
    assert game.social_welfare(g) == pytest.approx(float(game.payoffs(g).sum()))


@property_test
@given(games_with_profiles(profiles=2))
def test_contributions_increase_and_are_concave(case):
    game, (a, b) = case
    low, high = np.minimum(a, b), np.maximum(a, b)
    assert (game.contributions(low) <= game.contributions(high)).all()
    assert (game.marginal_contributions(low) >= game.marginal_contributions(high)).all()
    middle = game.contributions((a + b) / 2)
    chord = (game.contributions(a) + game.contributions(b)) / 2
    assert (middle >= chord * (1 - 1e-12)).all()


@property_test
@given(games_with_profiles(least=2), st.data())
def test_invariant_to_relabelling(case, data):
    game, (g,) = case
    order = np.array(data.draw(st.permutations(range(game.organizations))))
    relabelled = game.restricted_to(order)
    np.testing.assert_allclose(relabelled.payoffs(g[order]), game.payoffs(g)[order], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(relabelled.weights, game.weights[order])


@property_test
@given(game_arguments(subsidised=True), st.floats(0.01, 100.0))
def test_homogeneous_in_money(arguments, factor):
    money = {"valuation", "generation_cost", "congestion", "membership_cost", "standalone_cost", "subsidy"}
    scaled = {name: np.array(value) * factor if name in money else value for name, value in arguments.items()}
    game, other = CoopetitionGame(**arguments), CoopetitionGame(**scaled)
    g = 0.5 * game.capacity
    np.testing.assert_allclose(other.payoffs(g), factor * game.payoffs(g), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(other.standalone_payoffs(), factor * game.standalone_payoffs(), rtol=1e-6)
    assert other.potential(g) == pytest.approx(game.potential(g), rel=1e-9, abs=1e-9)


def test_full_skew_without_generation_is_worth_nothing():
    game = small_game(heterogeneity=1.0, skew_penalty=1.0)
    np.testing.assert_array_equal(game.contributions(0.0), np.zeros(4))
    assert (game.contributions(10.0) > 0.0).all()


def test_no_skew_and_full_fidelity_count_every_sample():
    game = small_game(heterogeneity=0.0, fidelity=1.0)
    np.testing.assert_allclose(game.contributions(50.0), game.real_samples + 50.0)


def test_dense_and_sparse_competition_agree():
    dense = small_game(competition=np.arange(16.0).reshape(4, 4) % 5 * 0.01 * (1 - np.eye(4)))
    sparse = dense.replace(competition=sp.coo_matrix(dense.competition))
    g = np.array([10.0, 200.0, 0.0, 90.0])
    np.testing.assert_allclose(dense.payoffs(g), sparse.payoffs(g))
    np.testing.assert_allclose(dense.rivalry, sparse.rivalry)
    np.testing.assert_allclose(dense.damage_matrix(g), sparse.damage_matrix(g).toarray())
    np.testing.assert_allclose(dense.damage_matrix(g).sum(axis=1), dense.damages(g))


@property_test
@given(games_with_profiles(positive_weights=False, subsidised=True), st.data())
def test_weighted_potential(case, data):
    game, (g,) = case
    i = data.draw(st.integers(0, game.organizations - 1))
    moved = g.copy()
    moved[i] = data.draw(st.floats(0.0, 1.0)) * game.capacity[i]
    if game.non_positive_weights.any():
        return

    def utility(profile):
        return game.payoffs(profile)[i] + game.subsidy[i] * game.contributions(profile)[i]

    change = game.weights[i] * (game.potential(moved) - game.potential(g))
    scale = game.payoff_scale + float(game.costs(game.capacity).max())
    slack = 1e-11 * scale * game.weights[i] / game.weights.min()
    assert utility(moved) - utility(g) == pytest.approx(change, rel=1e-9, abs=slack)


@property_test
@given(games_with_profiles(profiles=2, subsidised=True))
def test_potential_is_concave(case):
    game, (a, b) = case
    chord = (game.potential(a) + game.potential(b)) / 2
    assert game.potential((a + b) / 2) >= chord - 1e-10 * (1.0 + abs(chord))
