"""What a visitor plays, and that wrong settings break nothing."""

from __future__ import annotations

import pytest
from mesa import Agent

from model.config import SimulationConfig
from model.simulation import CoopetitionModel
from visualizations.browser import session
from visualizations.browser.session import (
    DEFAULT_HEAD_START,
    HEAD_START,
    BrowserModel,
    Scene,
    Stage,
    current_stage,
    forget,
    set_stage,
)


def test_the_first_screen_is_alive(base: SimulationConfig) -> None:
    model = BrowserModel(lambda: base, dict)
    assert model.round == DEFAULT_HEAD_START
    assert model.problem == ""


def test_settings_are_read_when_the_model_is_made(base: SimulationConfig) -> None:
    settings = {"population.organizations": 3, "run.seed": "7", HEAD_START: 1}
    model = BrowserModel(lambda: base, lambda: settings)
    assert (len(model.population), model.config.run.seed, model.round) == (3, 7, 1)
    settings["population.organizations"] = 4
    again = type(model)(base=lambda: base, settings=lambda: settings)
    assert len(again.population) == 4


def test_it_plays_like_the_simulation(base: SimulationConfig) -> None:
    plain = CoopetitionModel(base, seed=3)
    for _ in range(DEFAULT_HEAD_START):
        plain.step()
    model = BrowserModel(lambda: base, lambda: {"run.seed": "3"})
    assert model.tables()["organizations"].equals(plain.tables()["organizations"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"run.seed": "abc"}, "run.seed: .*'abc'"),
        ({"redistribution.rule": "pairwize"}, "did you mean 'pairwise'"),
        ({"learning.kind": "federated"}, "'abstract' has no data"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line_and_the_base_is_played(
    base: SimulationConfig, settings: dict[str, object], message: str
) -> None:
    model = BrowserModel(lambda: base, lambda: settings)
    assert model.config == base
    assert model.round == DEFAULT_HEAD_START
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(model.problem)
    assert "\n" not in model.problem


def test_errors_without_words_are_named() -> None:
    assert session.one_line(ValueError("two\n lines")) == "two lines"
    assert session.one_line(ImportError()) == "ImportError"


def test_pages_start_on_the_learning_curve_unless_told_otherwise(
    base: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_stage", [])
    assert current_stage().opening.config.learning.kind == "curve"
    assert not current_stage().repertoire
    stage = Stage(Scene(base))
    set_stage(stage)
    assert current_stage() is stage


def test_a_replaced_model_is_not_kept_alive(base: SimulationConfig) -> None:
    model = BrowserModel(lambda: base, dict)
    forget(model)
    forget(model)
    assert model not in getattr(Agent, "_ids", {})
