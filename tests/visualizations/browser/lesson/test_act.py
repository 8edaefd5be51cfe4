"""An act: its states, the guesses that it takes, and how far they were from what was played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cocogen.visualizations.browser.lesson.act import Choice, Scale, State
from cocogen.visualizations.browser.lesson.script import ACTS

SCALE = Scale(0, 100, 10, "k$", lambda now: now.earns)


class _Earns:
    earns = 42.4


@pytest.mark.parametrize(
    ("guess", "said"),
    [
        (40, "You guessed 40 k$: that is it."),
        (50, "You guessed 50 k$: 8 too high."),
        (10, "You guessed 10 k$: 32 too low."),
    ],
)
def test_a_scale_says_how_far_a_guess_was(guess: float, said: str) -> None:
    assert SCALE.verdict(guess, _Earns()) == said  # type: ignore[arg-type]


@pytest.mark.parametrize("guess", [-1, 101, "40", None, [40], float("nan")])
def test_a_scale_takes_only_what_stands_on_it(guess: Any) -> None:
    assert not SCALE.allows(guess)
    assert SCALE.allows(40)


@pytest.mark.parametrize("guess", ["three", 1, None, ["one"], {}])
def test_a_choice_takes_only_its_options(guess: Any) -> None:
    choice = Choice({"one": "The one", "two": "The other"}, lambda option, _: f"You chose {option}.")
    assert not choice.allows(guess)
    assert choice.allows("two")


def test_a_state_is_a_wish_that_a_visitor_could_make(offers: Mapping[str, Callable[[], Any]]) -> None:
    state = State("churn", "pairwise", 7, {"run.seed": 3}, beside="none")
    wish = state.wish(offers)
    assert (wish.scene.variant, wish.head_start, wish.config().run.seed) == ("pairwise", 7, 3)
    assert wish.beside is not None
    assert wish.beside.variant == "none"
    assert wish.turned("run.seed", "3") == wish, "the knob writes back what it shows"


def test_the_option_that_is_chosen_is_played_where_it_is_a_variant() -> None:
    turn = ACTS[-1]
    assert turn.played("pigouvian").variant == "pigouvian"
    assert turn.played(None) == turn.state
    assert ACTS[4].played("neither") == ACTS[4].state


def test_without_a_guess_the_answer_stands_alone(played: Callable[..., Any]) -> None:
    act = ACTS[2]
    was, now = played(act.before).reading, played(act.state).reading
    assert act.answered(was, now, None)["verdict"] == ""
    assert act.answered(was, now, 500)["answer"] == "342 samples."
    assert act.asked(was)["question"] == "Each generated 421 synthetic samples a round. How many now?"
