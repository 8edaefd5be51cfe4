"""Marks with intervals: over a number in its order, or as rows of categories, which no line joins."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cocogen.model.records.numerals import short
from cocogen.visualizations.style import FAINT, INK, number_format
from cocogen.visualizations.words import field_label, symbol, without_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

DODGE = 0.012
"""Between marks at the same number, as a share of the axis."""
MARK = 4.5
WIDE_SCALE = 20.0
"""Levels whose ends have this ratio stand on a scale of ratios."""
MOST_TICKS = 8


class Marks(NamedTuple):
    """What is drawn in one colour.

    Args:
        rows: columns ``mean``, ``low`` and ``high`` by level, in the index.
        color: of the marks.
    """

    rows: pd.DataFrame
    color: str


def level_name(factor: str | None, level: object) -> str:
    """Return what a level is called in a figure: by its factor's symbol if it is a number and has one.

    Example:
        >>> level_name("competition.intensity", 0.06), level_name("variant", "CoCoGen+")
        ('γ = 0.06', 'CoCoGen+')
    """
    if factor is None or isinstance(level, bool | np.bool_) or not isinstance(level, int | float | np.number):
        return str(level)
    return f"{symbol(factor)} = {short(float(level))}" if symbol(factor) else short(float(level))


def draw_over_numbers(axes: Axes, groups: Mapping[str, Marks], factor: str) -> None:
    """Draw marks and intervals over a number; lines lead from level to level.

    Args:
        axes: where.
        groups: by name; their marks at one level stand beside each other.
        factor: whose levels lie along the axis.
    """
    levels = sorted({float(level) for marks in groups.values() for level in marks.rows.index})
    span, ratio = levels[-1] - levels[0], levels[-1] / levels[0] if levels[0] > 0 else 0.0
    by_ratio = len(levels) > 2 and ratio >= WIDE_SCALE
    if by_ratio:
        axes.set_xscale("log")
    for place, marks in enumerate(groups.values()):
        shift = DODGE * (place - (len(groups) - 1) / 2)
        rows = marks.rows.sort_index()
        x = rows.index.to_numpy(dtype=float)
        x = x * ratio**shift if by_ratio else x + shift * span
        axes.plot(x, rows["mean"], color=marks.color, linewidth=1.0, alpha=0.5, zorder=2)
        axes.vlines(x, rows["low"], rows["high"], color=marks.color, linewidth=1.5, zorder=3)
        axes.plot(x, rows["mean"], "o", color=marks.color, markersize=MARK, zorder=4)
    ticks = levels[:: -(-len(levels) // MOST_TICKS)]
    axes.set_xticks(ticks, [short(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel(field_label(factor))
    axes.margins(y=0.12)
    axes.yaxis.set_major_formatter(number_format(*axes.get_ylim()))


def draw_rows(axes: Axes, groups: Mapping[str, Marks], factor: str | None) -> None:
    """Draw categories as rows of marks and intervals, which no line joins.

    Args:
        axes: where.
        groups: by name; their marks of one category stand below each other.
        factor: whose levels are the rows.
    """
    levels = list(dict.fromkeys(level for marks in groups.values() for level in marks.rows.index))
    for place, marks in enumerate(groups.values()):
        shift = (place - (len(groups) - 1) / 2) * 0.7 / len(groups)
        y = [levels.index(level) + shift for level in marks.rows.index]
        axes.hlines(y, marks.rows["low"], marks.rows["high"], color=marks.color, linewidth=1.5, zorder=3)
        axes.plot(marks.rows["mean"], y, "o", color=marks.color, markersize=MARK, zorder=4)
    axes.set_yticks(range(len(levels)), [fill(level_name(factor, level), 34) for level in levels])
    axes.set_ylim(len(levels) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.grid(axis="x", color=FAINT)
    axes.margins(x=0.08)
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(number_format(*axes.get_xlim()))


def name_groups(axes: Axes, groups: Mapping[str, Marks], factor: str | None) -> None:
    """Say beside the axes which colour is what.

    Args:
        axes: where.
        groups: by name.
        factor: whose levels they are; variants say so themselves.
    """
    handles = [
        axes.plot([], [], "o", color=marks.color, markersize=MARK, label=name)[0]
        for name, marks in groups.items()
    ]
    title = None if factor in (None, "variant") else fill(without_unit(field_label(str(factor))), 24)
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.0), title=title, title_fontsize="small"
    )


def draw_nothing_line(axes: Axes, *, upright: bool) -> None:
    """Draw the line on which there is no difference."""
    (axes.axvline if upright else axes.axhline)(0, color=INK, linewidth=0.9, zorder=1)
