"""The headline's facts."""

from __future__ import annotations

import math

import pytest

from model.config import SimulationConfig
from model.game import NonPositiveWeightWarning
from visualizations.browser.headline import Fact, facts, note, share_of_optimum, small_money
from visualizations.browser.session import HEAD_START, BrowserModel
from visualizations.words import and_list


def test_facts_are_those_of_the_last_round(market: BrowserModel) -> None:
    said = {fact.name: fact for fact in facts(market)}
    assert said["round"].value == "3"
    assert said["in"].value == "5 of 5"
    assert said["accuracy"].value == f"{market.measures['accuracy']:.3f}"
    assert said["welfare"].value.endswith(" k$")
    assert said["welfare"].more.endswith("of the optimum")


def test_before_the_first_round_there_is_little_to_say(unplayed: BrowserModel) -> None:
    assert facts(unplayed) == [Fact("round", "0"), Fact("in", "5 of 5")]


def test_a_market_without_players_is_said_without_numbers(market: BrowserModel) -> None:
    market.measures = dict.fromkeys(market.measures, math.nan)
    assert [fact.value for fact in facts(market)][2:] == ["–", "– k$", "– k$"]


@pytest.mark.parametrize(
    ("welfare", "optimum", "expected"),
    [
        (94.0, 100.0, "94 % of the optimum"),
        (-50.0, -20.0, "30 k$ below the optimum"),
        (math.nan, 100.0, ""),
        (1.0, math.nan, ""),
    ],
)
def test_welfare_beside_the_optimum(welfare: float, optimum: float, expected: str) -> None:
    assert share_of_optimum(welfare, optimum) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.0, "0 k$"), (4e-7, "under 0.001 k$"), (12.34, "12.3 k$")])
def test_noise_is_not_spelled_out(value: float, expected: str) -> None:
    assert small_money(value) == expected


def test_a_market_outside_the_theorem_says_for_whom(base: SimulationConfig) -> None:
    assert note(BrowserModel(lambda: base, lambda: {HEAD_START: 1})) == ""
    with pytest.warns(NonPositiveWeightWarning):
        model = BrowserModel(lambda: base, lambda: {"competition.intensity": 0.3, HEAD_START: 1})
    said = note(model)
    uncovered = [model.population.names[i] for i in model.market.players[model.market.game.weights <= 0]]
    assert uncovered
    assert said.startswith(f"From {and_list(uncovered)}, ")
    assert "potential theorem does not apply" in said


def test_a_market_that_fell_apart_says_so(market: BrowserModel, unplayed: BrowserModel) -> None:
    assert note(unplayed) == ""
    market.market.players = market.market.players[:0]
    assert "nobody trains together" in note(market)
