"""A small market behind the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from markets import SMALL

from model.config import SimulationConfig
from visualizations.browser import session
from visualizations.browser.session import HEAD_START, BrowserModel, Offer, Scene, Stage


@pytest.fixture
def base() -> SimulationConfig:
    return SimulationConfig().with_overrides(SMALL)


@pytest.fixture
def served(base: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulationConfig]:
    """Let pages start from the small market, and offer another one that has two."""
    paying = base.with_overrides({"redistribution.rule": "pairwise"})
    repertoire = {
        "alone": lambda: Offer("Who is alone?", {"one": base}, "one"),
        "both": lambda: Offer("Who <pays>?", {"none": base, "pairwise": paying}, "pairwise"),
        "broken": _broken,
    }
    monkeypatch.setattr(session, "_stage", [Stage(Scene(base, "alone", "one"), repertoire)])
    return base


def _broken() -> Offer:
    raise ValueError("its data are not installed")


@pytest.fixture
def market(base: SimulationConfig) -> BrowserModel:
    """A paying market after three rounds."""
    return BrowserModel(lambda: base, lambda: {HEAD_START: 3, "redistribution.rule": "pairwise"})


@pytest.fixture
def unplayed(base: SimulationConfig) -> BrowserModel:
    return BrowserModel(lambda: base, lambda: {HEAD_START: 0})
