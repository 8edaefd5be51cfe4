"""Where the potential theorem applies: counted by market and by organization, and said beside what leans on it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from markets import small_model

from cocogen.scenarios.studies import simulating
from cocogen.scenarios.studies.claims import Bound, Claim, Difference, judge
from cocogen.scenarios.studies.claims_list import claims
from cocogen.scenarios.studies.experiments import CHECKS, reproduction
from cocogen.scenarios.studies.premises import NOT_POSITIVE, Premise, premise_of, weights_not_positive
from cocogen.scenarios.studies.simulating import SIMULATE_MARKET
from cocogen.scenarios.studies.theorems import random_market, theory_cell
from cocogen.scenarios.studies.worker import result_versions, run_cell


def test_organizations_whose_rivals_take_all_are_counted() -> None:
    game = random_market(3)
    assert weights_not_positive(game) == {NOT_POSITIVE: 0.0}
    most = float((game.exposure / game.market_value).max())
    sharper = game.replace(
        competition=game.competition * (1.0 / most)
    )  # z of the most exposed is zero or nearly
    sharper = sharper.replace(competition=sharper.competition * 1.001)
    expected = float((sharper.market_value <= sharper.exposure).sum()) / game.organizations
    assert weights_not_positive(sharper)[NOT_POSITIVE] == expected > 0


def test_markets_and_organizations_are_two_numbers() -> None:
    found = premise_of(pd.DataFrame({NOT_POSITIVE: [0.0, 0.0, 0.25, 0.75, np.nan]}))
    assert (found.markets, found.organizations) == (0.5, 0.25)
    assert np.isnan(premise_of(pd.DataFrame({"seed": [1]})).markets)
    assert np.isnan(premise_of(pd.DataFrame({NOT_POSITIVE: [np.nan]})).organizations)


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "setting": "curve",
            "experiment": "e",
            "variant": ["a", "b", "c"] * 2,
            "condition": None,
            "seed": [0, 0, 0, 1, 1, 1],
            "welfare": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            NOT_POSITIVE: [0.0, 0.5, 1.0, 0.0, 0.0, 1.0],
            "error": "",
        }
    )


@pytest.mark.parametrize(
    ("test", "markets", "organizations"),
    [
        (Difference("variant", "b", "a"), 0.25, 0.125),  # not the rows of c, which are not compared
        (Bound(9.0, where={"variant": "c"}), 1.0, 1.0),
        (Bound(9.0, where={"variant": "a"}), 0.0, 0.0),
    ],
)
def test_only_rows_that_a_claim_is_judged_by_count(
    test: Difference | Bound, markets: float, organizations: float
) -> None:
    (finding,) = judge(Claim("c", "b is better", "ours", "e", "welfare", "k$", test), table())
    assert (finding.premise.markets, finding.premise.organizations) == (markets, organizations)
    assert finding.says_premise == (markets > 0)
    record = finding.record()
    assert record["markets_with_z_not_positive"] == markets
    assert record["organizations_with_z_not_positive"] == organizations


def test_a_claim_that_leans_on_the_theorem_says_it_even_where_nothing_is_wrong() -> None:
    leaning = Claim(
        "c", "s", "ours", "e", "welfare", "k$", Bound(9.0, where={"variant": "a"}), cites_theorem=True
    )
    assert judge(leaning, table())[0].says_premise
    assert {claim.experiment for claim in claims() if claim.cites_theorem} == {*CHECKS, "settled"} - {
        "balance"
    }


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_tells_of_its_market(check: str) -> None:
    cell = theory_cell(check, 1)
    measures = run_cell(cell.runner, cell.payload, result_versions())["measures"]
    assert measures is not None
    assert measures[NOT_POSITIVE] == 0.0


def test_simulations_of_the_reproduction_tell_of_their_market() -> None:
    rows = [row for row in reproduction(quick=True, tasks=()).rows if row.labels["setting"] == "curve"]
    assert {row.cell.runner for row in rows} == {SIMULATE_MARKET}
    shares: dict[float, list[float]] = {0.02: [], 0.1: []}
    for row in rows:
        if row.labels["experiment"] == "competition" and row.labels["seed"] < 3:
            payload = json.loads(row.cell.payload)
            payload["config"]["run"]["rounds"] = 1
            told = simulating.simulate_market(json.dumps(payload))
            shares[row.labels["condition"]].append(told.pop(NOT_POSITIVE))
            assert told == pytest.approx(simulating.simulate(json.dumps(payload)), nan_ok=True)
    assert max(shares[0.02]) == 0.0 < max(shares[0.1])


def test_outsiders_count_for_they_are_of_the_market() -> None:
    model = small_model()
    assert len(model.federation.whole_game.weights) == len(model.organizations)


def test_the_premise_is_said_in_percent() -> None:
    assert Premise(0.85, 0.175).in_words() == "z ≤ 0: 85 % of markets, 18 % of organizations"
