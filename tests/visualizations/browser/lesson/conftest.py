"""Scenarios as they are shipped, and states of the lesson played without a page."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

import pytest

from cocogen.model.game import NonPositiveWeightWarning
from cocogen.scenarios.command_line.viewing import offer_of
from cocogen.visualizations.browser.course import Course
from cocogen.visualizations.browser.lesson.act import State
from cocogen.visualizations.browser.lesson.reading import Reading, read
from cocogen.visualizations.browser.stage import Offer

_shipped = cache(partial(offer_of, overrides={}))
OFFERS: Mapping[str, Callable[[], Offer]] = {
    name: partial(_shipped, name) for name in ("quickstart", "two-firms", "churn")
}


@dataclass(frozen=True, eq=False)
class Played:
    """A state that was played: its course, and the numbers that a lesson reads."""

    course: Course
    reading: Reading


def play(state: State, seed: int | None = None) -> Played:
    """Play a state, at another seed if one is given."""
    changes = dict(state.changes) if seed is None else {**state.changes, "run.seed": seed}
    return _played(state.scenario, state.variant, state.rounds, tuple(sorted(changes.items())), state.beside)


@cache
def _played(
    scenario: str, variant: str, rounds: int, changes: tuple[tuple[str, object], ...], beside: str | None
) -> Played:
    state = State(scenario, variant, rounds, dict(changes), beside)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonPositiveWeightWarning)
        course = Course.of(replace(state, beside=None).wish(OFFERS))
        for _ in range(rounds):
            course.play_round()
    return Played(course, read(course.story, rounds))


@pytest.fixture
def offers() -> Mapping[str, Callable[[], Offer]]:
    return OFFERS


@pytest.fixture
def played() -> Callable[..., Played]:
    """Return what plays a state, at another seed if one is given."""
    return play
