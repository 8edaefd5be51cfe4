"""The checks of theorems find nothing wrong with the game, and would find it if there were."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cocogen.model.game import CoopetitionGame, Trajectory
from cocogen.model.game.arrays import FloatArray
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.rules import first_best
from cocogen.model.game.rules.pairwise import Pairwise
from cocogen.scenarios.studies import theorems as theory
from cocogen.scenarios.studies.experiments import CHECKS
from cocogen.scenarios.studies.worker import result_versions, run_cell

SEEDS = range(4)


def violation(check: str, seed: int) -> float:
    cell = theory.theory_cell(check, seed)
    outcome = run_cell(cell.runner, cell.payload, result_versions())
    assert outcome["error"] == ""
    assert outcome["measures"] is not None
    return outcome["measures"]["violation"]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_theorem_is_violated(check: str, seed: int) -> None:
    found = violation(check, seed)
    assert found != found or found < 1e-6


def test_markets_differ_and_satisfy_the_premises() -> None:
    games = [theory.random_market(seed) for seed in range(20)]
    assert len({game.organizations for game in games}) > 3
    assert all((game.weights > 0).all() for game in games)


def test_a_wrong_potential_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = CoopetitionGame.potential
    monkeypatch.setattr(CoopetitionGame, "potential", lambda self, g: 1.01 * right(self, g))
    assert violation("potential_identity", 0) > 1e-6


def test_transfers_that_do_not_balance_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: Pairwise, game: RoundGame, g: FloatArray) -> FloatArray:
        e = game.contributions(g)
        return self.rates(game) * (game.rivalry * e - 0.999 * game.rivalry_times(e))

    monkeypatch.setattr(Pairwise, "formula", wrong)
    assert violation("balance", 0) > 1e-6


def test_an_optimum_that_is_none_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = first_best.optimum_generation
    monkeypatch.setattr(first_best, "optimum_generation", lambda game: 0.9 * right(game))
    assert violation("first_best", 0) > 1e-8


def test_an_equilibrium_that_depends_on_the_start_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = theory.best_response_dynamics

    def lazy(game: CoopetitionGame, *, start: FloatArray, **options: Any) -> Trajectory:
        walk = right(game, start=start, **options)
        stuck = bool((start == game.capacity).all())
        return replace(walk, generation=start) if stuck else walk

    monkeypatch.setattr(theory, "best_response_dynamics", lazy)
    assert violation("convergence", 0) > 1e-3


def test_a_rule_that_is_not_first_best_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = theory.redistribution
    monkeypatch.setattr(theory, "redistribution", lambda name: real("none"))
    assert violation("first_best", 0) > 1e-4


def test_a_rule_that_leaves_somebody_behind_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = theory.redistribution
    monkeypatch.setattr(theory, "redistribution", lambda name: real("none"))
    assert max(v for seed in range(30) if (v := violation("bargaining", seed)) == v) > 0
