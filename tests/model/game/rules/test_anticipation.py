"""Payments that players see coming: best amounts by search, and equilibria that their regret certifies."""

from __future__ import annotations

import numpy as np
import pytest

from cocogen.model.game import nash_equilibrium, redistribution
from cocogen.model.game.rules.anticipation import (
    MOST_ANTICIPATING,
    TOLERANCE,
    anticipated_equilibrium,
    anticipated_regret,
    anticipated_response,
    anticipated_utilities,
    anticipates,
)
from cocogen.model.game.welfare import compare_rules
from strategies import crowd, small_game

RULES = ("compensation", "shapley", "leave-one-out", "equal")


@pytest.mark.parametrize("name", RULES)
def test_a_response_is_as_good_as_any_amount_of_a_fine_grid(name):
    game, rule = small_game(), redistribution(name)
    generation = np.array([100.0, 0.0, 300.0, 50.0])
    for member in range(4):
        best, gained = anticipated_response(game, rule, generation, member)
        amounts = np.linspace(0, game.capacity[member], 4001)
        utilities = anticipated_utilities(game, rule, generation, member, amounts)
        changed = generation.copy()
        changed[member] = best
        reached = game.payoffs(changed)[member] + rule.transfers(game, changed)[member]
        before = game.payoffs(generation)[member] + rule.transfers(game, generation)[member]
        assert reached >= utilities.max() - 1e-6 * game.payoff_scale
        assert gained == pytest.approx(reached - before, abs=1e-9)


@pytest.mark.parametrize("organizations", [2, 7, 12, 16])
def test_one_members_shapley_payments_are_those_that_everybody_is_told(organizations):
    game, rule = crowd(organizations), redistribution("shapley", share=0.4)
    profiles = np.repeat(0.3 * game.capacity[None], 5, axis=0)
    for member in (0, organizations - 1):
        changed = profiles.copy()
        changed[:, member] = np.linspace(0.0, game.capacity[member], 5)
        everybody = rule.transfers(game, changed)
        assert np.abs(rule.paid_to(game, member, changed) - everybody[:, member]).max() < (
            1e-12 * np.abs(everybody).max()
        )


@pytest.mark.parametrize("name", RULES)
def test_an_equilibrium_is_certified_by_its_regret(name):
    game, rule = small_game(), redistribution(name)
    found = anticipated_equilibrium(game, rule)
    assert found.converged
    assert found.regret <= TOLERANCE * game.payoff_scale
    blind = nash_equilibrium(game).generation
    assert anticipated_regret(game, rule, blind).max() > 100 * found.regret
    assert not np.allclose(found.generation, blind, atol=0.1)
    (compared,) = compare_rules(game, {name: rule})
    assert compared.equilibrium.generation == pytest.approx(found.generation)


def test_who_is_paid_for_what_it_adds_generates_more():
    game = small_game()
    plain = nash_equilibrium(game).generation
    for name in ("shapley", "leave-one-out"):
        assert (anticipated_equilibrium(game, redistribution(name)).generation > plain).all()


def test_rules_that_announce_a_subsidy_are_left_to_it():
    game = small_game()
    assert {
        name
        for name in ("none", "pairwise", "pigouvian", "bargaining", *RULES)
        if anticipates(game, redistribution(name))
    } == set(RULES)
    assert not anticipates(crowd(MOST_ANTICIPATING + 1), redistribution("equal"))
