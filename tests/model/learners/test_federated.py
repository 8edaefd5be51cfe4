"""The federated learner: payoffs and expectations use what was measured."""

from __future__ import annotations

import pytest

from model.simulation import CoopetitionModel


@pytest.fixture(scope="module")
def model():
    return CoopetitionModel(
        seed=1, **{"population.organizations": 3, "run.rounds": 2, "redistribution.rule": "none"}
    )


def test_an_outsider_compares_with_what_its_own_model_measurably_earns(model):
    assert model.learner.alone(1) is None
    model.run()
    measured = model.learner.outcome.standalone_payoff[1]
    assert model.learner.alone(1) == measured
    by_curve = model.market.predicted_advantage(1)
    expected = by_curve + model.market.everyone.standalone_payoffs()[1] - measured
    assert model.market.predicted_advantage(1, model.learner.alone(1)) == pytest.approx(expected)
