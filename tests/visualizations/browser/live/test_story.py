"""The story: what a browser is told is what was played, and every round only what is new."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from screens import Screen

from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.live.show import live, story_of
from cocogen.visualizations.browser.live.story import Story, brief, columns
from cocogen.visualizations.browser.live.widget import PANELS, Panels
from cocogen.visualizations.browser.snapshot import BESIDES, Snapshot
from cocogen.visualizations.browser.states import MEANINGS

KIB = 1024


@pytest.fixture
def model() -> CoopetitionModel:
    """The quickstart's market on the learning curve, redistributing."""
    from cocogen.scenarios.command_line.viewing import offer_of

    offer = offer_of("quickstart", {})
    return CoopetitionModel(offer.scenes[offer.headline].config)


def _played(model: CoopetitionModel, rounds: int) -> Screen:
    widget = Panels(panels=["table"])
    screen = Screen(widget)
    widget.show(story_of(model))
    for _ in range(rounds):
        model.step()
        widget.show(story_of(model))
    return screen


def test_what_is_told_is_what_was_played(model: CoopetitionModel) -> None:
    screen = _played(model, 6)
    tables = model.tables()
    assert [told["round"] for told in screen.rounds] == list(range(7))
    for told in screen.rounds[1:]:
        now = tables["organizations"].query("round == @told['round']")
        for known in columns():
            assert told["of"][known.name] == [brief(value) for value in now[known.name]]
        assert [state == 3 for state in told["state"]] == (~now["is_member"]).tolist()
        paid = tables["transfers"].query("round == @told['round']")
        assert sum(amount for *_, amount in told["payments"]) <= paid["amount"].sum() * (1 + 1e-6)
        if len(paid):
            largest = paid.groupby(["payer", "payee"])["amount"].sum().max()
            assert told["payments"][0][2] == pytest.approx(largest, rel=1e-6)


def test_exits_and_returns_are_marked_in_their_rounds() -> None:
    from cocogen.scenarios.description.catalog import load_scenario

    scenario = load_scenario("shocks")
    model = CoopetitionModel(scenario.variant_configs()[scenario.headline])
    screen = _played(model, 30)
    events = model.tables()["events"].query("event in ['exit', 'return', 'entry', 'arrival', 'shock']")
    assert len(events) > 0
    marked = [(told["round"], kind, who) for told in screen.rounds for kind, who in told["marks"]]
    assert marked == list(events[["round", "event", "organization"]].itertuples(index=False, name=None))


def test_a_round_among_eight_is_small_and_told_once(model: CoopetitionModel) -> None:
    screen = _played(model, 12)
    sizes = [len(json.dumps(message)) for message in screen.messages[1:]]
    assert max(sizes[1:]) < 10 * KIB
    assert [len(message["rounds"]) for message in screen.messages] == [1] * 13
    assert sum("cast" in message for message in screen.messages) == 1


def test_payments_that_are_nothing_are_not_told(variant: Snapshot, tell: Callable[..., Story]) -> None:
    paid = replace(variant, payments=((0, 1, 2.5), (1, 2, 1e-9)))
    assert tell(paid).rounds[0]["payments"] == [[0, 1, 2.5]]


def test_what_does_not_change_is_not_told_again(variant: Snapshot, tell: Callable[..., Story]) -> None:
    story = tell(variant, variant)
    assert story.rounds[0]["of"].keys() == {*(known.name for known in columns()), *BESIDES}
    assert story.rounds[1]["of"] == {}
    assert story.casts == 1


def test_another_story_is_told_from_its_start(variant: Snapshot, tell: Callable[..., Story]) -> None:
    widget = Panels(panels=["table"])
    screen = Screen(widget)
    widget.show(tell(variant, variant))
    other = tell(variant)
    widget.show(other)
    assert len(screen.rounds) == 1
    assert screen.messages[-1]["key"] == other.key


def test_who_missed_something_is_told_all(variant: Snapshot, tell: Callable[..., Story]) -> None:
    widget = Panels(panels=["table"])
    story = tell(variant, variant)
    widget.show(story)
    late = Screen(widget)
    assert len(late.rounds) == 2
    widget.vue_need()
    assert late.messages[-1]["from"] == 0


def test_what_is_told_is_plain_json(unplayed: Snapshot, tell: Callable[..., Story]) -> None:
    story = tell(unplayed)
    told = json.loads(json.dumps(story.since(0, 0), allow_nan=False))
    assert told["rounds"][0]["facts"][0] == ["round", "0", ""]
    assert story.cast["names"] == ["A", "B", "C", "D", "E"]
    assert all(f"{state}: " in story.cast["states"] for state in MEANINGS)


@pytest.mark.parametrize(
    ("value", "expected"), [(123456789.0, 123456800), (-0.1, -0.1), (math.inf, None), (2.0, 2)]
)
def test_numbers_are_brief(value: float, expected: Any) -> None:
    assert brief(value) == expected


def test_a_panel_that_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no panel 'maps'"):
        live("maps")
    assert live("map").__name__ == "Shown"
    assert len(set(PANELS)) == len(PANELS)
