"""The board: what is played as live panels, and above them what is wrong and how far it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import solara

from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.live.show import Live

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.visualizations.browser.chance.request import Spread
    from cocogen.visualizations.browser.run import View


@component
def Board(  # noqa: N802
    view: View, heard: Mapping[str, Callable[..., object]] | None = None, spread: Spread | None = None
) -> None:
    """Show what is played, and what is wrong.

    Args:
        view: what there is to see.
        heard: by name, what is done when a visitor asks for it on the board.
        spread: what is known of other seeds.
    """
    question = view.wish.whatif if view.wish else None
    with solara.Div(classes=["cocogen-board"]):
        solara.ProgressLinear(view.busy, classes=["cocogen-busy"])
        with solara.Div():  # always there, so that the panels below stay what they are
            if view.progress:
                solara.HTML(tag="div", unsafe_innerHTML=escape(view.progress), classes=["cocogen-note"])
            if view.problem:
                solara.HTML(
                    tag="div",
                    unsafe_innerHTML=escape(view.problem),
                    classes=["cocogen-problem"],
                    attributes={"role": "alert"},
                )
        if view.story is not None:
            Live(
                view.story,
                view.rounds,
                beside=view.beside,
                after=question.after if question else None,
                heard=heard,
                spread=spread,
            )
