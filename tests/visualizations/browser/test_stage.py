"""What pages can play."""

from __future__ import annotations

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.visualizations.browser import stage
from cocogen.visualizations.browser.stage import Scene, Stage, current_stage, set_stage


def test_pages_start_on_the_learning_curve_unless_told_otherwise(
    base: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_stage", [])
    assert current_stage().opening.config.learning.kind == "curve"
    assert not current_stage().repertoire
    made = Stage(Scene(base))
    set_stage(made)
    assert current_stage() is made
