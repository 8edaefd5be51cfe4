"""What is played: which scenario, which of its variants, and beside which other one."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import solara

from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.failure import told
from cocogen.visualizations.browser.stage import Offer, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.visualizations.browser.wish import Wish

    Repertoire = Mapping[str, Callable[[], Offer]]

NOTHING = "nothing"
"""What a variant is compared with unless the visitor chooses another one."""


def remark(scene: Scene, kind: str) -> str:
    """Return what a visitor should know about where accuracy comes from; empty where the scenario has it so itself.

    Args:
        scene: the variant.
        kind: how it is played, ``learning.kind``.
    """
    if not scene.trains:
        return ""
    if kind == "federated":
        return "Trains for real, as the scenario does: a round takes a moment."
    if scene.alike:
        return "On the learning curve this variant is the same as another one here: only real training tells them apart."
    return "The scenario trains for real; here the learning curve answers at once. “How they learn” switches."


@component
def Scenes(  # noqa: N802
    repertoire: Repertoire,
    wish: Wish,
    kind: str,
    refusals: int,
    go: Callable[[Scene, Scene | None], object],
    compare: Callable[[Scene | None], object],
    complain: Callable[[str], object],
    noun: str = "Scenario",
) -> None:
    """Let the visitor choose a scenario, one of its variants and another beside it; nothing to see where there is no choice.

    Args:
        repertoire: by scenario, what makes its offer.
        wish: what is played, and beside what.
        kind: how it learns.
        refusals: how many choices were refused; after each the inputs are made anew, for what they hold was refused.
        go: is told the scene that the visitor chose, and what it is compared with at first.
        compare: is told the scene to play beside it; None for none.
        complain: is told in one line why a scenario cannot be played.
        noun: what is chosen from the repertoire.
    """
    scene, beside = wish.scene, wish.beside
    offers: dict[str, Offer] = solara.use_memo(dict, [])

    def offer(scenario: str) -> Offer:
        if scenario not in offers:
            offers[scenario] = repertoire[scenario]()
        return offers[scenario]

    def choose(scenario: str, variant: str = "") -> None:
        try:
            chosen = offer(scenario)
        except Exception as error:
            complain(f"{scenario}: {told(error)}")
            return
        name = variant or chosen.headline
        go(chosen.scenes[name], chosen.beside(name))

    if scene.scenario not in repertoire:
        return
    now = offer(scene.scenario)
    with solara.Div(classes=["cocogen-scenes"]).key(f"{scene.scenario} after {refusals}"):
        if len(repertoire) > 1:
            with solara.Div(classes=["cocogen-control", "cocogen-scenario"]):
                solara.HTML(tag="label", unsafe_innerHTML=noun)
                solara.Select(
                    noun, values=list(repertoire), value=scene.scenario, on_value=choose, dense=True
                ).key(f"scenario after {refusals}")
        solara.HTML(tag="div", unsafe_innerHTML=escape(now.question), classes=["cocogen-question"])
        if len(now.scenes) > 1:
            with solara.Div(classes=["cocogen-control", "cocogen-variant"]):
                solara.HTML(tag="label", unsafe_innerHTML="Variant")
                solara.Select(
                    "Variant",
                    values=list(now.scenes),
                    value=scene.variant,
                    on_value=lambda variant: choose(scene.scenario, variant),
                    dense=True,
                )
            with solara.Div(classes=["cocogen-control", "cocogen-beside"]):
                solara.HTML(tag="label", unsafe_innerHTML="Compare with")
                solara.Select(
                    "Compare with",
                    values=[NOTHING, *(variant for variant in now.scenes if variant != scene.variant)],
                    value=beside.variant if beside else NOTHING,
                    on_value=lambda variant: compare(now.scenes.get(variant)),
                    dense=True,
                )
        if remark(scene, kind):
            solara.HTML(
                tag="div",
                unsafe_innerHTML=escape(remark(scene, kind)),
                classes=["cocogen-question", "cocogen-remark"],
            )
