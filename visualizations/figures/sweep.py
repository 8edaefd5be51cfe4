"""The sweep figure: how a measure changes with one field, a line per value of another, with bands over seeds."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from pandas.api.types import is_numeric_dtype

from cocogen.model.records.measures import all_measures
from cocogen.model.records.numerals import short
from cocogen.visualizations.figures.courses import value_axis
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.seeds import over_seeds, seed_count, seeds_caption
from cocogen.visualizations.style import NARROW, house_style, new_figure, variant_colors
from cocogen.visualizations.words import (
    field_label,
    field_noun,
    symbol,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


CHARACTERS = 46
"""Characters of the font that fit into the width of a narrow figure."""


def draw_sweep(frame: pd.DataFrame, factor_x: str, factor_line: str | None, measure: str) -> Figure:
    """Draw a measure against a factor.

    Args:
        frame: the sweep's tidy table, one row per combination and seed.
        factor_x: column on the horizontal axis; numbers keep their distances, names stand in their order.
        factor_line: column that tells the lines apart; None for one line.
        measure: column on the vertical axis.

    Raises:
        ValueError: if a column is missing.
    """
    for column in (factor_x, factor_line, measure):
        if column is not None and column not in frame:
            raise ValueError(
                f"the sweep has no column {column!r} (it has {', '.join(map(str, frame.columns))})"
            )
    with house_style():
        return _draw(frame, factor_x, factor_line, measure)


def _draw(frame: pd.DataFrame, factor_x: str, factor_line: str | None, measure: str) -> Figure:
    figure = new_figure(NARROW, 2.9)
    axes, labels = figure.subplots(), EndLabels()
    known = all_measures.described(measure)
    outcome = known.label
    ask(
        figure,
        fill(f"What does {field_noun(factor_x)} do to {outcome[0].lower()}{outcome[1:]}?", CHARACTERS - 8),
    )
    numeric = is_numeric_dtype(frame[factor_x])
    levels = list(dict.fromkeys(frame[factor_x]))
    placed = frame if numeric else frame.assign(**{factor_x: frame[factor_x].map(levels.index)})
    lines = _lines(placed, factor_line)
    colors = variant_colors([name for name, _ in lines])
    for name, rows in lines:
        course = over_seeds(rows, factor_x, measure)
        x = course.index.to_numpy(dtype=float)
        axes.plot(x, course["mean"], color=colors[name], marker="o", markersize=3.5)
        axes.fill_between(x, course["low"], course["high"], color=colors[name], alpha=0.18, linewidth=0)
        if name:
            labels.add(axes, course["mean"].set_axis(x), name, colors[name])
    if numeric:
        axes.set_xticks(_few(sorted(levels)))
    else:
        axes.set_xticks(range(len(levels)), [str(level) for level in levels])
    axes.set_xlabel(field_label(factor_x))
    axes.set_ylabel(fill(known.axis, 28))
    value_axis(axes)
    caption(figure, seeds_caption(seed_count([frame])))
    labels.place(figure)
    return figure


def _lines(frame: pd.DataFrame, factor: str | None) -> list[tuple[str, pd.DataFrame]]:
    if factor is None:
        return [("", frame)]
    return [(_name(factor, level), rows) for level, rows in frame.groupby(factor, sort=False)]


def _name(factor: str, level: object) -> str:
    if not isinstance(level, int | float | np.number):
        return str(level)
    return f"{symbol(factor)} = {short(float(level))}" if symbol(factor) else short(float(level))


def _few(levels: list[float]) -> list[float]:
    step = -(-len(levels) // 6)
    return levels[::step]
