"""The quickstart figure: who generates how much, what everybody learns, who is in, who paid whom."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cocogen.model.records.numerals import percent, share
from cocogen.visualizations.figures.courses import distance_to_equilibrium, draw_generation, draw_measure
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.lanes import LANE_TITLE_PAD, draw_lanes, exits_in_words
from cocogen.visualizations.figures.payments import draw_payments, payments_in_words
from cocogen.visualizations.figures.registry import figures
from cocogen.visualizations.figures.turning_points import mark_turning_points
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.seeds import first_seed, over_seeds, seed_count, seeds_caption
from cocogen.visualizations.style import WIDE, new_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]


SAME_ACCURACY = 0.0015
"""Accuracies this close are called the same."""

QUESTION = "Does redistribution keep rivals in a common training, and is it worth it?"
"""What the figure answers where the scenario does not say."""


@figures.register("quickstart")
def quickstart(variants: Variants, question: str = QUESTION) -> Figure:
    """Draw the four panels of a run; generation and payments are those of the last variant, the headline."""
    headline, tables = list(variants.items())[-1]
    names = organization_names(tables["organizations"])
    transfers = first_seed(tables["transfers"])
    figure = new_figure(WIDE, 5.6, wspace=0.06, hspace=0.06)
    (top_left, top_right), (bottom_left, bottom_right) = figure.subplots(2, 2)
    labels = EndLabels()
    ask(figure, question)

    draw_generation(top_left, tables["organizations"], labels)
    mark_turning_points(top_left, {headline: tables})
    top_left.set_title(_generation_title(headline, tables["organizations"]))
    draw_measure(top_right, variants, "accuracy", labels)
    top_right.set_title(_accuracy_title(variants))
    draw_lanes(bottom_left, variants)
    bottom_left.set_title(exits_in_words(variants), pad=LANE_TITLE_PAD)
    draw_payments(bottom_right, transfers, names)
    bottom_right.set_title(payments_in_words(transfers, names))

    seeds = seed_count(frames["rounds"] for frames in variants.values())
    drawn = "Lanes, generation and payments show the first seed." if seeds > 1 else ""
    caption(
        figure,
        f"Generation and payments under {headline}. Dashed: Nash equilibrium.",
        seeds_caption(seeds),
        drawn,
    )
    labels.place(figure)
    return figure


def organization_names(organizations: pd.DataFrame) -> list[str]:
    """Return the names of all organizations in the order of their index."""
    rows = first_seed(organizations).drop_duplicates("organization").sort_values("organization")
    return [str(name) for name in rows["name"]]


def _generation_title(variant: str, organizations: pd.DataFrame) -> str:
    distance = distance_to_equilibrium(organizations)
    if math.isnan(distance):
        return f"{variant}: nobody trains at the end"
    if distance < 0.005:
        return f"{variant} reaches the equilibrium"
    return f"{variant} ends {percent(distance)} from the equilibrium"


def _accuracy_title(variants: Variants) -> str:
    ends = {}
    for name, frames in variants.items():
        course = over_seeds(frames["rounds"], "round", "accuracy")["mean"].dropna()
        if len(course):
            ends[name] = float(course.iloc[-1])
    if not ends:
        return "Accuracy of the common model"
    best = max(ends, key=lambda name: ends[name])
    if len(ends) == 1:
        return f"{best} ends at accuracy {share(ends[best])}"
    if ends[best] - min(ends.values()) < SAME_ACCURACY:
        return f"All learn the same: accuracy {share(ends[best])}"
    return f"{best} learns most: accuracy {share(ends[best])}"
