"""The page's charts over rounds: welfare beside the equilibrium's and the optimum's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualizations.figures.courses import rounds_axis, value_axis
from visualizations.style import BLUE, EQUILIBRIUM, INK, OPTIMUM

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from visualizations.labels import EndLabels


def draw_welfare(axes: Axes, rounds: pd.DataFrame, labels: EndLabels) -> None:
    """Draw welfare as it was played, at the round's equilibrium (dashed) and at its optimum (dotted).

    Args:
        axes: where.
        rounds: the rounds table of one market.
        labels: takes the names for the ends of the lines.
    """
    courses = rounds.set_index("round")
    marker = "o" if len(courses) == 1 else None
    for measure, text, color, style, width in (
        ("optimal_welfare", "optimum", INK, OPTIMUM, 1.2),
        ("equilibrium_welfare", "equilibrium", INK, EQUILIBRIUM, 1.0),
        ("social_welfare", "played", BLUE, "-", 2.0),
    ):
        course = courses[measure]
        axes.plot(
            course.index, course, color=color, linestyle=style, linewidth=width, marker=marker, markersize=4
        )
        labels.add(axes, course, text, color)
    rounds_axis(axes, 1, max(1, len(courses)))
    value_axis(axes)
    axes.set_ylabel("k$ per round")
