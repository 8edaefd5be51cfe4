"""The controls: which fields a visitor can change, in groups, under phrases that a newcomer understands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, Literal

import solara

from model.sections import PartSection
from visualizations.browser.component import component
from visualizations.browser.session import DEFAULT_HEAD_START, HEAD_START
from visualizations.words import field_label, short_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from model.config import SimulationConfig

LEARNING_KINDS = {
    "curve": "from a learning curve (fast)",
    "federated": "by real federated training (slower)",
}


@dataclass(frozen=True)
class Control:
    """One field that a visitor can change.

    Args:
        field: its dotted name.
        kind: a slider over values, a choice among names, or a text.
        values: the values of a slider or a choice, in order.
        words: how a value is shown, where its own name does not do.
    """

    field: str
    kind: Literal["slider", "choice", "text"]
    values: tuple[Any, ...] = ()
    words: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """The phrase for the field, with its symbol."""
        return "Rounds played before you look" if self.field == HEAD_START else field_label(self.field)

    def show(self, value: Any) -> str:
        """Return a value in words."""
        words = dict(self.words)
        if value in words:
            return words[value]
        return short_number(float(value)) if isinstance(value, int | float) else str(value)


def control_groups() -> dict[str, tuple[Control, ...]]:
    """Return the controls by group, in the order of the page."""
    from agents.decisions import decision_rules
    from model.game import redistribution_rules

    return {
        "Who takes part": (
            Control("population.organizations", "slider", tuple(range(2, 31))),
            Control("population.alpha", "slider", (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)),
        ),
        "How they compete": (
            Control("competition.intensity", "slider", tuple(round(0.005 * step, 3) for step in range(41))),
        ),
        "What the mechanism pays": (Control("redistribution.rule", "choice", redistribution_rules.names()),),
        "How they decide": (Control("decision.rule", "choice", decision_rules.names()),),
        "How they learn": (
            Control("learning.kind", "choice", tuple(LEARNING_KINDS), tuple(LEARNING_KINDS.items())),
        ),
        "Chance and time": (
            Control("run.seed", "text"),
            Control(HEAD_START, "slider", (0, 1, 5, 10, 20, 30, 50, 100)),
        ),
    }


def current_value(config: SimulationConfig, field: str) -> Any:
    """Return a field's value in a configuration, the part's default if it is a part's parameter; None if unknown.

    Args:
        config: the configuration.
        field: dotted name.
    """
    if field == HEAD_START:
        return DEFAULT_HEAD_START
    section_name, _, name = field.partition(".")
    section = getattr(config, section_name)
    if name in type(section).model_fields:
        return getattr(section, name)
    if not isinstance(section, PartSection):
        return None
    if name in section.parameters:
        return section.parameters[name]
    parameter = signature(section.registry().factory(section.part)).parameters.get(name)
    return None if parameter is None or parameter.default is Parameter.empty else parameter.default


def initial_settings(config: SimulationConfig) -> dict[str, Any]:
    """Return the value of every control that the configuration has a value for."""
    fields = [control.field for group in control_groups().values() for control in group]
    values = {field: current_value(config, field) for field in fields}
    return {field: value for field, value in values.items() if value is not None}


@component
def Controls(settings: solara.Reactive[Mapping[str, Any]]) -> None:  # noqa: N802
    """Show all controls in their groups.

    Args:
        settings: what they change, by dotted name.
    """
    with solara.Div(classes=["cocogen-controls"]):
        for title, controls in control_groups().items():
            shown = [control for control in controls if control.field in settings.value]
            if shown:
                solara.HTML(tag="h3", unsafe_innerHTML=title, classes=["cocogen-group"])
            for control in shown:
                ControlInput(
                    control, settings.value[control.field], partial(_change, settings, control.field)
                )


def _change(settings: solara.Reactive[Mapping[str, Any]], field: str, value: Any) -> None:
    settings.set({**settings.value, field: value})


@component
def ControlInput(control: Control, value: Any, on_value: Callable[[Any], None]) -> None:  # noqa: N802
    """Show one control: its phrase and value, and what changes it."""
    with solara.Div(
        classes=["cocogen-control", f"cocogen-{control.field.replace('.', '-').replace(' ', '-')}"]
    ):
        if control.kind == "slider":
            values = slider_values(control, value)
            solara.HTML(tag="label", unsafe_innerHTML=f"{control.label} <b>{control.show(value)}</b>")
            solara.SliderInt(
                "",
                value=values.index(value),
                min=0,
                max=len(values) - 1,
                on_value=lambda index: on_value(values[index]),
                thumb_label=False,
            )
        elif control.kind == "choice":
            solara.HTML(tag="label", unsafe_innerHTML=control.label)
            shown = {control.show(name): name for name in control.values}
            solara.Select(
                "",
                values=list(shown),
                value=control.show(value),
                on_value=lambda text: on_value(shown[text]),
                dense=True,
            )
        else:
            solara.HTML(tag="label", unsafe_innerHTML=control.label)
            solara.InputText("", value=str(value), on_value=on_value, dense=True)


def slider_values(control: Control, value: Any) -> list[Any]:
    """Return the values of a slider, and the present one among them even if it is none of the usual."""
    return sorted({*control.values, value})
