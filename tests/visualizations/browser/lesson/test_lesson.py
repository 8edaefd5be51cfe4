"""The lesson leads through its acts on the page's own run, and back to what was there before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cocogen.visualizations.browser import run as run_module
from cocogen.visualizations.browser.lesson.lesson import Lesson
from cocogen.visualizations.browser.lesson.script import ACTS, MISSION
from cocogen.visualizations.browser.run import Run
from cocogen.visualizations.browser.wish import Wish

Offers = Mapping[str, Callable[[], Any]]
Wait = Callable[[Callable[[], object]], None]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "SETTLING", 0.0)


@pytest.fixture
def run(offers: Offers, runs: Callable[..., Run], wait: Wait) -> Run:
    """A run of something else, after three rounds."""
    scenes = offers["quickstart"]().scenes
    made = runs(Wish(scenes["CoCoGen+"], head_start=2))
    era = made.begin_anew()
    wait(lambda: not made.view.busy)
    made.play(era)
    wait(lambda: made.view.rounds == 4)
    return made


@pytest.fixture
def lesson(run: Run, offers: Offers) -> Lesson:
    return Lesson(run, offers)


def _said(lesson: Lesson, run: Run, wait: Wait, name: str) -> str:
    """Return what is said under a name, as soon as it is."""
    wait(lambda: name in lesson.shown(run.view).get("said", {}))
    return str(lesson.shown(run.view)["said"][name])


def test_outside_it_says_what_all_this_is_about(lesson: Lesson, run: Run) -> None:
    assert lesson.shown(run.view) == {"mission": MISSION, "acts": 7}
    assert lesson.focus == []
    assert Lesson(run, {}).shown(run.view) == {}, "no lesson without its scenarios"


def test_it_leads_from_two_firms_to_redistribution_and_back(lesson: Lesson, run: Run, wait: Wait) -> None:
    before = run.view
    lesson.begin()
    for index, act in enumerate(ACTS):
        assert act.title in lesson.shown(run.view)["titles"]
        _said(lesson, run, wait, "question")
        guess = next(iter(act.guess.options)) if hasattr(act.guess, "options") else act.guess.low
        lesson.guess(guess)
        assert _said(lesson, run, wait, "verdict").startswith("You ")
        assert run.view.wish is not None
        assert run.view.wish.scene.scenario == act.state.scenario
        lesson.go(index + 1)
    lesson.leave()
    wait(lambda: run.view.wish == before.wish)
    assert run.view.story is before.story
    assert run.view.rounds == before.rounds
    assert lesson.act is None
    assert lesson.shown(run.view)["mission"] == MISSION


def test_the_answer_is_read_off_what_the_page_plays(lesson: Lesson, run: Run, wait: Wait) -> None:
    lesson.begin()
    lesson.go(5)
    _said(lesson, run, wait, "question")
    lesson.guess(4)
    said = _said(lesson, run, wait, "answer")
    assert run.view.snapshot is not None
    members = sum(one.state != "out" for one in run.view.snapshot.organizations)
    assert said == f"{members} of 10."
    lesson.guess_again()
    assert "answer" not in lesson.shown(run.view)["said"]
    assert lesson.shown(run.view)["isGuessed"] is False


def test_nothing_is_answered_before_a_guess_and_nothing_asked_before_it_can_be(
    lesson: Lesson, run: Run, wait: Wait
) -> None:
    lesson.begin()
    lesson.guess(50)
    assert lesson.shown(run.view)["isGuessed"] is False, "the question is not there yet"
    _said(lesson, run, wait, "question")
    assert "answer" not in lesson.shown(run.view)["said"]


@pytest.mark.parametrize("guess", [-1, 1000, "x", [1], {}])
def test_what_cannot_be_guessed_changes_nothing(lesson: Lesson, run: Run, wait: Wait, guess: Any) -> None:
    lesson.begin()
    _said(lesson, run, wait, "question")
    lesson.guess(guess)
    assert lesson.shown(run.view)["isGuessed"] is False


@pytest.mark.parametrize("at", [-1, 7, "2", None, 1.5])
def test_there_are_no_other_acts(lesson: Lesson, at: Any) -> None:
    lesson.go(1)
    assert lesson.act is None, "one begins at the beginning"
    lesson.begin()
    lesson.go(at)
    assert lesson.act is ACTS[0]


def test_one_may_go_on_from_where_it_ends(lesson: Lesson, run: Run, wait: Wait) -> None:
    lesson.begin()
    lesson.go(6)
    _said(lesson, run, wait, "question")
    lesson.guess("bargaining")
    assert _said(lesson, run, wait, "answer") == "With bargaining, 10 of 10 stay."
    lesson.stay()
    assert lesson.act is None
    assert run.view.wish is not None
    assert (run.view.wish.scene.scenario, run.view.wish.scene.variant) == ("churn", "bargaining")


def test_another_option_can_be_played(lesson: Lesson, run: Run, wait: Wait) -> None:
    lesson.begin()
    lesson.go(6)
    _said(lesson, run, wait, "question")
    for rule, said in (("pairwise", "5 short of all"), ("pigouvian", "2 short of all")):
        lesson.guess(rule)
        assert said in _said(lesson, run, wait, "verdict")


def test_only_what_the_act_turns_to_is_shown(lesson: Lesson) -> None:
    lesson.begin()
    assert lesson.focus == ["is-lesson", "shows-map", "shows-accuracy"]
