"""A small variant behind the page, and snapshots of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from markets import SMALL

from cocogen.model.config import SimulationConfig
from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser import stage
from cocogen.visualizations.browser.live.story import Story
from cocogen.visualizations.browser.run import Run
from cocogen.visualizations.browser.snapshot import Observer, Snapshot
from cocogen.visualizations.browser.stage import Offer, Scene, Stage
from cocogen.visualizations.browser.wish import Wish

PATIENCE = 120
"""Seconds until something that does not happen fails the test; it is no limit on how fast anything is."""


@pytest.fixture
def base() -> SimulationConfig:
    return SimulationConfig().with_overrides(SMALL)


@pytest.fixture
def look(base: SimulationConfig) -> Callable[..., Snapshot]:
    """Return what takes a snapshot of the small variant after some rounds, with overrides by dotted name."""

    def taken(rounds: int = 3, **overrides: Any) -> Snapshot:
        model = CoopetitionModel(base, **overrides)
        observer = Observer(model)
        for _ in range(rounds):
            model.step()
        return observer.snapshot()

    return taken


@pytest.fixture
def variant(look: Callable[..., Snapshot]) -> Snapshot:
    """A paying variant after three rounds."""
    return look(**{"redistribution.rule": "pairwise"})


@pytest.fixture
def unplayed(look: Callable[..., Snapshot]) -> Snapshot:
    return look(0)


@pytest.fixture
def tell() -> Callable[..., Story]:
    """Return what makes a story of snapshots."""

    def told(*seen: Snapshot) -> Story:
        story = Story()
        for one in seen:
            story.add(one)
        return story

    return told


@pytest.fixture
def served(base: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> SimulationConfig:
    """Let pages start from the small variant, and offer another one that has two."""
    paying = base.with_overrides({"redistribution.rule": "pairwise"})
    missing = base.with_overrides(
        {"task.name": "csv", "task.path": "nowhere.csv", "task.label": "y", "learning.kind": "federated"}
    )
    repertoire = {
        "alone": lambda: Offer("Who is alone?", {"one": Scene(base, "alone", "one")}, "one"),
        "both": lambda: Offer(
            "Who <pays>?",
            {"none": Scene(base, "both", "none"), "pairwise": Scene(paying, "both", "pairwise")},
            "pairwise",
        ),
        "broken": _broken,
        "gone": lambda: Offer("Gone?", {"one": Scene(missing, "gone", "one")}, "one"),
    }
    monkeypatch.setattr(stage, "_stage", [Stage(Scene(base, "alone", "one"), repertoire)])
    return base


def _broken() -> Offer:
    raise ValueError("its data are not installed")


@pytest.fixture
def runs() -> Iterator[Callable[..., Run]]:
    """Return what makes a run and starts it; all of them end with the test."""
    made: list[Run] = []

    def make(wish: Wish, **options: Any) -> Run:
        made.append(Run(wish, options.pop("notify", lambda: None), **options))
        made[-1].start()
        return made[-1]

    yield make
    for run in made:
        run.close()


def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.01)


@pytest.fixture
def wait() -> Callable[[Callable[[], object]], None]:
    return until


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """The errors that were reported to whoever runs the server."""
    errors: list[BaseException] = []
    monkeypatch.setattr(threading, "excepthook", lambda what: errors.append(what.exc_value))
    return errors
