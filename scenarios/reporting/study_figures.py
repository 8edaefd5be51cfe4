"""Figures of a sweep: one per shown measure, lines over a grid or dots over a space-filling design."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING
from zlib import crc32

import pandas as pd

from cocogen.model.records.measures import all_measures
from cocogen.scenarios.reporting.summaries import summarize_sweep, varied_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

    from cocogen.scenarios.reporting.summaries import Summary

LONGEST = 80
"""Characters of levels in a file's name."""
MOST_SLICES = 6
"""Most figures of the first measure, where more is varied than one figure shows; the others have one each."""


def sweep_figures(
    frame: pd.DataFrame, factors: Sequence[str], measures: Sequence[str], *, scattered: bool
) -> dict[str, bytes]:
    """Draw the figures of a sweep: of variants alone where nothing else was varied.

    Args:
        frame: the result table.
        factors: columns that the design varied.
        measures: a figure for each (see :data:`MOST_SLICES`).
        scattered: whether the design fills a space rather than a grid.

    Returns:
        The content of their files by name, PNG and PDF, in the order of the measures.
    """
    from cocogen.visualizations.figures.frame import footnote
    from cocogen.visualizations.variant_names import starred

    short, note = starred(str(variant) for variant in frame["variant"].unique())
    with footnote(note):
        return _contents(frame.replace({"variant": short}), factors, measures, scattered=scattered)


def _contents(
    frame: pd.DataFrame, factors: Sequence[str], measures: Sequence[str], *, scattered: bool
) -> dict[str, bytes]:
    from cocogen.visualizations.figures import figure_contents

    shown = [measure for measure in measures if frame[measure].notna().any()]
    if shown and not [name for name in varied_columns(frame, factors) if name != "variant"]:
        summary = summarize_sweep(frame, factors, shown)
        figure = draw_dots(summary, shown, "variant", "", "Which variant does best?")
        return figure_contents(figure, "variants")
    contents: dict[str, bytes] = {}
    for measure in shown:
        known = frame[frame[measure].notna()]
        if scattered:
            contents |= figure_contents(draw_scatter(known, factors, measure), measure)
            continue
        most = MOST_SLICES if measure == shown[0] else 1
        for suffix, figure in islice(_grid_figures(known, factors, measure), most):
            contents |= figure_contents(figure, f"{measure}{suffix}")
    return contents


def draw_scatter(frame: pd.DataFrame, factors: Sequence[str], measure: str) -> Figure:
    """Draw a measure against each factor: a dot per point of the design and variant, the mean over seeds."""
    from cocogen.visualizations.figures.frame import ask, caption
    from cocogen.visualizations.style import WIDE, house_style, new_figure, variant_colors
    from cocogen.visualizations.words import field_label

    known = all_measures.described(measure)
    means = frame.groupby(["variant", *factors], sort=False, as_index=False, dropna=False)[measure].mean()
    with house_style():
        figure = new_figure(WIDE, 2.9)
        panels = figure.subplots(1, len(factors), sharey=True, squeeze=False)[0]
        colors = variant_colors(str(variant) for variant in means["variant"].unique())
        ask(figure, f"{known.label}?")
        for panel, factor in zip(panels, factors, strict=True):
            for variant, rows in means.groupby("variant", sort=False):
                color = colors[str(variant)]
                panel.scatter(
                    rows[factor], rows[measure], s=12, color=color, label=str(variant), linewidths=0
                )
            panel.set_xlabel(field_label(factor))
        panels[0].set_ylabel(known.axis)
        if means["variant"].nunique() > 1:
            panels[-1].legend(loc="best")
        seeds = frame["seed"].nunique()
        caption(
            figure,
            f"Each dot is a point of the design, its mean over {seeds} seed{'s' if seeds > 1 else ''}.",
        )
    return figure


def draw_dots(summary: Summary, measures: Sequence[str], rows: str, colours: str, question: str) -> Figure:
    """Draw every measure as a panel of dots with 95 % intervals over seeds.

    Args:
        summary: what is drawn.
        measures: one panel each.
        rows: label that each row stands for; one row where no entry has it.
        colours: label that colours tell apart; the rows' colours where no entry has it.
        question: that the figure answers.
    """
    from textwrap import fill

    from cocogen.visualizations.figures.frame import ask, caption
    from cocogen.visualizations.style import (
        FAINT,
        SMALL,
        WIDE,
        house_style,
        new_figure,
        number_format,
        organization_color,
        variant_colors,
    )

    lines, kinds = (
        list(dict.fromkeys(str(entry.labels.get(name, "")) for entry in summary.entries))
        for name in (rows, colours)
    )
    with house_style():
        figure = new_figure(WIDE, 1.7 + 0.2 * len(lines) * len(kinds))
        panels = figure.subplots(1, len(measures), sharey=True, squeeze=False)[0]
        colors = variant_colors(lines)
        ask(figure, question)
        for panel, measure in zip(panels, measures, strict=True):
            for entry in summary.entries:
                line, kind = str(entry.labels.get(rows, "")), str(entry.labels.get(colours, ""))
                y = lines.index(line) + (kinds.index(kind) - (len(kinds) - 1) / 2) * 0.6 / len(kinds)
                color = colors[line] if len(kinds) == 1 else organization_color(kinds.index(kind))
                value = entry.values[measure]
                panel.plot([value.low, value.high], [y, y], color=color, linewidth=1.5)
                panel.plot(value.mean, y, "o", color=color, markersize=4.5)
            panel.set_title(fill(all_measures.described(measure).axis, 26), fontsize=SMALL)
            panel.grid(axis="x", color=FAINT)
            panel.locator_params(axis="x", nbins=4)
            panel.xaxis.set_major_formatter(number_format(*panel.get_xlim()))
        panels[0].set_yticks(range(len(lines)), lines)
        panels[0].set_ylim(len(lines) - 0.5, -0.5)
        if len(kinds) > 1:
            handles = [panels[0].plot([], [], "o", color=organization_color(i))[0] for i in range(len(kinds))]
            figure.legend(handles, kinds, loc="outside lower right", ncols=min(3, len(kinds)))
        seeds = max(entry.values[measures[0]].n for entry in summary.entries)
        caption(figure, f"Means with 95 % intervals over {seeds} seeds." if seeds > 1 else "One seed each.")
    return figure


def _grid_figures(frame: pd.DataFrame, factors: Sequence[str], measure: str) -> Iterator[tuple[str, Figure]]:
    from cocogen.visualizations.figures import draw_sweep

    several = varied_columns(frame, factors)
    several = [*(name for name in several if name != "variant"), *several[: several[:1] == ["variant"]]]
    order = [name for name in several if name != "variant" and pd.api.types.is_numeric_dtype(frame[name])]
    across = (order or several or ["variant"])[0]
    rest = [name for name in several if name != across]
    line = "variant" if "variant" in rest else (rest[0] if rest else None)
    fixed = [name for name in rest if name != line]
    for levels in product(*(frame[name].unique() for name in fixed)):
        part = frame
        for name, level in zip(fixed, levels, strict=True):
            part = part[part[name] == level]
        if len(part):
            suffix = "".join(f"--{name}={level}" for name, level in zip(fixed, levels, strict=True))
            yield _part_of_a_name(suffix), draw_sweep(part, across, line, measure)


def _part_of_a_name(text: str) -> str:
    """Return what can be part of a file's name; cut where it is long, with a hash of the whole."""
    plain = re.sub(r"[^\w.,=+ -]", "_", text)
    return (
        plain if plain == text and len(text) <= LONGEST else f"{plain[:LONGEST]}-{crc32(text.encode()):08x}"
    )
