"""The controls: which fields a visitor can change, in groups, under phrases that a newcomer understands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import solara

from cocogen.model.records.numerals import short
from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.wish import HEAD_START
from cocogen.visualizations.words import field_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocogen.visualizations.browser.wish import Wish

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
        return short(float(value)) if isinstance(value, int | float) else str(value)


def control_groups() -> dict[str, tuple[Control, ...]]:
    """Return the controls by group, in the order of the page."""
    from cocogen.agents.decisions import decision_rules
    from cocogen.model.game import redistribution_rules

    return {
        "Who takes part": (
            Control("population.organizations", "slider", (*range(2, 31), 40, 50, 60, 80, 100)),
            Control("population.alpha", "slider", (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)),
        ),
        "What it costs": (
            Control(
                "population.membership_cost", "slider", tuple(round(0.05 * step, 2) for step in range(21))
            ),
        ),
        "How they compete": (
            Control("competition.intensity", "slider", tuple(round(0.005 * step, 3) for step in range(41))),
        ),
        "What the mechanism pays": (Control("redistribution.rule", "choice", redistribution_rules.names()),),
        "How they decide": (
            Control("decision.rule", "choice", decision_rules.names()),
            Control("participation.patience", "slider", (1, 2, 3, 4, 5, 7, 10, 20)),
        ),
        "How they learn": (
            Control("learning.kind", "choice", tuple(LEARNING_KINDS), tuple(LEARNING_KINDS.items())),
        ),
        "Chance and time": (
            Control("run.seed", "text"),
            Control(HEAD_START, "slider", (0, 1, 5, 10, 20, 30, 50, 100)),
        ),
    }


@component
def Controls(wish: Wish, turn: Callable[[str, Any], object], refusals: int) -> None:  # noqa: N802
    """Show all controls in their groups; what turns nothing in the variant is off, and says why.

    Args:
        wish: what is wished for.
        turn: is told which field was set to what.
        refusals: how many wishes were refused; after each the inputs are made anew, for what they hold was refused.
    """
    after = wish.whatif.after if wish.whatif else None
    scene = f"{wish.scene.scenario}, {wish.scene.variant}, {refusals}, {after}"
    with solara.Div(classes=["cocogen-controls"]).key(scene):
        if after is not None:
            solara.HTML(
                tag="div",
                unsafe_innerHTML=f"<b>What if, from round {after + 1} on?</b> What is turned now holds from then on; what"
                " stays as it is for a whole run cannot be turned.",
                classes=["cocogen-question", "cocogen-whatif"],
            )
        if wish.scene.stored:
            solara.HTML(
                tag="div",
                unsafe_innerHTML="<b>A stored run.</b> The knobs stand where it was played; nothing of it can be turned.",
                classes=["cocogen-question", "cocogen-whatif"],
            )
        for title, controls in control_groups().items():
            solara.HTML(tag="h3", unsafe_innerHTML=title, classes=["cocogen-group"])
            for control in controls:
                field = control.field
                if field == HEAD_START and wish.scene.stored:
                    continue  # a stored run has been played already
                if wish.value(field) is None:
                    Idle(control, wish.why_not(field))
                    continue
                ControlInput(
                    control,
                    wish.own(field),
                    wish.value(field),
                    partial(turn, field),
                    is_off=not wish.turns(field),
                )


@component
def Idle(control: Control, reason: str) -> None:  # noqa: N802
    """Say of a control that it turns nothing here, and why."""
    words = f"{escape(control.label)} <small>Off: {escape(reason)}.</small>"
    solara.HTML(tag="p", unsafe_innerHTML=words, classes=["cocogen-control", "cocogen-idle"])


@component
def ControlInput(  # noqa: N802
    control: Control, own: Any, value: Any, on_value: Callable[[Any], object], *, is_off: bool = False
) -> None:
    """Show one control: its phrase and value, and what changes it.

    Args:
        control: which.
        own: the variant's own value, which is offered even if it is none of the usual.
        value: where it stands.
        on_value: is told the value that the visitor chose.
        is_off: whether it cannot be changed now.
    """
    with solara.Div(
        classes=["cocogen-control", f"cocogen-{control.field.replace('.', '-').replace(' ', '-')}"]
    ):
        if control.kind == "slider":
            values = sorted({*control.values, own, value})
            solara.HTML(tag="label", unsafe_innerHTML=f"{control.label} <b>{control.show(value)}</b>")
            solara.SliderInt(
                control.label,
                value=values.index(value),
                min=0,
                max=len(values) - 1,
                on_value=lambda index: on_value(values[index]),
                thumb_label=False,
                disabled=is_off,
            )
        elif control.kind == "choice":
            solara.HTML(tag="label", unsafe_innerHTML=control.label)
            shown = {control.show(name): name for name in dict.fromkeys((*control.values, own, value))}
            solara.Select(
                control.label,
                values=list(shown),
                value=control.show(value),
                on_value=lambda text: on_value(shown[text]),
                dense=True,
                disabled=is_off,
            )
        else:
            solara.HTML(tag="label", unsafe_innerHTML=control.label)
            TextInput(control.label, value, own, on_value, is_off=is_off)


@component
def TextInput(  # noqa: N802
    label: str, value: Any, own: Any, on_value: Callable[[str], object], *, is_off: bool = False
) -> None:
    """Show a field to type in; left empty it stands for the variant's own value, shown in grey.

    The field is told its text once. Were it told again whenever it is drawn, as other inputs are, then letters typed meanwhile
    would be lost; and as Enter is heard of before the last letters are, each letter counts, with Enter or without.

    Args:
        label: its name, for those who cannot see it.
        value: what stands there at first.
        own: the variant's own value.
        on_value: is told the text after each letter.
        is_off: whether nothing can be typed now.
    """
    field = solara.v.TextField(
        label=label, on_v_model=on_value, placeholder=str(own), dense=True, disabled=is_off
    )
    solara.use_effect(lambda: setattr(solara.get_widget(field), "v_model", str(value)), [])
