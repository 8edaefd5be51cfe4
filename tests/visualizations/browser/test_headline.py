"""The headline's facts, and the notes below it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from cocogen.model.game import NonPositiveWeightWarning, social_optimum
from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.happenings import happened, marks
from cocogen.visualizations.browser.headline import Fact, facts, notes, share_of_optimum, small_money
from cocogen.visualizations.browser.snapshot import Observer, Snapshot


def _said(seen: Snapshot) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts(seen)}


def test_facts_are_those_of_the_last_round(variant: Snapshot) -> None:
    said = _said(variant)
    assert said["round"].value == "3"
    assert said["in"] == Fact("in", "5 of 5")
    assert said["accuracy"].value == f"{variant.measures['accuracy']:.3f}"
    assert said["welfare"].more.endswith("% of the optimum with all in")
    assert "costs" not in said


def test_welfare_is_everybody_s_beside_the_optimum_with_all_in() -> None:
    from cocogen.scenarios.description.catalog import load_scenario

    scenario = load_scenario("shocks")
    model = CoopetitionModel(scenario.variant_configs()[scenario.headline])
    observer = Observer(model)
    for _ in range(6):
        model.step()
    seen = observer.snapshot()
    outside = [organization for organization in model.organizations if not organization.is_member]
    assert outside, "this variant loses members"
    fact, everyone = _said(seen)["welfare"], sum(o.payoff for o in model.organizations)
    optimum = social_optimum(model.federation.whole_game).welfare
    assert fact.more == f"of everyone, {100 * everyone / optimum:.0f} % of the optimum with all in"
    assert seen.optimum == pytest.approx(optimum)
    assert optimum > model.measures["optimal_welfare"], "which is that of the members only"


def test_before_the_first_round_there_is_little_to_say(unplayed: Snapshot) -> None:
    assert facts(unplayed) == [Fact("round", "0"), Fact("in", "5 of 5")]
    assert notes(unplayed) == ["Nothing has been played yet: Step plays one round, ▶ goes on by itself."]


def test_a_variant_without_players_is_said_without_numbers(variant: Snapshot) -> None:
    empty = replace(variant, measures={**dict.fromkeys(variant.measures, math.nan), "players": 0})
    assert [fact.value for fact in facts(empty)][2:] == ["–", "– k$", "– k$"]
    assert _said(empty)["welfare"].more == "of everyone"
    assert notes(empty) == ["Fewer than two can train: nobody trains together."]


def test_outages_are_counted_among_those_who_are_in(look: Callable[..., Snapshot]) -> None:
    seen = look(**{"environment.outage_probability": 1.0, "environment.recovery_probability": 0.0})
    assert {organization.state for organization in seen.organizations} == {"down"}
    assert _said(seen)["in"] == Fact("in", "5 of 5", "5 of them down")


def test_a_shock_is_said_when_it_happens_and_shows_as_long_as_it_lasts(look: Callable[..., Snapshot]) -> None:
    shock = {"environment.shock_round": 2, "environment.cost_shock": 1.5}
    assert "costs" not in _said(look(1, **shock))
    now, later = look(2, **shock), look(3, **shock)
    assert notes(now) == ["In round 2: a shock, costs times 1.5, competition times 1."]
    assert notes(later) == []
    assert _said(now)["costs"] == _said(later)["costs"] == Fact("costs", "× 1.5")


@pytest.mark.parametrize(
    ("welfare", "optimum", "expected"),
    [
        (94.0, 100.0, "94 % of the optimum"),
        (-50.0, -20.0, "30 k$ below the optimum"),
        (-10.0, -20.0, "10 k$ above the optimum"),
        (math.nan, 100.0, ""),
        (1.0, math.nan, ""),
    ],
)
def test_welfare_beside_the_optimum(welfare: float, optimum: float, expected: str) -> None:
    assert share_of_optimum(welfare, optimum, "the optimum") == expected


@pytest.mark.parametrize(("value", "expected"), [(0.0, "0 k$"), (4e-7, "under 0.001 k$"), (12.34, "12.3 k$")])
def test_noise_is_not_spelled_out(value: float, expected: str) -> None:
    assert small_money(value) == expected


def test_a_variant_outside_the_theorem_says_for_whom(look: Callable[..., Snapshot]) -> None:
    assert notes(look(1)) == []
    with pytest.warns(NonPositiveWeightWarning):
        seen = look(1, **{"competition.intensity": 0.3, "redistribution.rule": "pigouvian"})
    assert seen.uncovered
    assert notes(replace(seen, uncovered=("A", "B")))[0].startswith("From A and B, ")
    assert notes(replace(seen, uncovered=tuple("ABCDE")))[0].startswith("From 5 organizations, ")
    assert "potential theorem does not apply" in notes(seen)[0]


def test_what_happened_is_told_of_the_round_only(variant: Snapshot) -> None:
    model = CoopetitionModel(variant.config)
    observer = Observer(model)
    model.step()
    model.record_event(next(iter(model.organizations)), "exit", reason="worse off than alone")
    model.step()
    for index, event, reason in (
        (1, "exit", "worse off than alone"),
        (2, "exit", "worse off than alone"),
        (3, "failure", "unavailable"),
        (4, "failure", "update lost"),
        (0, "return", "expects to gain"),
    ):
        model.record_event(list(model.organizations)[index], event, reason=reason)
    assert notes(replace(observer.snapshot(), round=3)) == [
        "In round 3: B and C leave; A comes back; D is down; E loses its update."
    ]


def test_one_that_leaves_or_comes_back_is_told_why(variant: Snapshot) -> None:
    event = {
        "name": "B",
        "organization": 1,
        "event": "exit",
        "reason": "worse off than alone",
        "smoothed_advantage": -12.34,
        "streak": 3,
        "predicted_advantage": math.nan,
    }
    left = replace(variant, events=(event,))
    assert happened(left) == ["B leaves, worse off than alone by 12.3 k$ a round for 3 rounds"]
    assert marks(left) == [("exit", 1)]
    gone = replace(variant, events=({**event, "reason": "departs for good"},))
    assert happened(gone) == ["B leaves, departs for good"]
    back = replace(variant, events=({**event, "event": "return", "predicted_advantage": 5.0},))
    assert happened(back) == ["B comes back, expects 5 k$ a round more than alone"]
