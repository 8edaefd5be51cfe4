"""What factors do, side by side: a panel per variant, a row per factor, and in it two marks with their intervals."""

from __future__ import annotations

from contextlib import contextmanager
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ABREAST = 4
"""Panels beside each other; more begin another row."""
FULL, HOLLOW = -0.15, 0.15
"""Where in its row a mark stands."""


@contextmanager
def factor_panels(
    table: pd.DataFrame, factors: Sequence[str], question: str, axis: str, *sentences: str
) -> Iterator[tuple[Figure, list[tuple[Axes, str, pd.DataFrame]]]]:
    """Draw in the style of the house, and frame what is drawn.

    Args:
        table: with the columns ``variant`` and ``factor``.
        factors: in the order of their rows, the first on top.
        question: above the figure.
        axis: the label that all panels share.
        sentences: below the figure.

    Yields:
        The figure, and each panel with its colour and its rows, one per factor.
    """
    from cocogen.visualizations.figures.frame import ask, caption
    from cocogen.visualizations.style import GREY, WIDE, house_style, new_figure, variant_colors
    from cocogen.visualizations.words import field_label

    colors = variant_colors(dict.fromkeys(map(str, table["variant"])))
    across = min(len(colors), ABREAST)
    down = -(-len(colors) // across)
    with house_style():
        figure = new_figure(WIDE, 1.2 + down * (0.4 + 0.36 * len(factors)))
        drawn = figure.subplots(down, across, sharey=True, sharex=True, squeeze=False)
        ask(figure, fill(question, 78))
        panels = []
        for panel, (variant, color) in zip(drawn.ravel(), colors.items(), strict=False):
            panel.axvline(0.0, color=GREY, linewidth=0.8)
            panel.set_title(fill(variant, 96 // across))
            rows = table[table["variant"] == variant].set_index("factor").loc[list(factors)]
            panels.append((panel, color, rows))
        for panel in drawn.ravel()[len(colors) :]:
            panel.set_visible(False)
        for panel in [
            *drawn[-1, : len(colors) - across * (down - 1)],
            *drawn[-2:-1].ravel()[len(colors) % across :],
        ]:
            panel.set_xlabel(fill(axis, 72 // across))
            panel.tick_params(labelbottom=True)
        drawn[0, 0].set_yticks(range(len(factors)), [fill(field_label(factor), 34) for factor in factors])
        drawn[0, 0].set_ylim(len(factors) - 0.5, -0.5)
        yield figure, panels
        caption(figure, *sentences)


def draw_marks(
    panel: Axes, rows: pd.DataFrame, name: str, shift: float, color: str, markers: Sequence[str] | str = "o"
) -> None:
    """Draw a value of each factor with the ends ``_low`` and ``_high`` of its interval.

    Args:
        panel: of a variant.
        rows: one per factor, from the top.
        name: the column of the values.
        shift: :data:`FULL` or :data:`HOLLOW`.
        color: of the variant.
        markers: one for all, or one each.
    """
    at = np.arange(len(rows)) + shift
    face = color if shift == FULL else "white"
    panel.hlines(at, rows[f"{name}_low"], rows[f"{name}_high"], color=color, linewidth=1.5)
    each = [markers] * len(rows) if isinstance(markers, str) else markers
    for where, value, marker in zip(at, rows[name], each, strict=True):
        panel.scatter(value, where, s=28, marker=marker, facecolors=face, edgecolors=color, zorder=3)
