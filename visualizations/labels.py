"""Direct labels at the ends of lines, moved apart just enough not to overlap."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from scipy.optimize import isotonic_regression

from cocogen.visualizations.style import SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

LINE_HEIGHT = 1.25
"""Height of a label in font sizes."""
CHARACTER_WIDTH = 0.66
"""Mean width of a character in font sizes."""
DISTANCE = 1.2
"""From the end of a line to its label, in font sizes."""


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> NDArray[np.float64]:
    """Move positions apart until neighbours are ``gap`` apart, as little as possible in the least-squares sense.

    Args:
        wanted: where labels would like to be, any order.
        gap: smallest distance between two of them; if they do not all fit, the largest that does.
        low: lower bound of every position.
        high: upper bound of every position.

    Returns:
        The positions, in the order of ``wanted``; equal wishes keep their order.
    """
    positions = np.asarray(wanted, dtype=float)
    n = len(positions)
    if n == 0:
        return positions
    if n > 1:
        gap = min(gap, (high - low) / (n - 1))
    order = np.argsort(positions, kind="stable")
    steps = gap * np.arange(n)
    packed = np.asarray(isotonic_regression(positions[order] - steps).x)
    moved = np.empty(n)
    moved[order] = np.clip(packed, low, max(low, high - steps[-1])) + steps
    return moved


@dataclass(frozen=True)
class _EndLabel:
    x: float
    y: float
    text: str
    color: str


class EndLabels:
    """Labels that wait for the layout of their figure, because only then is it known how much room there is."""

    def __init__(self) -> None:
        self._waiting: dict[Axes, list[_EndLabel]] = defaultdict(list)

    def add(self, axes: Axes, course: pd.Series[float], text: str, color: str) -> None:
        """Ask for a label at the end of a line; a line of which nothing is known gets none.

        Args:
            axes: where the line is.
            course: its heights by horizontal position.
            text: the label.
            color: of the line.
        """
        known = course.dropna()
        if len(known):
            end = _EndLabel(float(str(known.index[-1])), float(known.iloc[-1]), text, color)
            self._waiting[axes].append(end)

    def place(self, figure: Figure, size: float = SMALL) -> None:
        """Lay the figure out, make room right of the lines, and write the labels there.

        Args:
            figure: the figure that holds all the axes.
            size: of the font, points.
        """
        if figure.get_layout_engine() is not None:
            figure.draw_without_rendering()
        for axes, labels in self._waiting.items():
            _make_room(axes, labels, size)
            for end in sorted({label.x for label in labels}):
                _write(axes, [label for label in labels if label.x == end], size)
        self._waiting.clear()


def _make_room(axes: Axes, labels: list[_EndLabel], size: float) -> None:
    left, right = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if left <= tick <= right]
    width = axes.get_window_extent().width * 72.0 / axes.figure.dpi
    needed = right
    for label in labels:
        share = min(0.45, (len(label.text) * CHARACTER_WIDTH * size + DISTANCE * size) / width)
        needed = max(needed, (label.x - share * left) / (1 - share))
    axes.set_xlim(left, needed)
    axes.set_xticks(ticks)
    axes.spines["bottom"].set_bounds(left, right)


def _write(axes: Axes, labels: list[_EndLabel], size: float) -> None:
    per_pixel = 72.0 / axes.figure.dpi
    ends = axes.transData.transform([(label.x, label.y) for label in labels])[:, 1] * per_pixel
    box = axes.get_window_extent()
    gap = LINE_HEIGHT * size
    heights = spread(ends.tolist(), gap, box.y0 * per_pixel + gap / 2, box.y1 * per_pixel - gap / 2)
    for label, moved in zip(labels, heights - ends, strict=True):
        axes.annotate(
            label.text,
            (label.x, label.y),
            (DISTANCE * size, moved),
            textcoords="offset points",
            color=label.color,
            fontsize=size,
            va="center",
            ha="left",
            annotation_clip=False,
        )
    _lead(axes, labels, heights - ends, size)


def _lead(axes: Axes, labels: list[_EndLabel], moved: NDArray[np.float64], size: float) -> None:
    """Draw a thin line from each line's end to its label."""
    pixels = axes.figure.dpi / 72.0
    ends = axes.transData.transform([(label.x, label.y) for label in labels])
    starts, stops = ends.copy(), ends.copy()
    starts[:, 0] += 0.25 * size * pixels
    stops[:, 0] += 0.9 * DISTANCE * size * pixels
    stops[:, 1] += moved * pixels
    to_data = axes.transData.inverted()
    leaders = LineCollection(
        np.stack([to_data.transform(starts), to_data.transform(stops)], axis=1).tolist(),
        colors=[label.color for label in labels],
        linewidths=0.5,
        alpha=0.6,
        clip_on=False,
    )
    axes.add_collection(leaders, autolim=False)
