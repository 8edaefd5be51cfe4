"""The page's charts over rounds: what is generated, and welfare beside the equilibrium's and the optimum's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cocogen.visualizations.figures.courses import (
    draw_generation,
    mark_turning_points,
    rounds_axis,
    value_axis,
)
from cocogen.visualizations.style import BLUE, EQUILIBRIUM, INK, OPTIMUM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cocogen.visualizations.browser.snapshot import Snapshot
    from cocogen.visualizations.labels import EndLabels


def draw_amounts(axes: Axes, seen: Snapshot, labels: EndLabels) -> None:
    """Draw what each generates, with a mark where the world changed.

    Args:
        axes: where.
        seen: what there is to see.
        labels: takes the names for the ends of the lines.
    """
    draw_generation(axes, seen.tables["organizations"], labels)
    mark_turning_points(axes, {"": seen.tables})


def draw_welfare(axes: Axes, seen: Snapshot, labels: EndLabels) -> None:
    """Draw everybody's welfare as it was played, had members played the equilibrium (dashed), and at the optimum (dotted).

    At the optimum everybody is in; beside the equilibrium, who is out earns what it earned.

    Args:
        axes: where.
        seen: what there is to see.
        labels: takes the names for the ends of the lines.
    """
    rounds = seen.tables["rounds"].set_index("round")
    outside = rounds["welfare_everyone"] - rounds["social_welfare"]
    optimum = pd.Series(seen.optima, dtype="float64").reindex(rounds.index)
    marker = "o" if len(rounds) == 1 else None
    for course, text, color, style, width in (
        (optimum, "optimum", INK, OPTIMUM, 1.2),
        (rounds["equilibrium_welfare"] + outside, "equilibrium", INK, EQUILIBRIUM, 1.0),
        (rounds["welfare_everyone"], "played", BLUE, "-", 2.0),
    ):
        axes.plot(
            course.index, course, color=color, linestyle=style, linewidth=width, marker=marker, markersize=4
        )
        labels.add(axes, course, text, color)
    rounds_axis(axes, 1, max(1, len(rounds)))
    value_axis(axes)
    axes.set_ylabel("k$ per round")
    mark_turning_points(axes, {"": seen.tables})
