"""Controls: what they offer can be played, and they change what they say."""

from __future__ import annotations

from typing import Any

import ipyvuetify
import pytest
import solara
from solara.widgets import HTML

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import with_overrides
from cocogen.visualizations.browser.controls import Control, ControlInput, Controls, TextInput, control_groups
from cocogen.visualizations.browser.stage import BASE, Scene
from cocogen.visualizations.browser.wish import HEAD_START, Wish

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


def test_values_are_shown_in_words() -> None:
    kinds = next(control for control in CONTROLS if control.field == "learning.kind")
    assert kinds.show("curve") == "from a learning curve (fast)"
    assert Control("population.alpha", "slider").show(0.30) == "0.3"
    assert Control("decision.rule", "choice").show("random") == "random"


def _render(control: Control, own: Any, value: Any) -> tuple[Any, list[Any]]:
    changed: list[Any] = []
    _, rc = solara.render(ControlInput(control, own, value, changed.append), handle_error=False)
    return rc, changed


def test_a_slider_sets_the_value_at_its_position() -> None:
    rc, changed = _render(Control("population.alpha", "slider", (0.1, 1.0, 5.0)), 1.0, 1.0)
    slider = rc.find(ipyvuetify.Slider).widget
    assert slider.v_model == 1
    slider.v_model = 2
    assert changed == [5.0]


def test_a_slider_has_room_for_the_variant_s_own_value_wherever_it_stands() -> None:
    control = Control("population.alpha", "slider", (0.1, 1.0))
    for value, position in ((0.7, 1), (1.0, 2)):
        rc, changed = _render(control, 0.7, value)
        slider = rc.find(ipyvuetify.Slider).widget
        assert (slider.max, slider.v_model) == (2, position)
        slider.v_model = 0
        assert changed == [0.1]


def test_a_choice_sets_the_name_behind_its_words() -> None:
    control = Control(
        "learning.kind", "choice", ("curve", "federated"), (("curve", "fast"), ("federated", "slow"))
    )
    rc, changed = _render(control, "curve", "curve")
    select = rc.find(ipyvuetify.Select).widget
    assert select.v_model == "fast"
    select.v_model = "slow"
    assert changed == ["federated"]


def test_a_choice_offers_what_the_variant_has_itself() -> None:
    rc, _ = _render(Control("decision.rule", "choice", ("none", "logit")), "40 % none, 60 % logit", "logit")
    select = rc.find(ipyvuetify.Select).widget
    assert (select.items, select.v_model) == (["none", "logit", "40 % none, 60 % logit"], "logit")


def test_every_letter_that_is_typed_counts_and_none_is_taken_back() -> None:
    typed: list[str] = []
    _, rc = solara.render(TextInput("Seed", 0, 0, typed.append), handle_error=False)
    field = rc.find(ipyvuetify.TextField).widget
    assert (field.v_model, field.placeholder) == ("0", "0")
    typed.clear()
    field.v_model = "1"
    field.v_model = "12"
    rc.render(TextInput("Seed", "1", 0, typed.append), rc.container)
    assert field.v_model == "12", "the page is drawn by then with what it had heard before"
    assert typed == ["1", "12"]


def test_controls_tell_which_field_was_set_to_what(base: SimulationConfig) -> None:
    turned: list[tuple[str, Any]] = []
    wish = Wish(Scene(base))
    _, rc = solara.render(Controls(wish, lambda *what: turned.append(what), 0), handle_error=False)
    rc.find(ipyvuetify.Slider).widgets[0].v_model = 0
    assert turned[-1] == ("population.organizations", 2)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        (
            {"population.partition": "iid"},
            "How alike their data are, α <small>Off: the partition “iid” has no alpha.</small>",
        ),
        (
            {"participation.rule": "always"},
            "Bad rounds until an organization leaves <small>Off: the rule “always” has no patience.</small>",
        ),
        (
            {"population.membership_cost": [0.1, 0.5]},
            "What membership costs, f (k$ per real sample) <small>Off: each organization has its own.</small>",
        ),
    ],
)
def test_what_turns_nothing_is_off_and_says_why(
    base: SimulationConfig, setting: dict[str, Any], reason: str
) -> None:
    _, rc = solara.render(Controls(Wish(Scene(base)), lambda *_: None, 0), handle_error=False)
    assert len(rc.find(ipyvuetify.Slider).widgets) == 6
    assert not [html for html in rc.find(HTML).widgets if "Off:" in html.unsafe_innerHTML]
    wish = Wish(Scene(base.with_overrides(setting)))
    _, rc = solara.render(Controls(wish, lambda *_: None, 0), handle_error=False)
    assert len(rc.find(ipyvuetify.Slider).widgets) == 5
    off = [html.unsafe_innerHTML for html in rc.find(HTML).widgets if "Off:" in html.unsafe_innerHTML]
    assert off == [reason]


def test_in_mid_run_what_cannot_change_is_off(base: SimulationConfig) -> None:
    wish = Wish(Scene(base)).asking(6)
    _, rc = solara.render(Controls(wish, lambda *_: None, 0), handle_error=False)
    off = {slider.label: slider.disabled for slider in rc.find(ipyvuetify.Slider).widgets}
    assert off == {
        "How many organizations, N": True,
        "How alike their data are, α": True,
        "What membership costs, f (k$ per real sample)": False,
        "How much rivals take from each other, γ": False,
        "Bad rounds until an organization leaves": False,
        "Rounds played before you look": True,
    }
    assert [select.disabled for select in rc.find(ipyvuetify.Select).widgets] == [False, False, True]
    assert rc.find(ipyvuetify.TextField).widget.disabled
    assert "from round 7 on" in rc.find(HTML).widgets[0].unsafe_innerHTML


def test_after_a_refusal_inputs_hold_what_is_played(base: SimulationConfig) -> None:
    wish = Wish(Scene(base))
    _, rc = solara.render(Controls(wish, lambda *_: None, 0), handle_error=False)
    rc.find(ipyvuetify.TextField).widget.v_model = "abc"
    rc.find(ipyvuetify.Slider).widgets[0].v_model = 20
    rc.render(Controls(wish, lambda *_: None, 1), rc.container)
    assert rc.find(ipyvuetify.TextField).widget.v_model == "0"
    assert rc.find(ipyvuetify.Slider).widgets[0].v_model == 3
