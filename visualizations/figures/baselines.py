"""The baselines figure: what each way of deciding earns and learns, in the mean and round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from cocogen.model.records.intervals import estimate
from cocogen.model.records.measures import all_measures
from cocogen.visualizations.figures.courses import draw_measure
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.registry import figures
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.seeds import seed_count, seeds_caption
from cocogen.visualizations.style import INK, OPTIMUM, SMALL, WIDE, new_figure, number_format, variant_colors

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

QUESTION = "Which way of deciding earns most, and which learns most?"
"""What the figure answers where the scenario does not say."""


@figures.register("baselines")
def baselines(variants: Variants, question: str = QUESTION) -> Figure:
    """Draw mean welfare and accuracy of every variant as dots, and welfare over rounds."""
    figure = new_figure(WIDE, 2.0 + 0.27 * len(variants))
    left, middle, right = figure.subplots(1, 3, width_ratios=[1.0, 0.85, 1.6])
    labels = EndLabels()
    ask(figure, question)

    draw_dots(left, variants, "social_welfare")
    left.set_title("Mean welfare")
    left.set_xlabel("k$ per round")
    optimum = [float(frames["rounds"]["optimal_welfare"].mean()) for frames in variants.values()]
    if np.isfinite(optimum).any():
        left.axvline(float(np.nanmax(optimum)), color=INK, linestyle=OPTIMUM, linewidth=1.2)
    draw_dots(middle, variants, "accuracy")
    middle.set_title("Mean accuracy")
    middle.set_xlabel("share")
    middle.set_yticks(range(len(variants)), [""] * len(variants))
    draw_measure(right, variants, "social_welfare", labels, optimum=True)
    right.set_title("Welfare round by round")
    right.set_ylabel("k$ per round")

    seeds = seed_count(frames["rounds"] for frames in variants.values())
    caption(
        figure,
        f"{all_measures.described('social_welfare', 'round').label}; dotted: social optimum by the learning curve.",
        seeds_caption(seeds),
    )
    labels.place(figure)
    return figure


def draw_dots(axes: Axes, variants: Variants, measure: str) -> None:
    """Draw a measure's mean over rounds as one dot per variant, with a 95 % interval over seeds if there are several.

    Args:
        axes: where; variants become its rows.
        variants: the tables of each variant.
        measure: column of the rounds table.
    """
    colors, known = variant_colors(variants), all_measures.described(measure, "round")
    for row, (name, frames) in enumerate(variants.items()):
        values = seed_means(frames["rounds"], measure)
        found = estimate(values)
        color = colors[name]
        if found.n > 1:
            ends = [known.within(found.low), known.within(found.high)]
            axes.plot(ends, [row, row], color=color, linewidth=1.5, solid_capstyle="butt")
        axes.plot(found.mean, row, "o", color=color, markersize=6)
        axes.annotate(
            known.unit.beside(found.mean),
            (found.mean, row),
            (0, 5),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=SMALL - 0.5,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )
    axes.set_yticks(range(len(variants)), list(variants))
    axes.set_ylim(len(variants) - 0.5, -0.8)
    axes.margins(x=0.18)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(number_format(*axes.get_xlim()))


def seed_means(rounds: pd.DataFrame, measure: str) -> pd.Series[float]:
    """Return the mean of a measure over rounds, one value per seed."""
    seeds = rounds["seed"] if "seed" in rounds else np.zeros(len(rounds))
    means: pd.Series[float] = rounds[measure].groupby(np.asarray(seeds)).mean()
    return means
