"""Insight: the curve is the game's, its best is nowhere beaten, and what is not known is not said."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser import insight
from cocogen.visualizations.browser.insight import Memory, moment_of
from cocogen.visualizations.browser.live.show import story_of
from cocogen.visualizations.browser.live.widget import Panels

RULES = ("none", "pairwise", "pigouvian", "bargaining", "leave-one-out")


def _played(base: SimulationConfig, rounds: int = 2, **overrides: Any) -> CoopetitionModel:
    model = CoopetitionModel(base, **overrides)
    for _ in range(rounds):
        model.step()
    return model


@pytest.mark.parametrize("rule", RULES)
def test_what_was_chosen_earned_what_is_recorded(base: SimulationConfig, rule: str) -> None:
    model = _played(base, **{"redistribution.rule": rule})
    for organization in model.organizations:
        known = moment_of(model).look_into(organization.index)
        amount, payoff = known["choice"]
        assert amount == pytest.approx(organization.generation, rel=1e-5)
        assert payoff == pytest.approx(organization.utility, rel=1e-5, abs=1e-3)


@pytest.mark.parametrize("rule", RULES)
def test_no_amount_beats_the_best(base: SimulationConfig, rule: str) -> None:
    model = _played(base, **{"redistribution.rule": rule})
    for index in range(5):
        known = moment_of(model).look_into(index)
        most = max(*known["payoffs"], known["choice"][1], known["equilibrium"][1])
        assert known["best"][1] >= most - 1e-4 * abs(most)
        amounts = known["amounts"]
        assert amounts[0] == 0
        assert np.all(np.diff(amounts) > 0)


def test_beliefs_are_those_of_the_decision(base: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the outlook said while players decided is what is told after the round."""
    from cocogen.model.federation.federation import Federation

    believed: dict[int, float] = {}
    before = Federation.outlook

    def noted(self: Federation, organization: int) -> Any:
        seen = before(self, organization)
        believed.setdefault(organization, seen.believed_others)
        return seen

    model = CoopetitionModel(base, **{"decision.belief_noise": 0.3})
    for _ in range(3):
        believed.clear()
        with monkeypatch.context() as patched:
            patched.setattr(Federation, "outlook", noted)
            model.step()
        for index, expected in believed.items():
            assert moment_of(model).look_into(index)["believed"] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("override", [{"decision.activation": "sequential"}, {"decision.belief_delay": 1}])
def test_beliefs_that_are_not_known_any_more_are_not_told(
    base: SimulationConfig, override: dict[str, Any]
) -> None:
    assert moment_of(_played(base, **override)).look_into(0)["believed"] is None


def test_who_does_not_play_has_data_only(base: SimulationConfig) -> None:
    for known in (
        moment_of(_played(base, 0)).look_into(1),
        moment_of(
            _played(base, **{"environment.outage_probability": 1.0, "environment.recovery_probability": 0.0})
        ).look_into(1),
    ):
        assert "amounts" not in known
        assert sum(known["labels"]) == pytest.approx(1.0, abs=1e-3)


def test_the_latest_rounds_are_remembered(base: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insight, "MOST_ROUNDS", 2)
    memory, model = Memory(), CoopetitionModel(base)
    for _ in range(3):
        model.step()
        memory.note(model)
    assert memory.look_into(0, 1) is None
    assert memory.look_into(99, 3) is None
    known = memory.look_into(0, 2)
    assert known is not None
    assert known["round"] == 2
    json.dumps(known, allow_nan=False)


def test_the_widget_answers_what_is_asked_and_nothing_else(base: SimulationConfig) -> None:
    model, widget, said = CoopetitionModel(base), Panels(panels=["details"]), list[dict[str, Any]]()
    model.step()
    story = story_of(model)
    widget.show(story)
    widget.send = said.append
    for wrong in (
        None,
        3,
        {},
        {"key": "x", "organization": 0, "round": 1},
        {"key": -1, "organization": 0, "round": 1},
    ):
        widget.vue_look(wrong)
    assert said == []
    widget.vue_look({"key": story.key, "organization": 2, "round": 1})
    assert said[0]["method"] == "see"
    assert said[0]["args"][0]["known"]["organization"] == 2
