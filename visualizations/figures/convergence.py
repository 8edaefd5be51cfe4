"""The convergence figure: how far play is from the equilibrium, and what deviating would still gain, round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.visualizations.figures.courses import rounds_axis, rounds_of
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.registry import figures
from cocogen.visualizations.figures.turning_points import mark_turning_points
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.seeds import over_seeds, seed_count, seeds_caption
from cocogen.visualizations.style import WIDE, new_figure, variant_colors

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

LEAST = {"distance_to_equilibrium": 1e-3, "regret": 1e-6}
"""What counts as nothing: smaller values are drawn here, so that a logarithmic axis can show them."""

QUESTION = "Which ways of deciding find the equilibrium?"
"""What the figure answers where the scenario does not say."""


@figures.register("convergence")
def convergence(variants: Variants, question: str = QUESTION) -> Figure:
    """Draw the distance to the equilibrium and the regret of every variant over rounds, on logarithmic axes."""
    figure = new_figure(WIDE, max(2.8, 0.32 * len(variants)))
    left, right = figure.subplots(1, 2)
    labels = EndLabels()
    ask(figure, question)
    _draw(left, variants, "distance_to_equilibrium", labels)
    left.set_title("Distance to the equilibrium")
    left.set_ylabel("samples per organization (log)")
    _draw(right, variants, "regret", labels)
    right.set_title("Regret: what deviating would still gain")
    right.set_ylabel("k$ (log)")
    seeds = seed_count(frames["rounds"] for frames in variants.values())
    caption(
        figure,
        f"Below {LEAST['distance_to_equilibrium']:g} samples and {LEAST['regret']:g} k$ nothing is left.",
        seeds_caption(seeds),
    )
    labels.place(figure)
    return figure


def _draw(axes: Axes, variants: Variants, measure: str, labels: EndLabels) -> None:
    axes.set_yscale("log")
    colors = variant_colors(variants)
    for name, frames in variants.items():
        course = over_seeds(frames["rounds"], "round", measure)
        values = course["mean"].clip(lower=LEAST[measure])
        axes.plot(course.index, values, color=colors[name], label=name)
        labels.add(axes, values, name, colors[name])
    mark_turning_points(axes, variants)
    rounds_axis(axes, *rounds_of(variants))
