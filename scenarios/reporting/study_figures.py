"""Figures of a sweep: first the effects on each shown measure, paired and with intervals, then what the measures are."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

import pandas as pd

from cocogen.model.records.measures import all_measures
from cocogen.scenarios.reporting.dots import draw_differences, draw_dots
from cocogen.scenarios.reporting.effect_figures import effect_figures, where
from cocogen.scenarios.reporting.summaries import summarize_sweep, varied_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.figure import Figure

    from cocogen.scenarios.reporting.summaries import Summary

MOST_SLICES = 6
"""Most figures of the first measure, where more is varied than one figure shows; the others have one each."""


def sweep_figures(
    frame: pd.DataFrame,
    factors: Sequence[str],
    measures: Sequence[str],
    *,
    scattered: bool,
    reference: str | None = None,
) -> dict[str, bytes]:
    """Draw the figures of a sweep: of variants alone where nothing else was varied.

    Args:
        frame: the result table.
        factors: columns that the design varied.
        measures: a figure for each (see :data:`MOST_SLICES`) of its effects, and one of what it is.
        scattered: whether the design fills a space rather than a grid.
        reference: variant that effects are differences to; the first one by default.

    Returns:
        The content of their files by name, PNG and PDF: effects first, in the order of the measures.
    """
    from cocogen.visualizations.figures import figure_contents
    from cocogen.visualizations.figures.frame import footnote
    from cocogen.visualizations.figures.registry import file_name
    from cocogen.visualizations.variant_names import starred

    short, note = starred(str(variant) for variant in frame["variant"].unique())
    named = frame.replace({"variant": short})
    contents: dict[str, bytes] = {}
    shown = [measure for measure in measures if frame[measure].notna().any()]
    if not shown:
        return contents
    against = None if reference is None else short.get(reference, reference)
    with footnote(note):
        for name, figure in _figures(named, factors, shown, against, scattered=scattered):
            contents |= figure_contents(figure, file_name(name))
    return contents


def _figures(
    frame: pd.DataFrame,
    factors: Sequence[str],
    measures: Sequence[str],
    reference: str | None,
    *,
    scattered: bool,
) -> Iterator[tuple[str, Figure]]:
    """Yield the figures with their names."""
    summary = summarize_sweep(frame, factors, measures, reference)
    if summary.factors == ("variant",):
        if summary.reference:
            yield "effects", draw_differences(summary, measures, "variant", "")
        yield "variants", draw_dots(summary, measures, "variant", "", "What does each variant come to?")
        return
    for measure in measures:
        most = MOST_SLICES if measure == measures[0] else 1
        yield from _effects(summary, factors, measure, most, scattered=scattered)
    for measure in measures:
        known = frame[frame[measure].notna()]
        if scattered:
            yield measure, draw_scatter(known, factors, measure)
            continue
        most = MOST_SLICES if measure == measures[0] else 1
        for at, figure in islice(_level_figures(known, factors, measure), most):
            yield f"{measure}{_suffix(at)}", figure


def _effects(
    summary: Summary, factors: Sequence[str], measure: str, most: int, *, scattered: bool
) -> Iterator[tuple[str, Figure]]:
    if scattered:
        from cocogen.scenarios.reporting.effect_figures import scattered_effect_figures

        alone = len({entry.labels.get("variant") for entry in summary.entries}) <= 2
        for variant, figure in scattered_effect_figures(summary, factors, measure):
            yield f"effects-{measure}{'' if alone else f'-{variant}'}", figure
        return
    for at, figure in effect_figures(summary, factors, measure, most):
        yield f"effects-{measure}{_suffix(at)}", figure


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


def _level_figures(
    frame: pd.DataFrame, factors: Sequence[str], measure: str
) -> Iterator[tuple[dict[str, Any], Figure]]:
    """Yield figures of what a measure is, each with the levels of what is fixed in it."""
    from cocogen.visualizations.figures import draw_sweep

    several = varied_columns(frame, factors)
    several = [*(name for name in several if name != "variant"), *several[: several[:1] == ["variant"]]]
    order = [name for name in several if name != "variant" and pd.api.types.is_numeric_dtype(frame[name])]
    across = (order or several or ["variant"])[0]
    rest = [name for name in several if name != across]
    line = "variant" if "variant" in rest else (rest[0] if rest else None)
    fixed = [name for name in rest if name != line]
    for levels in product(*(frame[name].unique() for name in fixed)):
        part, at = frame, dict(zip(fixed, levels, strict=True))
        for name, level in at.items():
            part = part[part[name] == level]
        if len(part):
            yield at, draw_sweep(part, across, line, measure, where(at))


def _suffix(at: Mapping[str, Any]) -> str:
    """Return what a file's name says of the levels in it."""
    return "".join(f"-{name.rpartition('.')[2]}-{level}" for name, level in at.items())
