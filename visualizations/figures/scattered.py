"""Where in a space an effect is large: effects at the points of a design, over each factor and over each pair of them."""

from __future__ import annotations

from itertools import combinations
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from pandas.api.types import is_numeric_dtype

from cocogen.model.records.intervals import estimate
from cocogen.model.records.measures import all_measures
from cocogen.model.records.numerals import short
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.marks import draw_nothing_line, level_name
from cocogen.visualizations.style import (
    FAINT,
    GREY,
    INK,
    SMALL,
    WIDE,
    house_style,
    new_figure,
    number_format,
)
from cocogen.visualizations.words import field_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.figure import Figure

    from cocogen.visualizations.figures.effects import Against

CHARACTERS = 78
"""Characters of a title that fit into the width of the figure."""
MOST_FACTORS = 4
"""Of which pairs are drawn."""
BIN = 8
"""Points of the design that a mean over neighbours takes, at least."""
MOST_BINS = 6
WIDE_SCALE = 10.0
LOW_MEDIAN = 0.3
"""A factor whose ends have at least this ratio, and whose median lies below this share of their sum, is on a scale of ratios."""
BELOW, NONE, ABOVE = "#8E5A1B", "#F2F2F2", "#1B5E6B"
"""Colours of effects below and above zero; neither is a variant's."""


def draw_scattered_effects(
    effects: pd.DataFrame, factors: Sequence[str], measure: str, variant: str, against: Against
) -> Figure:
    """Draw effects at the points of a design that fills a space.

    Above, over each factor: a dot per point, and means over neighbouring points with their intervals. Below, for two to four
    factors that are numbers, over each pair: a dot per point, coloured by the effect there.

    Args:
        effects: a row per point: the factors, ``effect``, ``low``, ``high``, ``seeds``.
        factors: columns of the design.
        measure: whose effects they are.
        variant: that is compared.
        against: what it is compared with.
    """
    known = all_measures.described(measure)
    numbers = [name for name in factors if is_numeric_dtype(effects[name])]
    pairs = list(combinations(numbers, 2)) if 2 <= len(numbers) <= MOST_FACTORS else []
    columns = max(len(factors), min(len(pairs), 3))
    below = -(-len(pairs) // columns)
    unit = f" ({known.unit.name})" if known.unit.name else ""
    with house_style():
        figure = new_figure(WIDE, 2.7 + 2.1 * below, hspace=0.08)
        grid = figure.add_gridspec(1 + below, columns)
        question = f"Where is {known.label[0].lower()}{known.label[1:]} higher or lower with {variant} than with {against.reference}?"
        ask(figure, fill(question, CHARACTERS))
        first: Axes | None = None
        for column, factor in enumerate(factors):
            panel = figure.add_subplot(grid[0, column], sharey=first)
            _draw_over(panel, effects, factor)
            if first is None:
                first = panel
                panel.set_ylabel(fill(f"difference{unit}", 30))
            else:
                panel.tick_params(labelleft=False)
        limit = float(np.nanmax(np.abs(effects["effect"]))) or 1.0
        panels = []
        for place, pair in enumerate(pairs):
            panels.append(figure.add_subplot(grid[1 + place // columns, place % columns]))
            dots = _draw_pair(panels[-1], effects, pair, limit)
        if panels:
            bar = figure.colorbar(dots, ax=panels, pad=0.02, aspect=14 * below)
            bar.set_label(f"difference{unit}", fontsize=SMALL)
            bar.outline.set_visible(False)
        caption(figure, _told(effects, factors), _caption(effects))
    return figure


def _draw_over(axes: Axes, effects: pd.DataFrame, factor: str) -> None:
    draw_nothing_line(axes, upright=False)
    means: list[tuple[float, pd.Series[float]]]
    axes.set_xlabel(fill(field_label(factor), 30))
    if not is_numeric_dtype(effects[factor]):
        levels = list(dict.fromkeys(effects[factor]))
        axes.plot(
            [levels.index(level) for level in effects[factor]],
            effects["effect"],
            "o",
            color=GREY,
            markersize=2.5,
        )
        means = [
            (place, effects.loc[effects[factor] == level, "effect"]) for place, level in enumerate(levels)
        ]
        axes.set_xticks(range(len(levels)), [level_name(factor, level) for level in levels])
    else:
        axes.plot(effects[factor], effects["effect"], "o", color=GREY, markersize=2.5, zorder=2)
        ordered = effects.sort_values(factor)
        bins = np.array_split(np.arange(len(ordered)), max(1, min(MOST_BINS, len(ordered) // BIN)))
        middle = _geometric_mean if _by_ratio(axes, effects[factor], upright=False) else _mean
        parts = [ordered.iloc[places] for places in bins]
        means = [(middle(part[factor]), part["effect"]) for part in parts]
        axes.plot(
            [x for x, _ in means], [values.mean() for _, values in means], color=INK, linewidth=1.0, zorder=3
        )
    for x, values in means:
        found = estimate(values)
        axes.vlines(x, found.low, found.high, color=INK, linewidth=1.5, zorder=4)
        axes.plot(x, found.mean, "o", color=INK, markersize=4.5, zorder=5)
    axes.yaxis.set_major_formatter(number_format(*axes.get_ylim()))


def _mean(values: pd.Series[float]) -> float:
    return float(values.mean())


def _geometric_mean(values: pd.Series[float]) -> float:
    return float(np.exp(np.log(values).mean()))


def _draw_pair(axes: Axes, effects: pd.DataFrame, pair: tuple[str, str], limit: float) -> PathCollection:
    x, y = pair
    clear = (effects["low"] > 0) | (effects["high"] < 0)
    colors = LinearSegmentedColormap.from_list("effects", [BELOW, NONE, ABOVE])
    dots = axes.scatter(
        effects[x],
        effects[y],
        c=effects["effect"],
        cmap=colors,
        norm=TwoSlopeNorm(0.0, -limit, limit),
        s=26,
        linewidths=[0.9 if sure else 0.3 for sure in clear],
        edgecolors=[INK if sure else GREY for sure in clear],
    )
    _by_ratio(axes, effects[x], upright=False)
    _by_ratio(axes, effects[y], upright=True)
    axes.set_xlabel(fill(field_label(x), 30))
    axes.set_ylabel(fill(field_label(y), 26))
    axes.grid(color=FAINT)
    return dots


def _by_ratio(axes: Axes, values: pd.Series[float], *, upright: bool) -> bool:
    """Put an axis on a scale of ratios where its values ask for it, with few plain ticks, and tell whether it is."""
    low, high = float(values.min()), float(values.max())
    if low <= 0 or high / low < WIDE_SCALE or float(values.median()) > LOW_MEDIAN * (low + high):
        return False
    (axes.set_yscale if upright else axes.set_xscale)("log")
    ticks = [t for e in range(-9, 10) for t in (10.0**e, 3 * 10.0**e) if low <= t <= high]
    axis = axes.yaxis if upright else axes.xaxis
    axis.set_ticks(ticks, [short(tick) for tick in ticks])
    axis.set_ticks([], minor=True)
    return True


def _told(effects: pd.DataFrame, factors: Sequence[str]) -> str:
    """Say where the effect is largest, if it is one there."""
    if not effects["low"].notna().any():
        return ""
    higher, lower = int((effects["low"] > 0).sum()), int((effects["high"] < 0).sum())
    counted = f"Clearly higher at {higher} of {len(effects)} points, clearly lower at {lower}."
    best = effects.iloc[int(effects["effect"].to_numpy().argmax())]
    if not best["low"] > 0:
        return counted
    at = ", ".join(
        name if " = " in name else f"{factor.rpartition('.')[2].replace('_', ' ')} {name}"
        for factor in factors
        for name in [level_name(factor, best[factor])]
    )
    return f"{counted} Highest at {at}: {short(float(best['effect']))}."


def _caption(effects: pd.DataFrame) -> str:
    seeds = int(effects["seeds"].max())
    over = f"a mean over {seeds} seeds, paired" if seeds > 1 else "one seed"
    ringed = " Points with a dark rim below are clear of zero." if seeds > 1 else ""
    return f"Each dot is a point of the design, {over}. Dark: means over neighbouring points, with 95 % intervals over points.{ringed}"
