"""The board: headline, network, charts and table of what is played, drawn anew after every round."""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import solara

from cocogen.visualizations.browser.charts import draw_amounts, draw_welfare
from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.headline import Headline, facts, notes
from cocogen.visualizations.browser.network import draw_network
from cocogen.visualizations.browser.pictures import BARE, Picture
from cocogen.visualizations.browser.table import Table, table_html
from cocogen.visualizations.figures.lanes import draw_lanes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocogen.visualizations.browser.run import View
    from cocogen.visualizations.browser.snapshot import Snapshot

CHART = (5.6, 2.0)
"""Size of a chart, inches."""
MAP = (5.6, 3.95)
"""Size of the network, inches."""


@component
def Board(view: View) -> None:  # noqa: N802
    """Show what is played, what a visitor should know about it, and what is wrong.

    Args:
        view: what there is to see.
    """
    seen = view.snapshot
    with solara.Div(classes=["cocogen-board"]):
        solara.ProgressLinear(view.busy, classes=["cocogen-busy"])
        if seen is not None:
            Headline(facts(seen))
        for line in [*([view.progress] if view.progress else []), *(notes(seen) if seen else [])]:
            solara.HTML(tag="div", unsafe_innerHTML=escape(line), classes=["cocogen-note"])
        if view.problem:
            solara.HTML(
                tag="div",
                unsafe_innerHTML=escape(view.problem),
                classes=["cocogen-problem"],
                attributes={"role": "alert"},
            )
        if seen is not None:
            Cards(seen)


@component
def Cards(seen: Snapshot) -> None:  # noqa: N802
    """Show the network and the table beside the charts."""
    now = [seen]
    with solara.Div(classes=["cocogen-columns"]):
        with solara.Div(classes=["cocogen-column"]):
            with card(
                "The federation",
                "Size: samples generated. Hollow: out. Pale: down or waits. Lines: rivalry. Arrows: payments.",
            ):
                Picture(lambda axes, _: draw_network(axes, seen), "network", MAP, now, BARE)
            with card("Organizations this round", "Money in k$. Hover a heading for its meaning."):
                Table(table_html(seen.organizations))
        with solara.Div(classes=["cocogen-column"]):
            with card("What each generates", "Dashed: Nash equilibrium."):
                Picture(lambda axes, labels: draw_amounts(axes, seen, labels), "generation", CHART, now)
            with card(
                "Welfare of everyone", "Dashed: members at the equilibrium. Dotted: the optimum with all in."
            ):
                Picture(lambda axes, labels: draw_welfare(axes, seen, labels), "welfare", CHART, now)
            with card("Who is in", "Coloured while a member; a cross marks an exit."):
                Picture(
                    lambda axes, _: draw_lanes(axes, {"": seen.tables}, name_variants=False),
                    "members",
                    CHART,
                    now,
                )


@contextmanager
def card(title: str, note: str) -> Iterator[None]:
    """Frame what is shown inside with a title and a note on how to read it."""
    with solara.Div(classes=["cocogen-card"]):
        solara.HTML(tag="h2", unsafe_innerHTML=f"{escape(title)} <small>{escape(note)}</small>")
        yield
