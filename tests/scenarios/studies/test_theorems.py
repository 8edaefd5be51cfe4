"""The checks of theorems find nothing wrong with the game, and would find it if there were."""

from __future__ import annotations

import pytest

from cocogen.model.game import CoopetitionGame
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
    right = Pairwise.transfers
    monkeypatch.setattr(Pairwise, "transfers", lambda self, game, g: right(self, game, g) + 1.0)
    assert violation("balance", 0) > 1e-6


def test_a_rule_that_is_not_first_best_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = theory.redistribution
    monkeypatch.setattr(theory, "redistribution", lambda name: real("none"))
    assert violation("first_best", 0) > 1e-4


def test_a_rule_that_leaves_somebody_behind_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = theory.redistribution
    monkeypatch.setattr(theory, "redistribution", lambda name: real("none"))
    assert max(v for seed in range(30) if (v := violation("bargaining", seed)) == v) > 0
