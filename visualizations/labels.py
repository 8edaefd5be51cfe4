"""Direct labels at the ends of lines, moved apart just enough not to overlap."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import isotonic_regression

from visualizations.style import SMALL

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
        figure.draw_without_rendering()
        for axes, labels in self._waiting.items():
            _make_room(axes, labels, size)
            for end in sorted({label.x for label in labels}):
                _write(axes, [label for label in labels if label.x == end], size)
        self._waiting.clear()


def _extent(axes: Axes) -> tuple[float, float]:
    box = axes.get_window_extent()
    return box.width * 72.0 / axes.figure.dpi, box.height * 72.0 / axes.figure.dpi


def _make_room(axes: Axes, labels: list[_EndLabel], size: float) -> None:
    left, right = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if left <= tick <= right]
    width, _ = _extent(axes)
    needed = right
    for label in labels:
        share = min(0.45, (len(label.text) * CHARACTER_WIDTH * size + DISTANCE * size) / width)
        needed = max(needed, (label.x - share * left) / (1 - share))
    axes.set_xlim(left, needed)
    axes.set_xticks(ticks)
    axes.spines["bottom"].set_bounds(left, right)


def _write(axes: Axes, labels: list[_EndLabel], size: float) -> None:
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    width, height = _extent(axes)
    gap = LINE_HEIGHT * size / height * (top - bottom)
    positions = spread([label.y for label in labels], gap, bottom + gap / 2, top - gap / 2)
    start = labels[0].x + DISTANCE * size / width * (right - left)
    for label, position in zip(labels, positions, strict=True):
        axes.annotate(
            label.text,
            xy=(label.x, label.y),
            xytext=(start, position),
            color=label.color,
            fontsize=size,
            va="center",
            ha="left",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": label.color,
                "linewidth": 0.5,
                "alpha": 0.6,
                "shrinkA": 1.0,
                "shrinkB": 1.5,
                "relpos": (0.0, 0.5),
            },
        )
