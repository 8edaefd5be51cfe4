"""The federated learner: payoffs and expectations use what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from cocogen.model.game import Bargaining
from cocogen.model.simulation import CoopetitionModel


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
    by_curve = model.federation.predicted_advantage(1)
    expected = by_curve + model.federation.whole_game.standalone_payoffs()[1] - measured[1]
    assert model.federation.predicted_advantage(1, model.learner.measured_alone) == pytest.approx(expected)


def test_bargaining_shares_equally_but_for_what_came_new_beyond_the_curve():
    model = CoopetitionModel(
        seed=1,
        **{
            "population.organizations": 4,
            "run.rounds": 3,
            "decision.rule": "planner",
            "redistribution.rule": "bargaining",
        },
    )
    before = model.federation.unforeseen.copy()
    for _ in model.rounds():
        played, unforeseen = model.tables()["organizations"].iloc[-4:], model.federation.unforeseen.copy()
        assert played["plays"].all()
        assert not np.allclose(unforeseen, before), "the curve is not exact"
        new, surplus = unforeseen - before, (played["payoff"] - played["standalone_payoff"]).sum()
        np.testing.assert_allclose(played["advantage"], surplus / 4 + new - new.mean(), rtol=1e-9)
        assert played["transfer"].sum() == pytest.approx(0.0, abs=1e-9)
        before = unforeseen


def test_bargaining_settles_by_what_was_measured_in_the_round_before():
    """What the round itself brings beyond the curve depends on the own amount, and must not enter the own levy."""
    model = CoopetitionModel(
        seed=1, **{"population.organizations": 3, "run.rounds": 2, "redistribution.rule": "bargaining"}
    )
    model.step()
    federation, known = model.federation, model.federation.unforeseen.copy()
    model.step()
    measured = model.learner.measured_alone
    assert not np.allclose(measured, federation.whole_game.standalone_payoffs())
    settled = federation.settlement(measured)
    rule = Bargaining(standalone=measured - known)
    paid = model.tables()["organizations"]["transfer"].iloc[-3:]
    np.testing.assert_allclose(paid, rule.transfers(settled.game, settled.generation), rtol=1e-12)
    assert not np.allclose(paid, settled.transfers), "the next round's levies know more"


def test_plain_averaging_weighs_models_by_samples(monkeypatch):
    given = {}
    for weighting in ("contributions", "samples"):
        model = CoopetitionModel(
            seed=1,
            **{"population.organizations": 3, "population.alpha": 0.1, "learning.weighting": weighting},
        )
        train = model.learner.training.round

        def watched(number, *, contributions, _train=train, _weighting=weighting, **arguments):
            given[_weighting] = contributions
            return _train(number, contributions=contributions, **arguments)

        monkeypatch.setattr(model.learner.training, "round", watched)
        model.step()
    samples = model.population.real_samples + model.federation.generation
    np.testing.assert_array_equal(given["samples"], samples)
    assert (given["contributions"] < 0.99 * samples).any()


def test_damage_measured_on_the_common_model_reaches_rivals_by_their_slopes():
    model = CoopetitionModel(seed=1, **{"population.organizations": 3, "learning.damage": "common"})
    seen = []
    train = model.learner.training.round
    model.learner.training.round = lambda *given, **named: seen.append(train(*given, **named)) or seen[-1]
    model.step()
    everyone = model.federation.whole_game
    expected = seen[0].lift * (np.asarray(everyone.competition) @ everyone.market_value)
    np.testing.assert_allclose(model.learner.outcome.damage, expected, rtol=1e-12)


def test_what_the_others_add_counts_in_full_inside_and_outside():
    def played(account):
        fields = {
            "population.organizations": 3,
            "redistribution.rule": "none",
            "competition.accounting": account,
        }
        model = CoopetitionModel(seed=1, **fields)
        model.step()
        return model.tables()["organizations"]

    marginal, full = played("marginal"), played("full")
    charges = (full["damage"] - marginal["damage"]).to_numpy()
    assert (charges > 1.0).all()
    assert (marginal["standalone_payoff"] - full["standalone_payoff"]).to_numpy() == pytest.approx(charges)
    assert full["advantage"].to_numpy() == pytest.approx(marginal["advantage"].to_numpy())
