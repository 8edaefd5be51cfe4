"""Several measures side by side: a panel each, a dot with its interval for every variant or result."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from cocogen.model.records.measures import all_measures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cocogen.model.records.intervals import Estimate
    from cocogen.scenarios.reporting.summaries import Entry, Summary

    Shown = Callable[[Entry, str], Estimate | None]
    """Takes an entry and a measure and returns what is drawn; None for nothing."""

ACROSS = 88
"""Characters of panels' titles that fit side by side into the width of the figure."""
SHAPES = ("o", "s", "^", "D", "v", "P", "X", "*")
"""Of marks of results, so that no colour is needed to tell them apart."""


def draw_dots(summary: Summary, measures: Sequence[str], rows: str, shapes: str, question: str) -> Figure:
    """Draw what every measure is, as a panel of dots with 95 % intervals over seeds that stay within the measure's bounds.

    Args:
        summary: what is drawn.
        measures: one panel each.
        rows: label that each row stands for; one row where no entry has it.
        shapes: label that the shapes of marks tell apart; one shape where no entry has it.
        question: that the figure answers.
    """
    from dataclasses import replace

    def level(entry: Entry, measure: str) -> Estimate:
        value, within = entry.values[measure], all_measures.described(measure).within
        return replace(value, low=within(value.low), high=within(value.high))

    seeds = max(entry.values[measures[0]].n for entry in summary.entries)
    told = f"Means with 95 % intervals over {seeds} seeds." if seeds > 1 else "One seed each."
    return _draw(summary, measures, rows, shapes, question, told, level)


def draw_differences(summary: Summary, measures: Sequence[str], rows: str, shapes: str) -> Figure:
    """Draw how far every measure is from the reference's: paired differences with 95 % intervals, beside a line that means none.

    Args:
        summary: what is drawn; see :func:`draw_dots` for the other arguments.
        measures: one panel each.
        rows: see there.
        shapes: see there.
    """

    def difference(entry: Entry, measure: str) -> Estimate | None:
        return entry.differences.get(measure)

    found = [entry.differences[measures[0]].n for entry in summary.entries if entry.differences]
    seeds = max(found, default=0)
    told = "Differences of one seed, without intervals."
    if seeds > 1:
        told = f"Differences are paired over {seeds} seeds, with 95 % intervals; they are clear where these miss the dark line."
    if not seeds:
        told = f"Nothing is paired with {summary.reference}."
    question = f"How far is each from {summary.reference}?"
    return _draw(summary, measures, rows, shapes, question, told, difference)


def _draw(
    summary: Summary,
    measures: Sequence[str],
    rows: str,
    shapes: str,
    question: str,
    told: str,
    shown: Shown,
) -> Figure:
    from cocogen.visualizations.figures.frame import ask, caption
    from cocogen.visualizations.figures.marks import draw_nothing_line
    from cocogen.visualizations.style import GREY, WIDE, house_style, new_figure, variant_colors

    entries = [entry for entry in summary.entries if shown(entry, measures[0]) is not None]
    is_difference = len(entries) < len(summary.entries)
    lines, kinds = (
        list(dict.fromkeys(str(entry.labels.get(name, "")) for entry in entries)) for name in (rows, shapes)
    )
    colors = variant_colors(dict.fromkeys(str(entry.labels.get(rows, "")) for entry in summary.entries))
    with house_style():
        figure = new_figure(WIDE, 1.75 + 0.2 * len(lines) * len(kinds))
        panels = figure.subplots(1, len(measures), sharey=True, squeeze=False)[0]
        ask(figure, fill(question, 78))
        for panel, measure in zip(panels, measures, strict=True):
            if is_difference:
                draw_nothing_line(panel, upright=True)
            for entry in entries:
                line, kind = str(entry.labels.get(rows, "")), kinds.index(str(entry.labels.get(shapes, "")))
                y = lines.index(line) + (kind - (len(kinds) - 1) / 2) * 0.6 / len(kinds)
                value = shown(entry, measure)
                if value is not None:
                    panel.plot([value.low, value.high], [y, y], color=colors[line], linewidth=1.5)
                    shape = SHAPES[kind % len(SHAPES)]
                    panel.plot(value.mean, y, shape, color=colors[line], markersize=4.5)
            _finish(panel, measure, min(26, ACROSS // len(measures)))
        panels[0].set_yticks(range(len(lines)), [fill(line, 34) for line in lines])
        panels[0].set_ylim(len(lines) - 0.5, -0.5)
        if len(kinds) > 1:
            handles = [
                panels[0].plot([], [], SHAPES[i % len(SHAPES)], color=GREY)[0] for i in range(len(kinds))
            ]
            figure.legend(handles, kinds, loc="outside lower right", ncols=min(3, len(kinds)))
        caption(figure, told)
    return figure


def _finish(panel: Axes, measure: str, characters: int) -> None:
    from cocogen.visualizations.style import FAINT, SMALL, number_format

    panel.set_title(fill(all_measures.described(measure).axis, characters), fontsize=SMALL)
    panel.grid(axis="x", color=FAINT)
    panel.locator_params(axis="x", nbins=4)
    panel.margins(x=0.12)
    panel.xaxis.set_major_formatter(number_format(*panel.get_xlim()))
