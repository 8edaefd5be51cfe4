"""Controls: what they offer can be played, and they change what they say."""

from __future__ import annotations

from typing import Any

import ipyvuetify
import pytest
import solara

from model.config import SimulationConfig
from model.overrides import with_overrides
from visualizations.browser.controls import (
    Control,
    ControlInput,
    Controls,
    control_groups,
    current_value,
    initial_settings,
    slider_values,
)
from visualizations.browser.session import BASE, DEFAULT_HEAD_START, HEAD_START

CONTROLS = [control for group in control_groups().values() for control in group]


def test_the_brief_s_controls_are_there() -> None:
    fields = {control.field for control in CONTROLS}
    assert fields >= {
        "population.organizations",
        "population.alpha",
        "competition.intensity",
        "redistribution.rule",
        "decision.rule",
        "learning.kind",
        "run.seed",
    }


@pytest.mark.parametrize("control", [c for c in CONTROLS if c.field != HEAD_START], ids=lambda c: c.field)
def test_everything_that_is_offered_is_a_valid_setting(control: Control) -> None:
    for value in control.values:
        with_overrides(SimulationConfig().with_overrides(BASE), {control.field: value})


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.field)
def test_labels_are_phrases(control: Control) -> None:
    assert " " in control.label
    assert "." not in control.label


def test_symbols_stand_behind_the_phrases() -> None:
    labels = {control.field: control.label for control in CONTROLS}
    assert labels["competition.intensity"].endswith(", γ")
    assert labels["population.alpha"].endswith(", α")


def test_settings_start_at_the_configuration() -> None:
    config = SimulationConfig().with_overrides({"population.alpha": 0.7, "run.seed": 5})
    settings = initial_settings(config)
    assert settings["population.alpha"] == 0.7
    assert settings["run.seed"] == 5
    assert settings["redistribution.rule"] == config.redistribution.rule
    assert settings[HEAD_START] == DEFAULT_HEAD_START


def test_a_part_s_parameter_has_its_default_until_it_is_set() -> None:
    config = SimulationConfig()
    assert isinstance(current_value(config, "population.alpha"), float)
    assert current_value(config, "game.alpha") is None
    assert current_value(config, "population.beta") is None


def test_what_the_part_does_not_know_is_not_shown() -> None:
    config = SimulationConfig().with_overrides({"population.partition": "iid"})
    assert "population.alpha" not in initial_settings(config)


def test_a_slider_has_room_for_an_unusual_value() -> None:
    control = Control("population.alpha", "slider", (0.1, 1.0))
    assert slider_values(control, 0.7) == [0.1, 0.7, 1.0]
    assert slider_values(control, 1.0) == [0.1, 1.0]


def test_values_are_shown_in_words() -> None:
    kinds = next(control for control in CONTROLS if control.field == "learning.kind")
    assert kinds.show("curve") == "from a learning curve (fast)"
    assert Control("population.alpha", "slider").show(0.30) == "0.3"
    assert Control("decision.rule", "choice").show("random") == "random"


def _render(control: Control, value: Any) -> tuple[Any, list[Any]]:
    changed: list[Any] = []
    _, rc = solara.render(ControlInput(control, value, changed.append), handle_error=False)
    return rc, changed


def test_a_slider_sets_the_value_at_its_position() -> None:
    rc, changed = _render(Control("population.alpha", "slider", (0.1, 1.0, 5.0)), 1.0)
    slider = rc.find(ipyvuetify.Slider).widget
    assert slider.v_model == 1
    slider.v_model = 2
    assert changed == [5.0]


def test_a_choice_sets_the_name_behind_its_words() -> None:
    control = Control(
        "learning.kind", "choice", ("curve", "federated"), (("curve", "fast"), ("federated", "slow"))
    )
    rc, changed = _render(control, "curve")
    select = rc.find(ipyvuetify.Select).widget
    assert select.v_model == "fast"
    select.v_model = "slow"
    assert changed == ["federated"]


def test_controls_change_one_setting_and_keep_the_others() -> None:
    settings = solara.reactive({"run.seed": 0, "population.organizations": 8})
    _, rc = solara.render(Controls(settings), handle_error=False)
    rc.find(ipyvuetify.Slider).widget.v_model = 0
    assert settings.value == {"run.seed": 0, "population.organizations": 2}
