"""Tables of the report page: cells that know how they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocogen.model.records.measures import all_measures
from cocogen.scenarios.reporting.summaries import best_entry
from cocogen.scenarios.reporting.sweep_tables import half_width, level

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from cocogen.model.records.intervals import Estimate
    from cocogen.model.records.measures import all_measures
from cocogen.scenarios.reporting.summaries import Entry, Summary

MOST_ROWS = 400


@dataclass(frozen=True)
class HtmlCell:
    """One cell.

    Args:
        text: what it says.
        spread: half an interval, in words; empty without one.
        best: whether it is the highest of its column.
    """

    text: str
    spread: str = ""
    best: bool = False


@dataclass(frozen=True)
class HtmlTable:
    """One table.

    Args:
        title: above it.
        head: header cells, with units after a line break.
        rows: cells.
        texts: positions of columns that hold text.
        note: below it.
    """

    title: str
    head: list[str]
    rows: list[list[HtmlCell]]
    texts: tuple[int, ...] = (0,)
    note: str = ""


def variants_table(table: pd.DataFrame) -> HtmlTable:
    """Return the table of a run: one row per variant."""
    shown = [known for known in all_measures.shown("report") if known.name in table]
    rows = [
        [HtmlCell(str(row["variant"])), *(HtmlCell(known.written(float(row[known.name]))) for known in shown)]
        for _, row in table.iterrows()
    ]
    return HtmlTable("Variants", ["variant", *(known.header for known in shown)], rows)


def summary_html(summary: Summary, measures: Sequence[str], seeds: int) -> HtmlTable:
    """Return the table of a sweep: one row per combination, with paired differences of the first measure."""
    best = best_entry(summary.entries, measures[0])
    head = [
        *(name.rpartition(".")[2] for name in summary.factors),
        *(all_measures.described(m).header for m in measures),
    ]
    if summary.reference:
        head.append(f"difference of the first\nto {summary.reference}, paired")
    rows = [_row(summary, entry, measures, best) for entry in summary.entries[:MOST_ROWS]]
    hidden = len(summary.entries) - MOST_ROWS
    note = f"Means over {seeds} seeds; ± is half a 95 % interval. Differences are paired over seeds."
    more = f" {hidden} more combinations are in cells.parquet." if hidden > 0 else ""
    return HtmlTable("Results", head, rows, note=note + more)


def failures_table(table: pd.DataFrame) -> HtmlTable:
    """Return how many rows failed with which error."""
    errors = table.loc[table["error"] != "", "error"].value_counts()
    rows = [[HtmlCell(str(error)), HtmlCell(str(count))] for error, count in errors.items()]
    return HtmlTable("What failed", ["error", "rows"], rows)


def _row(summary: Summary, entry: Entry, measures: Sequence[str], best: Entry | None) -> list[HtmlCell]:
    cells = [HtmlCell(level(entry.labels[name])) for name in summary.factors]
    cells += [_estimate(entry.values[m], m, best=entry is best and m == measures[0]) for m in measures]
    if summary.reference:
        difference = entry.differences.get(measures[0])
        cells.append(HtmlCell("reference") if difference is None else _estimate(difference, measures[0]))
    return cells


def _estimate(value: Estimate, measure: str, *, best: bool = False) -> HtmlCell:
    half = half_width(value, measure)
    return HtmlCell(all_measures.described(measure).written(value.mean), f"± {half}" if half else "", best)
