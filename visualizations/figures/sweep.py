"""The sweep figure: what a measure is at the levels of one field, told apart by another, with intervals over seeds."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from pandas.api.types import is_numeric_dtype

from cocogen.model.records.measures import all_measures
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.marks import (
    Marks,
    draw_over_numbers,
    draw_rows,
    level_name,
    name_groups,
)
from cocogen.visualizations.seeds import over_seeds, seed_count
from cocogen.visualizations.style import INK, WIDE, house_style, new_figure, variant_colors
from cocogen.visualizations.words import field_noun

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

CHARACTERS = 78
"""Characters of a title that fit into the width of the figure."""


def draw_sweep(
    frame: pd.DataFrame, factor_x: str, factor_line: str | None, measure: str, where: str = ""
) -> Figure:
    """Draw a measure against a factor.

    Args:
        frame: the sweep's tidy table, one row per combination and seed.
        factor_x: column whose levels lie along the figure; numbers keep their distances, names are rows, which no line joins.
        factor_line: column that colours tell apart; None for one colour.
        measure: column on the other axis.
        where: levels of further factors at which all rows were taken, in words.

    Raises:
        ValueError: if a column is missing.
    """
    for column in (factor_x, factor_line, measure):
        if column is not None and column not in frame:
            raise ValueError(
                f"the sweep has no column {column!r} (it has {', '.join(map(str, frame.columns))})"
            )
    with house_style():
        return _draw(frame, factor_x, factor_line, measure, where)


def _draw(frame: pd.DataFrame, factor_x: str, factor_line: str | None, measure: str, where: str) -> Figure:
    known = all_measures.described(measure)
    groups = _groups(frame, factor_x, factor_line, measure)
    numeric, rows = is_numeric_dtype(frame[factor_x]), frame[factor_x].nunique()
    figure = new_figure(WIDE, 2.9 if numeric else 1.3 + max(0.24 * rows, 0.13 * rows * len(groups)))
    axes = figure.subplots()
    question = f"What does {field_noun(factor_x)} do to {known.label[0].lower()}{known.label[1:]}"
    ask(figure, fill(f"{question}{f' at {where}' if where else ''}?", CHARACTERS))
    if numeric:
        draw_over_numbers(axes, groups, factor_x)
        axes.set_ylabel(fill(known.axis, 30))
    else:
        draw_rows(axes, groups, factor_x)
        axes.set_xlabel(known.axis)
    if len(groups) > 1:
        name_groups(axes, groups, factor_line)
    seeds = seed_count([frame])
    caption(figure, f"Means over {seeds} seeds; bars are 95 % intervals." if seeds > 1 else "")
    return figure


def _groups(frame: pd.DataFrame, across: str, lines: str | None, measure: str) -> dict[str, Marks]:
    if lines is None:
        return {"": Marks(_marks(frame, across, measure), INK)}
    parts = {level_name(lines, level): rows for level, rows in frame.groupby(lines, sort=False)}
    colors = variant_colors(parts)
    return {name: Marks(_marks(rows, across, measure), colors[name]) for name, rows in parts.items()}


def _marks(frame: pd.DataFrame, across: str, measure: str) -> pd.DataFrame:
    """Return means and intervals by level, in the order in which levels come."""
    return over_seeds(frame, across, measure).loc[list(dict.fromkeys(frame[across]))]
