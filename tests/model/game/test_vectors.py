"""The reference cases of an independent implementation, of both editions."""

import json
from pathlib import Path

import numpy as np
import pytest

from cocogen.model.game import (
    CoopetitionGame,
    LearningCurve,
    OwnMarket,
    nash_equilibrium,
    potential_maximiser,
    redistribution,
    social_optimum,
)

VECTORS = Path(__file__).parents[3] / "../shared/vectors"
pytestmark = [
    pytest.mark.skipif(not VECTORS.exists(), reason="the reference cases are not beside this checkout"),
    pytest.mark.filterwarnings("ignore::cocogen.model.game.AsymmetricCompetitionWarning"),
]


def cases(name):
    file = VECTORS / name
    return json.loads(file.read_text()) if file.exists() else []


CASES = cases("game_cases.json")
OWN_MARKETS = [(case, account) for case in cases("own_market_cases.json") for account in ("marginal", "full")]


def game_of(case, **changes):
    inputs = dict(case["inputs"])
    inputs["learning_curve"] = LearningCurve(**inputs["learning_curve"])
    if "own_market" in inputs:
        inputs["own_market"] = OwnMarket(**inputs["own_market"])
    return CoopetitionGame(**inputs, **changes)


@pytest.mark.parametrize("case", CASES)
def test_values(case):
    game, expected = game_of(case), case["expected"]
    g = expected["generation"]
    found = {
        "contributions": game.contributions(g),
        "performance": game.performance(g),
        "weights": game.weights,
        "payoffs": game.payoffs(g),
        "social_welfare": game.social_welfare(g),
        "potential": game.potential(g),
        "standalone_payoffs": game.standalone_payoffs(),
    }
    for name, value in found.items():
        np.testing.assert_allclose(value, expected[name], rtol=1e-9, err_msg=name)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("solver", [nash_equilibrium, potential_maximiser])
def test_equilibrium(case, solver):
    np.testing.assert_allclose(
        solver(game_of(case)).generation, case["expected"]["nash_generation"], atol=1e-5
    )


@pytest.mark.parametrize("case", CASES)
def test_optimum(case):
    optimum = social_optimum(game_of(case))
    assert optimum.welfare == pytest.approx(case["expected"]["optimum_welfare"], rel=1e-8)
    np.testing.assert_allclose(optimum.generation, case["expected"]["optimum_generation"], atol=1e-4)


@pytest.mark.parametrize("case", CASES)
def test_rules(case):
    game, expected = game_of(case), case["expected"]
    g = np.array(expected["generation"])
    np.testing.assert_allclose(
        redistribution("pigouvian").subsidy(game), expected["pigouvian_subsidy"], rtol=1e-5
    )
    pairwise = redistribution("pairwise", rate=expected["pairwise_rate"])
    np.testing.assert_allclose(pairwise.transfers(game, g), expected["pairwise_transfers"], rtol=1e-9)
    np.testing.assert_allclose(
        nash_equilibrium(game.with_subsidy(pairwise.subsidy(game))).generation,
        expected["pairwise_nash_generation"],
        atol=1e-5,
    )
    np.testing.assert_allclose(
        redistribution("bargaining").transfers(game, g), expected["bargaining_transfers"], rtol=1e-5
    )
    np.testing.assert_allclose(
        redistribution("compensation").transfers(game, g), expected["compensation_transfers"], rtol=1e-9
    )


@pytest.mark.parametrize(("case", "account"), OWN_MARKETS)
def test_own_markets(case, account):
    game, expected = game_of(case, accounting=account), dict(case["expected"])
    if account == "full":
        expected |= {
            name.removesuffix("_full"): value for name, value in expected.items() if name.endswith("_full")
        }
    g = np.array(expected["generation"])
    found = {
        "weights": game.weights,
        "market_accuracy": game.market_accuracy(g),
        "payoffs": game.payoffs(g),
        "social_welfare": game.social_welfare(g),
        "potential": game.potential(g),
        "standalone_payoffs": game.standalone_payoffs(),
        "compensation_transfers": redistribution("compensation").transfers(game, g),
    }
    for name, value in found.items():
        np.testing.assert_allclose(value, expected[name], rtol=1e-9, err_msg=name)
    for solver in (nash_equilibrium, potential_maximiser):
        np.testing.assert_allclose(solver(game).generation, expected["nash_generation"], atol=1e-5)
    assert social_optimum(game).welfare == pytest.approx(expected["optimum_welfare"], rel=1e-8)
    pigouvian, bargaining = redistribution("pigouvian"), redistribution("bargaining")
    np.testing.assert_allclose(pigouvian.subsidy(game), expected["pigouvian_subsidy"], rtol=1e-5)
    np.testing.assert_allclose(bargaining.transfers(game, g), expected["bargaining_transfers"], rtol=1e-5)
