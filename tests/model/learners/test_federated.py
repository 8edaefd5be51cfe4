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


def test_bargaining_splits_the_surplus_over_what_was_measured_alone():
    model = CoopetitionModel(
        seed=1, **{"population.organizations": 3, "run.rounds": 3, "redistribution.rule": "bargaining"}
    ).run()
    market, measured = model.market, model.learner.measured_alone
    assert not np.allclose(measured, market.everyone.standalone_payoffs())
    settled = market.settlement(measured)
    assert settled.organizations.tolist() == [0, 1, 2]
    rule = Bargaining(standalone=measured)
    np.testing.assert_array_equal(settled.transfers, rule.transfers(market.game, market.played_generation))
    assert not np.allclose(settled.transfers, market.settlement().transfers)
