"""The federated learner: payoffs and expectations use what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from model.game import Bargaining
from model.simulation import CoopetitionModel


@pytest.fixture(scope="module")
def model():
    return CoopetitionModel(
        seed=1, **{"population.organizations": 3, "run.rounds": 2, "redistribution.rule": "none"}
    )


def test_an_outsider_compares_with_what_its_own_model_measurably_earns(model):
    assert np.isnan(model.learner.measured_alone).all()
    model.run()
    measured = model.learner.outcome.standalone_payoff
    assert model.learner.measured_alone.tolist() == measured.tolist()
    by_curve = model.market.predicted_advantage(1)
    expected = by_curve + model.market.everyone.standalone_payoffs()[1] - measured[1]
    assert model.market.predicted_advantage(1, model.learner.measured_alone) == pytest.approx(expected)


def test_bargaining_gives_everybody_its_measured_outside_option_and_an_equal_share():
    model = CoopetitionModel(
        seed=1,
        **{
            "population.organizations": 4,
            "run.rounds": 3,
            "decision.rule": "planner",
            "redistribution.rule": "bargaining",
        },
    ).run()
    table = model.tables()["organizations"]
    assert table["plays"].all()
    assert not np.allclose(model.market.unforeseen, 0.0), "the curve is not exact"
    for _, played in table.groupby("round"):
        surplus = (played["payoff"] - played["standalone_payoff"]).sum()
        np.testing.assert_allclose(played["advantage"], surplus / 4, rtol=1e-9)
        assert played["transfer"].sum() == pytest.approx(0.0, abs=1e-9)


def test_bargaining_settles_by_what_was_measured():
    model = CoopetitionModel(
        seed=1, **{"population.organizations": 3, "run.rounds": 2, "redistribution.rule": "bargaining"}
    ).run()
    market, measured = model.market, model.learner.measured_alone
    assert not np.allclose(measured, market.everyone.standalone_payoffs())
    settled = market.settlement(measured)
    assert settled.organizations.tolist() == [0, 1, 2]
    rule = Bargaining(standalone=measured - market.unforeseen)
    expected = rule.transfers(settled.game, settled.generation)
    np.testing.assert_array_equal(settled.transfers, expected)
    assert not np.allclose(settled.transfers, market.settlement().transfers)
