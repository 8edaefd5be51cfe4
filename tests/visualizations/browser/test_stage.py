"""What pages can play."""

from __future__ import annotations

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.visualizations.browser import stage
from cocogen.visualizations.browser.stage import Offer, Scene, Stage, current_stage, set_stage


def test_pages_start_on_the_learning_curve_unless_told_otherwise(
    base: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_stage", [])
    assert current_stage().opening.config.learning.kind == "curve"
    assert not current_stage().repertoire
    made = Stage(Scene(base))
    set_stage(made)
    assert current_stage() is made


def test_what_trains_for_real_is_not_compared_before_somebody_asks(base: SimulationConfig) -> None:
    trained = base.with_overrides({"task.name": "digits", "learning.kind": "federated"})
    scenes = {name: Scene(config, "s", name) for name, config in (("a", base), ("b", base), ("c", trained))}
    offer = Offer("Which?", scenes, "a", {"a": "b", "b": "c", "c": "a"})
    assert offer.beside("a") == scenes["b"]
    assert offer.beside("b") is None
    assert offer.beside("c") is None
    assert Offer("Which?", scenes, "a").beside("a") is None
