"""The board: headline, network, charts and table of the market, drawn anew after every round."""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import solara
from mesa.visualization.utils import update_counter

from visualizations.browser.charts import draw_welfare
from visualizations.browser.component import component
from visualizations.browser.headline import Headline, facts, note
from visualizations.browser.network import draw_network
from visualizations.browser.pictures import BARE, Picture
from visualizations.browser.table import Table, table_html
from visualizations.figures.courses import draw_generation
from visualizations.figures.lanes import draw_lanes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.simulation import CoopetitionModel

CHART = (5.6, 2.0)
"""Size of a chart, inches."""
MAP = (5.6, 3.95)
"""Size of the network, inches."""


@component
def Board(model: CoopetitionModel, problem: str, *, busy: bool) -> None:  # noqa: N802
    """Show the market.

    Args:
        model: the simulation.
        problem: what is wrong with the settings; empty if nothing is.
        busy: whether another model is being made.
    """
    update_counter.get()
    now = [model, model.round]
    tables = solara.use_memo(model.tables, now)
    with solara.Div(classes=["cocogen-board"]):
        solara.ProgressLinear(busy, classes=["cocogen-busy"])
        Headline(facts(model))
        if note(model):
            solara.HTML(tag="div", unsafe_innerHTML=escape(note(model)), classes=["cocogen-note"])
        if problem:
            solara.HTML(
                tag="div",
                unsafe_innerHTML=escape(problem),
                classes=["cocogen-problem"],
                attributes={"role": "alert"},
            )
        with solara.Div(classes=["cocogen-columns"]):
            with solara.Div(classes=["cocogen-column"]):
                with card(
                    "The market",
                    "Size: samples generated. Hollow: out. Lines: rivalry. Arrows: payments.",
                ):
                    Picture(
                        lambda axes, _: draw_network(axes, model, tables["transfers"]),
                        "network",
                        MAP,
                        now,
                        BARE,
                    )
                with card("Organizations this round", "Money in k$. Hover a heading for its meaning."):
                    Table(table_html(model))
            with solara.Div(classes=["cocogen-column"]):
                with card("What each generates", "Dashed: Nash equilibrium."):
                    Picture(
                        lambda axes, labels: draw_generation(axes, tables["organizations"], labels),
                        "generation",
                        CHART,
                        now,
                    )
                with card(
                    "Welfare of the members", "Dashed: at the equilibrium. Dotted: at the social optimum."
                ):
                    Picture(
                        lambda axes, labels: draw_welfare(axes, tables["rounds"], labels),
                        "welfare",
                        CHART,
                        now,
                    )
                with card("Who is in", "Coloured while a member; a cross marks an exit."):
                    Picture(
                        lambda axes, _: draw_lanes(axes, {"": tables}, name_markets=False),
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
