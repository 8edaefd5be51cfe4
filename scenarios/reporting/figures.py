"""Figures of a sweep: one per shown measure, lines over a grid or dots over a space-filling design."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

MOST_SLICES = 6
"""Most figures of the first measure, where more is varied than one figure shows; the others have one each."""


def save_sweep_figures(
    frame: pd.DataFrame, factors: Sequence[str], measures: Sequence[str], folder: Path, *, scattered: bool
) -> list[Path]:
    """Draw and save the figures of a sweep.

    Args:
        frame: the result table.
        factors: columns that the design varied.
        measures: a figure for each (see :data:`MOST_SLICES`).
        folder: where they are saved, as PNG and PDF.
        scattered: whether the design fills a space rather than a grid.

    Returns:
        The paths of the PNG files.
    """
    from visualizations.figures import save_figure

    saved = []
    for measure in measures:
        known = frame[frame[measure].notna()]
        if known.empty:
            continue
        if scattered:
            saved.append(save_figure(draw_scatter(known, factors, measure), folder / measure)[0])
            continue
        most = MOST_SLICES if measure == measures[0] else 1
        for suffix, figure in islice(_grid_figures(known, factors, measure), most):
            saved.append(save_figure(figure, folder / f"{measure}{suffix}")[0])
    return saved


def draw_scatter(frame: pd.DataFrame, factors: Sequence[str], measure: str) -> Figure:
    """Draw a measure against each factor: a dot per point of the design and market, the mean over seeds."""
    from visualizations.figures.frame import ask, caption
    from visualizations.style import WIDE, house_style, market_color, new_figure
    from visualizations.words import field_label, measure_label, without_unit

    means = frame.groupby(["market", *factors], sort=False, as_index=False)[measure].mean()
    with house_style():
        figure = new_figure(WIDE, 2.9)
        panels = figure.subplots(1, len(factors), sharey=True, squeeze=False)[0]
        ask(figure, f"{without_unit(measure_label(measure))}?")
        for panel, factor in zip(panels, factors, strict=True):
            for market, rows in means.groupby("market", sort=False):
                color = market_color(str(market))
                panel.scatter(rows[factor], rows[measure], s=12, color=color, label=str(market), linewidths=0)
            panel.set_xlabel(field_label(factor))
        panels[0].set_ylabel(measure_label(measure))
        if means["market"].nunique() > 1:
            panels[-1].legend(loc="best")
        seeds = frame["seed"].nunique()
        caption(
            figure,
            f"Each dot is a point of the design, its mean over {seeds} seed{'s' if seeds > 1 else ''}.",
        )
    return figure


def _grid_figures(frame: pd.DataFrame, factors: Sequence[str], measure: str) -> Iterator[tuple[str, Figure]]:
    from visualizations.figures import draw_sweep

    several = [name for name in (*factors, "market") if frame[name].nunique() > 1]
    order = [name for name in several if name != "market" and pd.api.types.is_numeric_dtype(frame[name])]
    across = (order or several or ["market"])[0]
    rest = [name for name in several if name != across]
    line = "market" if "market" in rest else (rest[0] if rest else None)
    fixed = [name for name in rest if name != line]
    for levels in product(*(frame[name].unique() for name in fixed)):
        part = frame
        for name, level in zip(fixed, levels, strict=True):
            part = part[part[name] == level]
        if len(part):
            suffix = "".join(f"--{name}={level}" for name, level in zip(fixed, levels, strict=True))
            yield suffix.replace("/", "_"), draw_sweep(part, across, line, measure)
