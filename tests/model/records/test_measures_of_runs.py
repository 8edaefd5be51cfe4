"""By how much theory is off, and what everybody would earn alone, as a run's summary tells it."""

from __future__ import annotations

import pytest
from markets import small_model

from cocogen.model.records.summary import summarize


def test_errors_are_told_from_the_fifth_round_and_of_outsiders_too():
    tables = small_model(**{"run.rounds": 6}).run().tables()
    table = tables["organizations"]
    table["predicted_accuracy"] = (
        table["accuracy"] + (table["round"] < 5) + 0.01 * (table["organization"] == 2)
    )
    table["predicted_alone"] = table["accuracy_alone"] - 0.02
    summary = summarize(tables)
    assert summary["prediction_error"] == pytest.approx(0.01 / 5)
    assert summary["prediction_error_alone"] == pytest.approx(0.02)


def test_a_short_run_tells_those_of_its_last_round():
    tables = small_model(**{"run.rounds": 2}).run().tables()
    assert summarize(tables)["prediction_error"] == 0.0


def test_welfare_alone_is_what_everybody_would_earn_alone():
    tables = small_model(**{"run.rounds": 3}).run().tables()
    tables["organizations"]["standalone_payoff"] = tables["organizations"]["round"] * 10.0
    n = tables["organizations"]["organization"].nunique()
    assert summarize(tables)["mean_welfare_alone"] == pytest.approx(n * 20.0)
