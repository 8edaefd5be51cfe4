"""The contract of market models and accounts: whatever keeps it, every solver, certificate, rule and table can go by.

`Bounded` is a market model as somebody else might write it; nothing else in the house knows of it.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import minimize

from cocogen.model.game import (
    Accounting,
    CoalitionTable,
    MarketModel,
    accountings,
    all_coalitions,
    anderson_fixed_point,
    best_response_dynamics,
    compare_rules,
    market_models,
    nash_equilibrium,
    potential_maximiser,
    price_of_anarchy,
    redistribution,
    redistribution_rules,
    social_optimum,
)
from cocogen.model.game.coalitions.batch import solve_coalitions
from strategies import games, games_with_profiles, property_test, small_game


@dataclass(frozen=True)
class Bounded(MarketModel):
    """Rivals take at most what a gain brings: γ_ij is scaled down by w_i / (w_i + Σ_j γ_ij w_j), w_i the own market's value."""

    def _room(self, game):
        own, threatened = game.market_value, game.competition_times(game.market_value)
        return np.where(threatened > 0.0, own / np.where(threatened > 0.0, own + threatened, 1.0), 1.0)

    def lost(self, game, won):
        """Return Σ_j share_ij won_j."""
        return self._room(game) * game.competition_times(won)

    def taken(self, game, values):
        """Return Σ_i share_ij values_i."""
        return game.transposed_competition_times(self._room(game) * values)

    def shares(self, game):
        """Return the shares."""
        return self._room(game)[:, None] * game.competition


@dataclass(frozen=True)
class ThisRound(Accounting):
    """Everybody is charged for all that was learned this round, whoever caused it: G(x) − G(K)."""

    def charged(self, curve, x, e):
        """Return G(x) − G(K), the same for all."""
        new = e.sum(axis=-1, keepdims=True)
        return curve.increment(x - new, new) + np.zeros_like(e)

    def spared_slope(self, curve, x, e):
        """Return zeros."""
        return np.zeros_like(e)

    def spared_bend(self, curve, x, e):
        """Return zeros."""
        return np.zeros_like(e)

    def social_weights(self, market_value, exposure):
        """Return Σ z for everybody."""
        return (market_value - exposure).sum(axis=-1, keepdims=True)


MODELS = [*(market_models.create(name) for name in market_models.names()), Bounded()]
ACCOUNTS = [*(accountings.create(name) for name in accountings.names()), ThisRound()]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
each_account = pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: type(account).__name__)
few = settings(property_test, max_examples=10)


def under(game, model, account):
    return game.replace(market_model=model, accounting=account)


# --- the contract ----------------------------------------------------------------------------------------------------


@each_model
@few
@given(games_with_profiles(profiles=2, least=2, positive_weights=False))
def test_products_and_matrix_tell_of_the_same_shares(model, case):
    game, (a, b) = case
    game = game.replace(market_model=model)
    shares = model.shares(game)
    np.testing.assert_array_equal(np.diag(shares), np.zeros(game.n))
    for found, expected in (
        (model.lost(game, a), shares @ a),
        (model.taken(game, b), shares.T @ b),
        (game.exposure, shares @ game.market_value),
        (model.losses(game, a).sum(axis=1), game.exposure * a),
        (model.losses(game, a).sum(axis=0), model.takings(game, a)),
        (game.damage_matrix(b).sum(axis=1), game.damages(b)),
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@each_account
@few
@given(games_with_profiles(profiles=2, least=2))
def test_the_own_amount_is_charged_at_the_margin_whatever_the_account(account, case):
    game, (g, other) = case
    game = game.replace(accounting=account)
    curve = game.learning_curve

    def spared(e):
        x = game.effective_samples(e)
        return curve(x) - account.charged(curve, x, e)

    before = game.contributions(g)
    for i in range(game.n):
        moved = before.copy()
        moved[i] = game.contributions(other)[i]
        assert spared(moved)[i] == pytest.approx(spared(before)[i], abs=1e-12)


@each_account
@few
@given(games_with_profiles(least=2))
def test_what_is_spared_has_the_slope_and_bend_that_the_account_says(account, case):
    game, (g,) = case
    curve, e = game.learning_curve, game.contributions(g)
    x = game.effective_samples(e)
    step = 1e-4 * (1.0 + float(e.sum()))
    for i in range(game.n):
        more = e.copy()
        more[i - 1] += step
        later = x + step

        def spared(at, contributed, i=i):
            return float((curve(at) - account.charged(curve, at, contributed))[i])

        slopes = [account.spared_slope(curve, *at)[i] for at in ((x, e), (later, more))]
        middle = 0.5 * (slopes[0] + slopes[1])
        assert (spared(later, more) - spared(x, e)) / step == pytest.approx(middle, rel=1e-3, abs=1e-9)
        bend = account.spared_bend(curve, x, e)[i]
        assert (slopes[1] - slopes[0]) / step == pytest.approx(bend, rel=1e-2, abs=1e-12)


# --- what follows from it --------------------------------------------------------------------------------------------


@each_model
@each_account
@few
@given(games_with_profiles(profiles=2, least=2, subsidised=True))
def test_the_potential_is_exact(model, account, case):
    game, (g, other) = case
    game = under(game, model, account)
    for i in range(game.n):
        moved = g.copy()
        moved[i] = other[i]

        def utility(profile, i=i):
            return game.payoffs(profile)[i] + game.subsidy[i] * game.contributions(profile)[i]

        change = game.weights[i] * (game.potential(moved) - game.potential(g))
        slack = 1e-11 * (game.payoff_scale + float(game.costs(game.capacity).max()))
        slack *= game.weights[i] / game.weights.min()
        assert utility(moved) - utility(g) == pytest.approx(change, rel=1e-9, abs=slack)


@each_model
@each_account
@few
@given(games(least=2, curved=True, subsidised=True))
def test_every_road_leads_to_the_equilibrium(model, account, game):
    game = under(game, model, account)
    found = nash_equilibrium(game)
    assert found.converged
    np.testing.assert_allclose(
        found.generation, nash_equilibrium(game.replace(accounting="marginal")).generation
    )
    np.testing.assert_allclose(potential_maximiser(game).generation, found.generation, atol=1e-4)
    for walk in (best_response_dynamics(game), anderson_fixed_point(game)):
        assert walk.converged
        assert game.potential(walk.generation) == pytest.approx(found.potential, rel=1e-7, abs=1e-7)


@each_model
@each_account
def test_the_optimum_is_the_one_that_plain_numerical_optimisation_finds(model, account):
    game = under(small_game(), model, account)
    found = social_optimum(game)
    assert found.converged
    plain = minimize(
        lambda g: -game.social_welfare(np.clip(g, 0.0, game.capacity)),
        np.full(4, 300.0),
        method="L-BFGS-B",
        bounds=[(0.0, most) for most in game.capacity],
        options={"ftol": 1e-15, "gtol": 1e-10},
    )
    assert found.welfare >= -plain.fun - 1e-7
    np.testing.assert_allclose(found.generation, plain.x, atol=1.0)
    assert price_of_anarchy(game).difference >= 0.0


@each_model
@each_account
def test_every_rule_runs_and_is_balanced(model, account):
    game = under(small_game(standalone_cost=5.0), model, account)
    outcomes = {outcome.rule: outcome for outcome in compare_rules(game)}
    assert set(outcomes) == set(redistribution_rules.names())
    best = social_optimum(game).welfare
    for name, outcome in outcomes.items():
        rule, g = redistribution(name), outcome.equilibrium.generation
        assert outcome.equilibrium.converged
        assert abs(outcome.transfers.sum()) <= 1e-9 * max(1.0, float(np.abs(outcome.transfers).max()))
        np.testing.assert_allclose(
            rule.bilateral(game, g).sum(axis=1), outcome.transfers, atol=1e-9 * game.payoff_scale
        )
        assert outcome.welfare <= best + 1e-9 * game.payoff_scale
    for name in ("pigouvian", "bargaining"):
        assert outcomes[name].welfare == pytest.approx(best, abs=1e-7)
    assert outcomes["pairwise"].welfare >= outcomes["none"].welfare - 1e-9


@each_model
@each_account
@pytest.mark.parametrize("rule", ["none", "bargaining", "compensation"])
def test_coalitions_together_are_each_alone(model, account, rule):
    game = under(small_game(), model, account)
    table = CoalitionTable(game, redistribution(rule))
    masks = all_coalitions(4)
    for row in np.flatnonzero(masks.sum(axis=1) > 1):
        part = game.restricted_to(masks[row])
        chosen = redistribution(rule)
        g = nash_equilibrium(part.with_subsidy(chosen.subsidy(part))).generation
        np.testing.assert_allclose(table.generation[row, masks[row]], g, atol=1e-5)
        np.testing.assert_allclose(
            table.utilities[row, masks[row]], part.payoffs(g) + chosen.transfers(part, g), atol=1e-6
        )
    assert (solve_coalitions(game, redistribution(rule), masks).regret <= 1e-9 * game.payoff_scale).all()


def test_no_rival_takes_more_than_there_is_when_losses_are_bounded():
    sharp = small_game(competition=0.9)
    assert (sharp.weights < 0.0).all()
    assert (sharp.replace(market_model=Bounded()).weights > 0.0).all()
