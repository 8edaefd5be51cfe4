"""Churn in numbers: measures of a run, tables over seeds, and the stability of the coalition that was reached."""

from __future__ import annotations

import numpy as np
import pytest
from histories import history
from markets import small_model

from cocogen.model.game import CoalitionTable
from cocogen.model.records.churn import churn_measures, last_move, stability_of


def test_measures_of_a_story():
    measures = churn_measures(history({"A": "#" * 20, "B": "##" + "." * 18, "C": "#" * 20}))
    assert measures["members_end"] == measures["training_end"] == 2
    assert measures["exits"] == 1
    assert measures["returns"] == measures["entries"] == 0
    assert measures["churn_rate"] == pytest.approx(1 / (42 + 1))
    assert measures["mean_tenure"] == pytest.approx(14.0)
    assert (measures["at_rest"], measures["last_move"]) == (1.0, 3.0)
    assert measures["welfare_everyone"] == pytest.approx(measures["welfare"] + 1.0)


def test_a_coalition_is_at_rest_when_nobody_moves_for_long_enough():
    lanes = {"A": "#" * 20, "B": "#" * 12 + "." * 8}
    assert last_move(history(lanes)) is None
    assert last_move(history(lanes), quiet=7) == 13
    assert last_move(history({"A": "#" * 20})) == 0
    assert np.isnan(churn_measures(history(lanes))["last_move"])


def test_a_market_without_members_has_no_churn():
    measures = churn_measures(history({"A": "....", "B": "...."}))
    assert measures["churn_rate"] == 0.0
    assert np.isnan(measures["mean_tenure"])


STABLE = {"participation.rule": "always", "redistribution.rule": "bargaining", "decision.rule": "equilibrium"}


def test_under_bargaining_the_grand_coalition_is_stable():
    stability = stability_of(small_model(**STABLE).run())
    assert stability.is_stable
    assert stability.members == tuple("ABCDE") == stability.largest
    assert stability.would_leave == stability.would_join == ()


def test_a_coalition_that_somebody_would_rather_leave_is_not_stable():
    model = small_model(
        **{
            "participation.rule": "always",
            "population.membership_cost": (0.1, 6.0),
            "competition.intensity": 0.1,
        }
    ).run()
    stability = stability_of(model)
    table = CoalitionTable(model.federation.whole_game, model.federation.rule)
    assert not stability.is_stable
    assert stability.would_leave
    grand = table.utilities[-1] - model.federation.whole_game.standalone_payoffs()
    assert stability.would_leave == tuple("ABCDE"[i] for i in np.flatnonzero(grand < 0))


def test_an_outsider_that_would_gain_makes_a_coalition_unstable():
    model = small_model(**STABLE, **{"participation.review_probability": 0.0})
    next(iter(model.organizations))._leave("told to")
    model.step()
    stability = stability_of(model)
    assert not stability.is_stable
    assert stability.would_join == ("A",)


def test_too_many_organizations_are_said():
    with pytest.raises(ValueError, match="at most 16"):
        stability_of(small_model(**{"population.organizations": 17}))
