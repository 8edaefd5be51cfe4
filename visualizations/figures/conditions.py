"""The conditions figure: what the same market does under different conditions, in the mean and round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from cocogen.model.records.measures import all_measures
from cocogen.visualizations.figures.baselines import draw_dots
from cocogen.visualizations.figures.courses import amount_axis, draw_measure
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.registry import figures
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.seeds import seed_count, seeds_caption
from cocogen.visualizations.style import INK, OPTIMUM, WIDE, new_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

QUESTION = "What do the conditions do to generation, accuracy, membership and welfare?"
"""What the figure answers where the scenario does not say."""

PANELS = (
    ("generation_mean", "Generated", "samples per member"),
    ("accuracy", "Accuracy", ""),
    ("members", "Members", ""),
    ("social_welfare", "Welfare", ""),
)
"""Measures of a round whose means are drawn, each with its title; a unit, where it should say more than the measure's own."""


@figures.register("conditions")
def conditions(variants: Variants, question: str = QUESTION) -> Figure:
    """Draw what every variant generates, learns, keeps and earns as dots, and the way there in generation and accuracy."""
    dots = 0.62 + 0.22 * len(variants)
    courses = max(1.75, 0.19 * len(variants))
    figure = new_figure(WIDE, 1.2 + dots + courses, hspace=0.08)
    grid = figure.add_gridspec(2, 4, height_ratios=[dots, courses])
    labels = EndLabels()
    ask(figure, question)

    for column, (measure, title, unit) in enumerate(PANELS):
        panel = figure.add_subplot(grid[0, column])
        draw_dots(panel, variants, measure)
        panel.set_title(title)
        panel.set_xlabel(unit or all_measures.described(measure, "round").unit.name)
        if column:
            panel.set_yticks(range(len(variants)), [""] * len(variants))
    _count_from_zero(figure.axes[-2], max(float(f["rounds"]["members"].max()) for f in variants.values()))
    optimum = _mark_optimum(figure.axes[-1], variants)
    generated, learned = figure.add_subplot(grid[1, :2]), figure.add_subplot(grid[1, 2:])
    draw_measure(generated, variants, "generation_mean", labels)
    amount_axis(generated, pd.concat([frames["rounds"]["generation_mean"] for frames in variants.values()]))
    generated.set_title("Generated per member, round by round")
    draw_measure(learned, variants, "accuracy", labels)
    learned.set_title("Accuracy, round by round")
    learned.set_ylabel("share")

    seeds = seed_count(frames["rounds"] for frames in variants.values())
    caption(
        figure,
        f"Dots are means over rounds; {all_measures.described('social_welfare', 'round').label.lower()}.",
        "Dotted: social optimum by the learning curve." if optimum else "",
        seeds_caption(seeds),
    )
    labels.place(figure)
    return figure


def _count_from_zero(axes: Axes, most: float) -> None:
    """Let the axis of a count begin at zero, with whole numbers only."""
    axes.set_xlim(0, 1.18 * max(most, 1.0))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))


def _mark_optimum(axes: Axes, variants: Variants) -> bool:
    """Mark each variant's optimal welfare on its row, and say whether any is known."""
    means = [float(frames["rounds"]["optimal_welfare"].mean()) for frames in variants.values()]
    rows = np.flatnonzero(np.isfinite(means))
    for row in rows:
        axes.plot([means[row]] * 2, [row - 0.42, row + 0.42], color=INK, linestyle=OPTIMUM, linewidth=1.2)
    return len(rows) > 0
