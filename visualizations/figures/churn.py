"""The churn figure: how many stay, how many are at risk, what everybody earns meanwhile, and who left when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.visualizations.figures.courses import draw_at_risk, draw_measure
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.lanes import LANE_TITLE_PAD, draw_lanes, exits_in_words
from cocogen.visualizations.figures.registry import figures
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.seeds import seed_count, seeds_caption
from cocogen.visualizations.style import WIDE, new_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

QUESTION = "Who leaves when coopetition hurts, and which redistribution keeps them in?"
"""What the figure answers where the scenario does not say."""


@figures.register("churn")
def churn(variants: Variants, question: str = QUESTION) -> Figure:
    """Draw members over rounds, the number at risk, the welfare of everyone, and the lanes of membership."""
    organizations = max(
        (frames["organizations"]["organization"].nunique() for frames in variants.values()), default=0
    )
    table, lanes = 0.16 * len(variants), min(3.2, max(1.2, 0.17 * organizations))
    figure = new_figure(WIDE, 3.6 + table + lanes, wspace=0.06)
    grid = figure.add_gridspec(3, 2, height_ratios=[2.1, table, lanes])
    members, welfare = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0:2, 1])
    at_risk, who = figure.add_subplot(grid[1, 0], sharex=members), figure.add_subplot(grid[2, :])
    labels = EndLabels()
    ask(figure, question)

    draw_measure(members, variants, "members", labels, steps=True)
    members.set_title("Members over rounds")
    members.set_ylim(0, organizations * 1.06 or 1)
    members.set_ylabel("organizations that are in")
    draw_at_risk(at_risk, variants)
    draw_measure(welfare, variants, "welfare_everyone", labels)
    welfare.set_title("Welfare of everyone, outsiders included")
    welfare.set_ylabel("k$ per round")
    draw_lanes(who, variants)
    who.set_title(exits_in_words(variants), pad=LANE_TITLE_PAD)

    seeds = seed_count(frames["rounds"] for frames in variants.values())
    drawn = "Lanes show the first seed;" if seeds > 1 else "Lanes are coloured while an organization is in;"
    caption(figure, seeds_caption(seeds), f"{drawn} a cross marks an exit.")
    labels.place(figure)
    return figure
