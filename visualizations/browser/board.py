"""The board: what is played as live panels, and above them what is wrong and how far it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import solara

from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.live.show import Live

if TYPE_CHECKING:
    from cocogen.visualizations.browser.run import View


@component
def Board(view: View) -> None:  # noqa: N802
    """Show what is played, and what is wrong.

    Args:
        view: what there is to see.
    """
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
            Live(view.story, view.rounds)
