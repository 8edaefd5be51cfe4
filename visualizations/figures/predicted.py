"""The predicted figure: what theory says that organizations serve with, against what they really do, variant by variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.records.numerals import share
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.registry import figures
from cocogen.visualizations.seeds import seed_count, seeds_caption
from cocogen.visualizations.style import BLUE, GREY, ORANGE, SMALL, WIDE, new_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

QUESTION = "Does theory predict what organizations really reach?"
"""What the figure answers where the scenario does not say."""
FIRST_ROUND = 5
"""Rounds before this one are left out where there are later ones: the curves are meant for what follows."""
IN_A_ROW = 3
"""Most panels side by side."""


@figures.register("predicted")
def predicted(variants: Variants, question: str = QUESTION) -> Figure:
    """Draw predicted against measured accuracy of every organization and round, of members and of own models, a panel per variant."""
    columns = min(IN_A_ROW, len(variants))
    rows = -(-len(variants) // columns)
    figure = new_figure(WIDE, 0.6 + 2.1 * rows, wspace=0.1)
    panels = np.ravel(figure.subplots(rows, columns, squeeze=False))
    ask(figure, question)
    for panel, (name, frames) in zip(panels, variants.items(), strict=False):
        _draw_variant(panel, name, frames["organizations"])
    for panel in panels[len(variants) :]:
        panel.set_axis_off()
    panels[0].legend(loc="lower right", markerscale=3, handletextpad=0.1)
    caption(
        figure,
        f"A point is an organization in a round, from round {FIRST_ROUND}; the numbers are mean absolute errors. "
        "Alone is everybody's own model, whether it serves with it or not.",
        seeds_caption(seed_count(frames["rounds"] for frames in variants.values())),
    )
    return figure


def _draw_variant(panel: Axes, name: str, table: pd.DataFrame) -> None:
    late = table[table["round"] >= min(FIRST_ROUND, table["round"].max())]
    inside = late[late["plays"].astype(bool)]
    pairs = {
        "alone": (ORANGE, late["predicted_alone"], late["accuracy_alone"]),
        "members": (BLUE, inside["predicted_accuracy"], inside["accuracy"]),
    }
    everything = np.concatenate([values for _, *both in pairs.values() for values in both])
    low, high = max(0.0, float(everything.min()) - 0.03), max(1.0, float(everything.max()))
    panel.plot([low, high], [low, high], color=GREY, linewidth=0.8)
    errors = []
    for label, (color, guess, truth) in pairs.items():
        panel.plot(guess, truth, ".", color=color, markersize=2.5, alpha=0.6, label=label)
        if len(guess):
            errors.append(f"{label} {share(np.abs(guess - truth).mean())}")
    panel.set(xlim=(low, high), ylim=(low, high), xlabel="predicted", ylabel="measured", aspect="equal")
    panel.set_title("\n".join([name, ", ".join(errors)]), fontsize=SMALL)
