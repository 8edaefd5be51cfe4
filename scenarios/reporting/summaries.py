"""Summaries of result tables: each combination's mean over seeds with its interval, and paired differences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocogen.model.records.intervals import Estimate, estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    _Key = tuple[Any, ...]


@dataclass(frozen=True)
class Entry:
    """One combination of variant and factor levels.

    Args:
        labels: the variant and the factors' levels.
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
    """A summarised result table.

    Args:
        factors: columns that tell combinations apart, without those that have one value only.
        entries: in the order of the table.
        reference: what differences are taken against, in words; empty if there is nothing to compare.
        close: where variants alone are compared, by measure those that are not clearly below the highest: the paired
            difference's 95 % interval reaches zero.
    """

    factors: tuple[str, ...]
    entries: tuple[Entry, ...]
    reference: str
    close: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def summarize_sweep(
    frame: pd.DataFrame,
    factors: Sequence[str],
    measures: Sequence[str],
    reference: str | Mapping[str, Any] | None = None,
) -> Summary:
    """Summarise a sweep's result table.

    Args:
        frame: one row per combination and seed.
        factors: columns that the design varied.
        measures: columns to summarise.
        reference: the variant that others are compared with at the same factors. Where there is one variant only, the
            first combination is what others are compared with. Levels by factor instead are what each combination is
            compared with at its other levels.

    Raises:
        ValueError: if the reference's levels are none of those that were played.
    """
    columns = varied_columns(frame, factors) or ["variant"]
    groups = _groups(frame, columns)
    if isinstance(reference, Mapping):
        others = _at_levels(groups, columns, reference)
        said = _in_words(dict(reference))
    elif columns[0] == "variant" and len(groups) > 1:
        against = reference or str(frame["variant"].iloc[0])
        others = {key: _counterpart(key, against, groups) for key in groups}
        said = against
    else:
        first = next(iter(groups))
        others = dict.fromkeys(groups, first)
        said = _in_words(dict(zip(columns, first, strict=True))) if len(groups) > 1 else ""
    entries = _entries(groups, columns, others, measures, ["seed"])
    close = _close(groups, entries, measures) if columns == ["variant"] else {}
    return Summary(tuple(columns), entries, said, close)


def summarize_design(
    frame: pd.DataFrame, factors: Sequence[str], measures: Sequence[str], reference: str | None = None
) -> Summary:
    """Summarise a design that fills a space: each variant's mean over all points, paired by point and seed.

    Args:
        frame: one row per variant, point and seed.
        factors: columns that the design varied, perhaps not in every variant.
        measures: columns to summarise.
        reference: the variant that others are compared with; the first by default.
    """
    groups = _groups(frame, ["variant"])
    against = (reference or str(frame["variant"].iloc[0]),)
    others = dict.fromkeys(groups, against)
    shared = [name for name in factors if frame.groupby("variant")[name].nunique().min() > 1]
    entries = _entries(groups, ["variant"], others, measures, ["seed", *shared])
    return Summary(("variant",), entries, against[0] if len(groups) > 1 else "")


def varied_columns(frame: pd.DataFrame, factors: Sequence[str]) -> list[str]:
    """Return the columns that tell combinations apart: the variant, and factors that its name does not tell already."""
    varied = [name for name in factors if frame[name].nunique() > 1]
    if frame["variant"].nunique() == 1:
        return varied
    return ["variant", *(name for name in varied if frame.groupby("variant")[name].nunique().max() > 1)]


def influences(frame: pd.DataFrame, factors: Sequence[str], measure: str) -> dict[str, float]:
    """Return the rank correlation of a measure with each numeric factor over all rows, the strongest first."""
    from pandas.api.types import is_numeric_dtype
    from scipy.stats import spearmanr

    known = frame[frame[measure].notna()]
    found = {
        name: float(spearmanr(known[name], known[measure]).statistic)
        for name in factors
        if is_numeric_dtype(known[name]) and known[name].nunique() > 1 and known[measure].nunique() > 1
    }
    return dict(sorted(found.items(), key=lambda item: -abs(item[1])))


def summarize_comparison(frame: pd.DataFrame, paired_by: Sequence[str], measures: Sequence[str]) -> Summary:
    """Summarise several results side by side, each against the first.

    Args:
        frame: the results below each other, told apart by the column ``result``.
        paired_by: columns beside the variant that rows are paired by, ``seed`` among them.
        measures: columns to summarise.
    """
    columns = ["variant", "result"] if frame["variant"].nunique() > 1 else ["result"]
    first = str(frame["result"].iloc[0])
    groups = _groups(frame.sort_values("variant", key=_rank(frame["variant"]), kind="stable"), columns)
    others = {key: (*key[:-1], first) for key in groups}
    return Summary(tuple(columns), _entries(groups, columns, others, measures, list(paired_by)), first)


def best_entry(entries: Sequence[Entry], measure: str) -> Entry | None:
    """Return the combination with the highest mean; None if there is only one."""
    known = [entry for entry in entries if not math.isnan(entry.values[measure].mean)]
    if len(known) < 2:
        return None
    return max(known, key=lambda entry: entry.values[measure].mean)


def _counterpart(key: _Key, variant: str, groups: Mapping[_Key, object]) -> _Key:
    """Return the combination of another variant that is like ``key``, but for factors of which that variant has one level."""
    levels = [
        dict.fromkeys(column)
        for column in zip(*(other for other in groups if other[0] == variant), strict=True)
    ]
    like = (next(iter(known)) if len(known) == 1 else own for own, known in zip(key, levels, strict=False))
    return tuple(like) or (variant, *key[1:])


def _at_levels(
    groups: Mapping[_Key, object], columns: Sequence[str], levels: Mapping[str, Any]
) -> dict[_Key, _Key]:
    """Return for each combination the one that is like it, but for some levels.

    Raises:
        ValueError: one line, if a factor was not varied or was never at that level.
    """
    for name, level in levels.items():
        if name not in columns:
            raise ValueError(f"{name} is not what combinations differ by, which is {', '.join(columns)}")
        known = dict.fromkeys(key[columns.index(name)] for key in groups)
        if level not in known:
            raise ValueError(f"{name} is never {level!r}; its levels are {', '.join(map(str, known))}")
    return {
        key: tuple(levels.get(name, own) for name, own in zip(columns, key, strict=True)) for key in groups
    }


def _groups(frame: pd.DataFrame, columns: list[str]) -> dict[tuple[Any, ...], pd.DataFrame]:
    return {key: rows for key, rows in frame.groupby(columns, sort=False)}  # noqa: C416 - keys are tuples


def _entries(
    groups: dict[tuple[Any, ...], pd.DataFrame],
    columns: Sequence[str],
    others: dict[tuple[Any, ...], tuple[Any, ...]],
    measures: Sequence[str],
    paired_by: list[str],
) -> tuple[Entry, ...]:
    entries = []
    for key, rows in groups.items():
        other = groups.get(others[key], rows.head(0))
        compared = {} if key == others[key] else _differences(rows, other, measures, paired_by)
        values = {measure: estimate(rows.groupby("seed")[measure].mean()) for measure in measures}
        labels = dict(zip(columns, key, strict=True))
        entries.append(Entry(labels, values, compared, int((rows["error"] != "").sum())))
    return tuple(entries)


def _close(
    groups: dict[tuple[Any, ...], pd.DataFrame], entries: Sequence[Entry], measures: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return for each measure the variants whose distance to the highest one cannot be told from zero."""
    found = {}
    for measure in measures:
        best = best_entry(entries, measure)
        if best is not None:
            highest = groups[best.labels["variant"],]
            below = {
                variant: _differences(rows, highest, [measure], ["seed"])[measure]
                for (variant,), rows in groups.items()
                if variant != best.labels["variant"]
            }
            found[measure] = tuple(variant for variant, behind in below.items() if behind.high >= 0)
    return found


def _differences(
    rows: pd.DataFrame, others: pd.DataFrame, measures: Sequence[str], paired_by: list[str]
) -> dict[str, Estimate]:
    """Return differences, paired by all of the columns and then averaged within each seed."""
    both = rows.merge(others, on=paired_by, suffixes=("", " of the other"))
    found = {}
    for measure in measures:
        difference = both[measure] - both[f"{measure} of the other"]
        found[measure] = estimate(difference.groupby(both["seed"]).mean())
    return found


def _rank(variants: pd.Series[Any]) -> Any:
    order = {variant: place for place, variant in enumerate(dict.fromkeys(variants))}
    return lambda column: column.map(order)


def _in_words(labels: dict[str, Any]) -> str:
    return ", ".join(f"{name.rpartition('.')[2]} {value}" for name, value in labels.items())
