"""The summary of a sweep: each combination's mean over seeds with its interval, and paired differences to a reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios.studies.statistics import Estimate, estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

NOT_FACTORS = ("market", "seed", "error")


@dataclass(frozen=True)
class Entry:
    """One combination of market and factor levels.

    Args:
        labels: the market and the factors' levels.
        values: each shown measure's mean and interval.
        differences: each shown measure's paired difference to the reference; empty for the reference itself.
        failed: cells of the combination that failed.
    """

    labels: dict[str, Any]
    values: dict[str, Estimate]
    differences: dict[str, Estimate]
    failed: int


@dataclass(frozen=True)
class Summary:
    """A summarised sweep.

    Args:
        factors: columns that tell combinations apart, without those that have one value only.
        entries: in the order of the table.
        reference: what differences are taken against, in words; empty if there is nothing to compare.
    """

    factors: tuple[str, ...]
    entries: tuple[Entry, ...]
    reference: str


def summarize_sweep(
    frame: pd.DataFrame, factors: Sequence[str], measures: Sequence[str], reference: str | None = None
) -> Summary:
    """Summarise a sweep's result table.

    Args:
        frame: one row per combination and seed.
        factors: columns that the design varied.
        measures: columns to summarise.
        reference: the market that others are compared with at the same factors. Where there is one market only, the
            first combination is what others are compared with.
    """
    columns = [name for name in ("market", *factors) if frame[name].nunique() > 1] or ["market"]
    groups: dict[Any, pd.DataFrame] = dict(iter(frame.groupby(columns, sort=False)))
    reference = reference or str(frame["market"].iloc[0])
    several_markets = "market" in columns and frame["market"].nunique() > 1
    entries = []
    for key, rows in groups.items():
        labels = dict(zip(columns, key, strict=True))
        other = (reference, *key[1:]) if several_markets else next(iter(groups))
        differences = {} if key == other else _differences(rows, groups[other], measures)
        entries.append(
            Entry(
                labels,
                {m: estimate(rows[m]) for m in measures},
                differences,
                int((rows["error"] != "").sum()),
            )
        )
    said = reference if several_markets else _in_words(entries[0].labels)
    return Summary(tuple(columns), tuple(entries), said if len(entries) > 1 else "")


def _differences(rows: pd.DataFrame, others: pd.DataFrame, measures: Sequence[str]) -> dict[str, Estimate]:
    new, old = rows.set_index("seed"), others.set_index("seed")
    return {measure: estimate(new[measure] - old[measure].reindex(new.index)) for measure in measures}


def _in_words(labels: dict[str, Any]) -> str:
    return ", ".join(f"{name.rpartition('.')[2]} {value}" for name, value in labels.items())
