"""What is played: which scenario, and which of its markets."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import solara

from visualizations.browser.component import component
from visualizations.browser.session import Offer, Scene, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Repertoire = Mapping[str, Callable[[], Offer]]


@component
def Scenes(  # noqa: N802
    repertoire: Repertoire, scene: Scene, go: Callable[[Scene], None], complain: Callable[[str], None]
) -> None:
    """Let the visitor choose a scenario and one of its markets; nothing to see where there is no choice.

    Args:
        repertoire: by scenario, what makes its offer.
        scene: what is played.
        go: is told the scene that the visitor chose.
        complain: is told in one line why a scenario cannot be played.
    """
    offers = solara.use_memo(dict, [])

    def offer(scenario: str) -> Offer:
        if scenario not in offers:
            offers[scenario] = repertoire[scenario]()
        made: Offer = offers[scenario]
        return made

    def choose(scenario: str, market: str = "") -> None:
        try:
            chosen = offer(scenario)
        except (ValueError, ImportError) as error:
            complain(f"{scenario}: {one_line(error)}")
            return
        market = market or chosen.headline
        go(Scene(chosen.markets[market], scenario, market))

    if scene.scenario not in repertoire:
        return
    now = offer(scene.scenario)
    with solara.Div(classes=["cocogen-scenes"]):
        with solara.Div(classes=["cocogen-control", "cocogen-scenario"]):
            solara.HTML(tag="label", unsafe_innerHTML="Scenario")
            solara.Select("", values=list(repertoire), value=scene.scenario, on_value=choose, dense=True)
        solara.HTML(tag="div", unsafe_innerHTML=escape(now.question), classes=["cocogen-question"])
        if len(now.markets) > 1:
            with solara.Div(classes=["cocogen-control", "cocogen-market"]):
                solara.HTML(tag="label", unsafe_innerHTML="Market")
                solara.Select(
                    "",
                    values=list(now.markets),
                    value=scene.market,
                    on_value=lambda market: choose(scene.scenario, market),
                    dense=True,
                )
