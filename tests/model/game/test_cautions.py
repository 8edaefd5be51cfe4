"""Warnings are heard once per game, and name the organizations."""

import warnings

import numpy as np
import pytest

from cocogen.model.game import (
    AsymmetricCompetitionWarning,
    CoalitionTable,
    NonPositiveWeightWarning,
    nash_equilibrium,
    potential_maximiser,
    redistribution,
)
from strategies import small_game


def fierce_game(**changes):
    competition = np.full((4, 4), 0.01)
    competition[2] = 0.9
    np.fill_diagonal(competition, 0.0)
    return small_game(**{"competition": competition} | changes)


def test_names_the_organizations_once():
    game = fierce_game(subsidy=0.1)
    with pytest.warns(
        NonPositiveWeightWarning, match="weight z is not positive for organization 2: rivals take"
    ):
        nash_equilibrium(game)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nash_equilibrium(game)
        game.potential(0.0)
        nash_equilibrium(game.with_subsidy(0.2))
        nash_equilibrium(game.restricted_to([1, 2, 3]))
        potential_maximiser(game.replace(knowledge=5.0))


def test_without_reward_there_is_nothing_to_warn_of():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for game in (fierce_game(), fierce_game(subsidy=[0.1, 0.1, 0.0, 0.1]), fierce_game(subsidy=-0.01)):
            nash_equilibrium(game)
            game.potential(3.0)
        CoalitionTable(fierce_game(), redistribution("none"))


def test_a_table_of_coalitions_warns_of_those_whom_its_rule_rewards():
    with pytest.warns(NonPositiveWeightWarning, match="organization 2:"):
        CoalitionTable(fierce_game(), redistribution("pigouvian"))


def test_restricted_games_use_the_names_of_the_whole():
    with pytest.warns(NonPositiveWeightWarning, match="organization 2:"):
        nash_equilibrium(fierce_game(subsidy=0.1).restricted_to([2, 3]))


def test_a_long_list_is_cut():
    game = small_game(competition=0.9)
    many = {
        name: np.tile(getattr(game, name), 3)
        for name in ("real_samples", "heterogeneity", "fidelity", "valuation")
    }
    with pytest.warns(NonPositiveWeightWarning, match=r"organizations 0, 1, 2, 3, 4, 5, 6, 7 and 4 more:"):
        nash_equilibrium(
            small_game(
                **many,
                generation_cost=0.02,
                congestion=1e-4,
                competition=0.9 * (1 - np.eye(12)),
                subsidy=0.01,
            )
        )


def test_asymmetry_is_said_once():
    competition = np.triu(np.full((4, 4), 0.05), 1)
    game = small_game(competition=competition)
    rule = redistribution("pairwise", rate=0.1)
    with pytest.warns(AsymmetricCompetitionWarning, match="'pairwise' uses the mean of γ and its transpose"):
        rule.subsidy(game)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        transfers = rule.transfers(game, np.full(4, 10.0))
    assert transfers.sum() == pytest.approx(0.0, abs=1e-12)
