"""The table of all coalitions: worth, stability and the core, against plain loops."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings

from cocogen.model.game import (
    CoalitionTable,
    FixedPermutations,
    equilibrium_under,
    members_of,
    redistribution,
    sampled_coalition_shapley,
)
from strategies import games, own_game, property_test, small_game

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")


@settings(property_test, max_examples=20)
@given(games(most=4, curved=True, symmetric=True))
def test_worth_and_utilities(game):
    rule = redistribution("compensation")
    table = CoalitionTable(game, rule)
    alone = game.standalone_payoffs()
    assert table.worth[0] == 0.0
    assert table.regret.max() <= 1e-9 * game.payoff_scale
    np.testing.assert_array_equal(table.utilities[0], alone)
    for i in range(game.n):
        assert table.worth[1 << i] == pytest.approx(alone[i])
        np.testing.assert_array_equal(table.utilities[1 << i], alone)
    for coalition in range(1, 1 << game.n):
        members = list(members_of(coalition))
        outsiders = [i for i in range(game.n) if i not in members]
        np.testing.assert_array_equal(table.utilities[coalition, outsiders], alone[outsiders])
        assert not table.generation[coalition, outsiders].any()
        if len(members) > 1:
            part = game.restricted_to(members)
            g = equilibrium_under(part, rule).generation
            np.testing.assert_allclose(table.generation[coalition, members], g, atol=1e-6)
            assert table.worth[coalition] == pytest.approx(part.social_welfare(g), rel=1e-8, abs=1e-8)


def stable_by_loop(table):
    alone = table.game.standalone_payoffs()
    slack = 1e-9 * table.game.payoff_scale
    found = []
    for coalition in range(len(table.worth)):
        stays = all(table.utilities[coalition, i] >= alone[i] - slack for i in members_of(coalition))
        joins = any(
            table.utilities[coalition | 1 << i, i] > alone[i] + slack
            for i in range(table.game.n)
            if not coalition >> i & 1
        )
        if stays and not joins:
            found.append(coalition)
    return found


@settings(property_test, max_examples=20)
@given(games(most=4, symmetric=True))
def test_stability(game):
    table = CoalitionTable(game, redistribution("none"))
    stable = table.stable()
    assert stable.tolist() == stable_by_loop(table)
    largest = table.largest_stable()
    assert largest in stable
    assert len(members_of(largest)) == max(len(members_of(int(coalition))) for coalition in stable)


def test_rivals_who_lose_together_stay_apart():
    table = CoalitionTable(small_game(competition=0.9), redistribution("none"))
    assert len(members_of(table.largest_stable())) <= 1
    assert table.core_is_empty()


def test_partners_without_rivalry_stay_together():
    table = CoalitionTable(small_game(competition=0.0), redistribution("bargaining"))
    assert table.largest_stable() == table.grand_coalition == 15
    assert not table.core_is_empty()
    core = table.least_core()
    assert core.epsilon < 0.0
    assert core.allocation.sum() == pytest.approx(table.worth[15])


def test_shapley_values_share_the_worth_of_all():
    table = CoalitionTable(small_game(), redistribution("pairwise"))
    values = table.shapley_values()
    assert values.sum() == pytest.approx(table.worth[-1])
    sampled = sampled_coalition_shapley(
        small_game(), redistribution("pairwise", rate=0.0), stopping=FixedPermutations(200), seed=1
    )
    exact = CoalitionTable(small_game(), redistribution("none")).shapley_values()
    assert (np.abs(sampled.values - exact) <= 5 * sampled.standard_error + 1e-9).all()


def test_relabelling_permutes_the_values():
    order = [2, 0, 3, 1]
    values = CoalitionTable(small_game(), redistribution("none")).shapley_values()
    relabelled = CoalitionTable(small_game().restricted_to(order), redistribution("none")).shapley_values()
    np.testing.assert_allclose(relabelled, values[order])


def test_more_than_sixteen_are_refused():
    many = {
        name: np.full(17, getattr(small_game(), name)[0])
        for name in ("real_samples", "fidelity", "valuation")
    }
    game = small_game(**many, heterogeneity=0.3, generation_cost=0.02, congestion=1e-4, competition=0.01)
    with pytest.raises(
        ValueError, match=r"the game has 17 organizations; .* under Pairwise takes at most 16"
    ):
        CoalitionTable(game, redistribution("pairwise"))
    sampled = sampled_coalition_shapley(game, redistribution("none"), stopping=FixedPermutations(64))
    np.testing.assert_allclose(sampled.values, sampled.values.mean(), rtol=0.2)


def test_members_of():
    assert members_of(0) == ()
    assert members_of(0b1101) == (0, 2, 3)


@pytest.mark.slow
def test_sixteen_organizations():
    base = small_game()
    many = {
        name: np.tile(getattr(base, name), 4) * np.linspace(0.9, 1.1, 16)
        for name in ("real_samples", "heterogeneity", "valuation", "generation_cost", "congestion")
    }
    game = small_game(**many, fidelity=0.7, competition=0.02)
    table = CoalitionTable(game, redistribution("none"))
    assert table.shapley_values().sum() == pytest.approx(table.worth[-1])
    for coalition in (65535, 43690, 257, 4095):
        part = game.restricted_to(members_of(coalition))
        found = equilibrium_under(part, redistribution("none"))
        assert table.worth[coalition] == pytest.approx(part.social_welfare(found.generation), rel=1e-10)


def test_outsiders_are_charged_for_what_members_learn_by_the_full_account():
    game = own_game(accounting="full")
    table = CoalitionTable(game, redistribution("none"))
    alone, shares = game.standalone_payoffs(), game.competition * game.market_value
    for coalition in range(1 << 4):
        inside = list(members_of(coalition))
        for i in set(range(4)) - set(inside):
            expected = alone[i]
            if len(inside) > 1:
                part = game.restricted_to(inside)
                gained = part.performance(table.generation[coalition, inside]) - game.learning_curve.floor
                expected -= shares[i, inside].sum() * gained
            assert table.utilities[coalition, i] == pytest.approx(expected)
    gained = table.advantages()
    assert gained[0b1011, 2] == table.utilities[0b1111, 2] - table.utilities[0b1011, 2]
    stable = set(table.stable().tolist())
    for coalition in range(1 << 4):
        moves = [gained[coalition, i] * (1 if coalition >> i & 1 else -1) for i in range(4)]
        assert (coalition in stable) == (min(moves) >= -table.slack)


@pytest.mark.parametrize("kind", [np.asarray, sp.csr_array])
def test_what_outsiders_pay_does_not_depend_on_how_rivalry_is_stored(kind):
    game = own_game(accounting="full")
    stored = game.replace(competition=kind(game.competition))
    together = CoalitionTable(stored, redistribution("pigouvian"))
    np.testing.assert_allclose(
        together.utilities, CoalitionTable(game, redistribution("pigouvian")).utilities
    )
