"""What stands beside: told once, in step with what is looked at, and the difference in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from screens import Screen

from cocogen.model.config import SimulationConfig
from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.live.beside import Beside
from cocogen.visualizations.browser.live.show import story_of
from cocogen.visualizations.browser.live.story import Story, brief
from cocogen.visualizations.browser.live.widget import Panels
from cocogen.visualizations.browser.snapshot import Snapshot

KIB = 1024


def _round(round: int = 7, **differs: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "round": round,
        "measures": {"welfare": 1000.0, "accuracy": 0.9},
        "state": [0, 0, 0],
        "payments": [[0, 1, 2.5]],
    }
    return told | differs


def _difference(here: dict[str, Any], there: dict[str, Any], *, is_question: bool = True) -> str:
    beside = Beside(Story(), 0, "before the change", "no payments", since=6, is_question=is_question)
    return beside.difference(here, there, ["A", "B", "C"])


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ({}, "welfare of everyone 1,000 k$, the same as before the change; the same 3 in"),
        ({"measures": {"welfare": 1043.0, "accuracy": 0.9}}, "welfare of everyone 1,040 k$, 43 k$ more than before the change; the same 3 in"),
        ({"measures": {"welfare": 990.0, "accuracy": 0.91}}, "welfare of everyone 990 k$, 10 k$ less than before the change; the same 3 in; accuracy 0.910 instead of 0.900"),
        ({"state": [0, 3, 2]}, "welfare of everyone 1,000 k$, the same as before the change; 2 in instead of 3, not B"),
        ({"payments": []}, "welfare of everyone 1,000 k$, the same as before the change; the same 3 in; nobody pays (before the change: A pays B most, 2.5 k$)"),
    ],
)  # fmt: skip
def test_the_difference_is_one_sentence(here: dict[str, Any], said: str) -> None:
    assert _difference(_round(**here), _round()) == f"Round 7: {said}."


def test_who_is_in_here_only_and_there_only_is_named() -> None:
    said = _difference(_round(state=[0, 3, 0]), _round(state=[3, 0, 3]))
    assert "2 in instead of 1, also A and C, not B" in said
    many = _difference(_round(state=[0] * 6), _round(state=[3] * 6))
    assert many.endswith("; 6 in instead of 0.")


def test_before_the_change_both_are_the_same() -> None:
    assert _difference(_round(5), _round(5)) == "Until round 5 both are the same."
    assert _difference(_round(5), _round(5), is_question=False) == "Until round 5 both are the same.", (
        "a fork"
    )
    assert _difference(_round(0), _round(0)) == "Nothing has been played yet."


# -- as panels tell it -------------------------------------------------------------------------------------------------


@pytest.fixture
def models(base: SimulationConfig) -> tuple[CoopetitionModel, CoopetitionModel]:
    return CoopetitionModel(base, **{"redistribution.rule@3": "pairwise"}), CoopetitionModel(base)


def _tell(widget: Panels, models: tuple[CoopetitionModel, CoopetitionModel], rounds: int) -> None:
    for _ in range(rounds):
        for model in models:
            model.step()
        here, there = map(story_of, models)
        widget.show(here, Beside(there, len(there.rounds), "before", "paying", since=3, is_question=True))


def test_the_other_course_is_told_once_and_then_what_is_new(
    models: tuple[CoopetitionModel, CoopetitionModel],
) -> None:
    for model in models:
        story_of(model)
    widget = Panels(panels=["welfare"])
    screen = Screen(widget)
    _tell(widget, models, 8)
    news = [message["beside"] for message in screen.messages]
    assert [len(told["rounds"]) for told in news] == [2, *[1] * 7]
    assert max(len(json.dumps(message)) for message in screen.messages[2:]) < 10 * KIB
    assert screen.beside is not None
    story = story_of(models[1])
    assert [told["round"] for told in screen.beside["rounds"]] == list(range(9))
    last = screen.beside["rounds"][-1]
    assert last["measures"] == story.rounds[-1]["measures"]
    assert last["of"].keys() == {"generation", "advantage", "accuracy"}
    played = [brief(organization.generation) for organization in models[1].organizations]
    assert last["of"]["generation"] == played
    assert last["difference"].startswith("Round 8: welfare of everyone ")


def test_who_missed_something_is_told_both(models: tuple[CoopetitionModel, CoopetitionModel]) -> None:
    widget = Panels(panels=["welfare"])
    Screen(widget)
    _tell(widget, models, 3)
    late = Screen(widget)
    assert late.beside is not None
    assert len(late.beside["rounds"]) == len(late.rounds) == 3


def test_a_question_is_told_and_what_is_gone_is_taken_away(
    variant: Snapshot, tell: Callable[..., Story]
) -> None:
    widget = Panels(panels=["beside"])
    screen = Screen(widget)
    story, other = tell(variant), tell(variant)
    widget.show(story, after=3)
    assert screen.beside == {"after": 3, "from": 0, "rounds": []}
    widget.show(story, Beside(other, 1, "before", "now", since=4, is_question=True), after=3)
    assert screen.beside["name"] == "before"
    widget.show(story)
    assert screen.beside is None
    messages = len(screen.messages)
    widget.show(story)
    assert len(screen.messages) == messages


def test_only_what_can_be_is_passed_on(variant: Snapshot, tell: Callable[..., Story]) -> None:
    widget, heard = Panels(panels=["timeline"]), list[tuple[Any, ...]]()
    widget.heard = {
        "what if": lambda *words: heard.append(("what if", *words)),
        "keep": lambda: heard.append(("keep",)),
    }
    story = tell(variant, variant)
    widget.vue_wish({"what": "keep", "key": story.key})
    widget.show(story)
    for wished in (
        {"what": "what if", "key": story.key, "round": 1},
        {"what": "what if", "key": story.key, "round": 2},
        {"what": "what if", "key": story.key, "round": -1},
        {"what": "what if", "key": story.key + 1, "round": 1},
        {"what": "__init__", "key": story.key},
        {"what": "keep"},
        "keep",
        None,
        {"what": "keep", "key": story.key},
    ):
        widget.vue_wish(wished)
    assert heard == [("what if", 1), ("keep",)]
