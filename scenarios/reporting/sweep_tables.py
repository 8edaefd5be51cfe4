"""The result of a sweep on the terminal: one table, what failed, where everything is, and what to try next."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cocogen.model.records.measures import all_measures
from cocogen.model.records.numerals import decimals, number, signed
from cocogen.scenarios.console.terminal import (
    json_line,
    plain_table,
    results,
    say,
    say_places,
    say_table,
    styled,
)
from cocogen.scenarios.reporting.elementary_effects import MORRIS
from cocogen.scenarios.reporting.sensitivity import SALTELLI
from cocogen.scenarios.reporting.summaries import best_entry
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from cocogen.model.records.intervals import Estimate
    from cocogen.scenarios.reporting.study_result import StudyResult
    from cocogen.scenarios.reporting.summaries import Entry, Summary

MOST_ROWS = 30
"""Rows of a table on the terminal; the files have all."""


def print_sweep(found: StudyResult, path: Path, next_command: str) -> None:
    """Print the table of means, the failures and where the files are, on standard output.

    Args:
        found: what the study says; the first of its figures is named.
        path: the study's folder.
        next_command: worth trying next.
    """
    console, table, measures = results(), found.table, found.measures
    say("")
    say_table(summary_table(found.summary, measures))
    seeds = table["seed"].nunique()
    console.print(f"\n{_reading(found.summary, measures, seeds)}")
    if found.influence:
        console.print(found.influence)
    print_failures(console, table)
    for measure in measures:
        if (table["error"] == "").any() and not table[measure].notna().any():
            console.print(f"{measure} is not known in any row; cocogen run says what is wrong with it.")
    files = [("Figure", found.figures[0])] if found.figures else []
    say_places([*files, ("Tables", path), ("Next", next_command)])


def sweep_data(summary: Summary, path: Path, indices: Mapping[str, Any] | None = None) -> str:
    """Return the summary, and what :func:`indices_by_measure` has, as one line of JSON for machines; NaN becomes null."""
    entries = [
        {
            **entry.labels,
            "failed": entry.failed,
            "measures": {name: asdict(value) for name, value in entry.values.items()},
            "differences": {name: asdict(value) for name, value in entry.differences.items()},
        }
        for entry in summary.entries
    ]
    told = {"folder": path, "reference": summary.reference, "combinations": entries}
    return json_line(told | dict(indices or {}))


def indices_by_measure(found: StudyResult) -> dict[str, Any]:
    """Return the Sobol indices (``sensitivity``) or ``elementary_effects`` that the design is for.

    Of every shown measure they are rows, or why it has none. Nothing of other designs.
    """
    if found.study.design == SALTELLI:
        return {"sensitivity": {name: _rows(found.sensitivity, name) for name in found.measures}}
    if found.study.design == MORRIS:
        return {
            "elementary_effects": {name: _rows(found.elementary_effects, name) for name in found.measures}
        }
    return {}


def _rows(table: Callable[[str], pd.DataFrame], measure: str) -> list[dict[str, Any]] | str:
    try:
        rows = table(measure).to_dict("records")
    except ValueError as error:
        return str(error)
    return [{str(name): value for name, value in row.items()} for row in rows]


def interval(value: Estimate, measure: str) -> str:
    """Write a mean with half the width of its interval.

    Example:
        >>> from cocogen.model.records.intervals import Estimate
        >>> interval(Estimate(0.9312, 0.93, 0.9324, 5), "accuracy")
        '0.931 ±0.001'
    """
    mean, half = all_measures.described(measure).written(value.mean), half_width(value, measure)
    return f"{mean} ±{half}" if half else mean


def half_width(value: Estimate, measure: str) -> str:
    """Write half the width of an interval; nothing where there is none.

    Example:
        >>> from cocogen.model.records.intervals import Estimate
        >>> half_width(Estimate(5120.0, 5088.6, 5151.4, 5), "mean_welfare_everyone")
        '31'
    """
    half = (value.high - value.low) / 2
    return "" if math.isnan(half) else all_measures.described(measure).unit.spread(half)


def summary_table(summary: Summary, measures: Sequence[str]) -> Table:
    """Return the rich table of a summary: a row per combination, the paired difference of the first measure last."""
    table = plain_table()
    for name in summary.factors:
        table.add_column(
            name.rpartition(".")[2], justify="left" if name == "variant" else "right", overflow="fold"
        )
    for measure in measures:
        table.add_column(all_measures.described(measure).header, justify="right", overflow="fold")
    compared = _compared(summary, measures)
    if compared:
        table.add_column("paired difference\nof the first\n", justify="right", overflow="fold")
    best = best_entry(summary.entries, measures[0]) if measures else None
    for entry in summary.entries[:MOST_ROWS]:
        cells: list[str | Text] = [level(entry.labels[name]) for name in summary.factors]
        cells += [_cell(entry, measure, entry is best and measure == measures[0]) for measure in measures]
        if compared:
            cells.append(_difference(entry, compared))
        table.add_row(*cells)
    return table


def _cell(entry: Entry, measure: str, best: bool) -> str | Text:
    text = interval(entry.values[measure], measure)
    return styled(f"{text}*", "bold green") if best else f"{text} "


def _difference(entry: Entry, measure: str) -> str:
    value = entry.differences.get(measure)
    if value is None:
        return "reference"
    if value.n == 0:
        return "not paired"
    text = interval(value, measure)
    return f"+{text}" if value.mean > 0 else text


def _compared(summary: Summary, measures: Sequence[str]) -> str:
    return measures[0] if measures and summary.reference else ""


def highest(summary: Summary, measure: str) -> str:
    """Say which combination is highest and how far ahead of the reference; empty with nothing to compare."""
    best = best_entry(summary.entries, measure)
    if best is None or not summary.reference:
        return ""
    named = ", ".join(f"{n.rpartition('.')[2]} {level(v)}" for n, v in best.labels.items() if n != "variant")
    who = " at ".join(part for part in (str(best.labels.get("variant", "")), named) if part)
    what = all_measures.described(measure).in_words
    ahead = _ahead(best.differences.get(measure), summary.reference)
    close = [variant for variant in summary.close.get(measure, ()) if variant != summary.reference]
    also = f"; {and_list(close)} cannot be told from it" if close else ""
    return f"Highest {what}: {who}{ahead}{also}."


def influence_sentence(influence: Mapping[str, float], measure: str) -> str:
    """Say which factors a measure depends on most; empty without any.

    Example:
        >>> influence_sentence({"a.b": -0.8, "c.d": 0.1}, "accuracy")
        'What accuracy at the end depends on (rank correlation): a.b −0.80, c.d +0.10.'
    """
    if not influence:
        return ""
    parts = ", ".join(
        f"{name} {signed(value, lambda v: decimals(v, 2))}" for name, value in influence.items()
    )
    what = all_measures.described(measure).in_words
    return f"What {what} depends on (rank correlation): {parts}."


def _reading(summary: Summary, measures: Sequence[str], seeds: int) -> str:
    """Say what the table shows, from its numbers."""
    spread = f"± is half a 95 % interval over {seeds} seeds." if seeds > 1 else "One seed, so no interval."
    hidden = len(summary.entries) - MOST_ROWS
    more = f"{hidden} more combinations are in cells.parquet." if hidden > 0 else ""
    first = highest(summary, measures[0]) if measures else ""
    return " ".join(part for part in (spread, more, first) if part)


def _ahead(difference: Estimate | None, reference: str) -> str:
    if difference is None:
        return ", the reference itself"
    if difference.n == 0:
        return ""
    if math.isnan(difference.low):
        return f", {number(difference.mean)} above {reference}"
    clear = "clearly" if difference.low > 0 else "not clearly"
    return f", {clear} above {reference} (by {number(difference.low)} to {number(difference.high)}, paired)"


def print_failures(console: Console, table: pd.DataFrame) -> None:
    """Print how many rows failed and the commonest error; nothing if none did."""
    failed = table[table["error"] != ""]
    if failed.empty:
        return
    errors = failed["error"].value_counts()
    console.print(f"{len(failed)} of {len(table)} rows failed (column error), mostly: {errors.index[0]}")


def level(value: object) -> str:
    """Write a factor's level."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
