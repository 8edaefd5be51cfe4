"""Sensitivity: what share of the variance of an effect each factor has, alone and in all its interactions (Sobol indices)."""

from __future__ import annotations

import warnings
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cocogen.model.records.intervals import CONFIDENCE, RESAMPLES, RESAMPLING_SEED
from cocogen.model.records.numerals import decimals
from cocogen.scenarios.studies.study import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from cocogen.scenarios.studies.study import Study

SALTELLI = "saltelli"
"""The design that indices need."""
COLUMNS = ("first", "first_low", "first_high", "total", "total_low", "total_high")
FLAT = 1e-12
"""Standard deviation, as a share of the largest value, below which nothing varies."""


def sensitivity_table(
    study: Study, table: pd.DataFrame, measure: str, reference: str | None = None
) -> pd.DataFrame:
    """Return Sobol indices of the effects on a measure, one row per variant and factor.

    An effect is the difference to the reference of one seed at one point, averaged over seeds; where there is nothing to
    subtract, it is the measure itself. Intervals are bootstrapped over the design's points.

    Args:
        study: with a ``saltelli`` design.
        table: its result table.
        measure: by name.
        reference: the variant that is subtracted; None for the measure itself.

    Returns:
        ``variant``, ``factor``, then ``first`` (share of the variance that the factor has alone) and ``total`` (with all
        interactions), each with the ends ``_low`` and ``_high`` of its 95 % interval.

    Raises:
        ValueError: one line, if the design is another one, a row has failed, or nothing varies.
    """
    if study.design != SALTELLI:
        raise ValueError(f"sensitivity needs design = {SALTELLI!r}, and {study.name} has {study.design!r}")
    factors, points = list(study.factors), study.design_points()
    rows = []
    for variant in table["variant"].unique():
        if variant == reference:
            continue
        effects = _effects(table, factors, measure, variant, reference)
        at_points = [effects(point) for point in points]
        missing = int((~np.isfinite(at_points)).sum())
        if missing:
            raise ValueError(
                f"{measure} of {variant} is not known at {missing} of {len(points)} points, and indices need all of them"
            )
        values = np.reshape(at_points, (len(factors) + 2, -1))
        rows += [
            {"variant": variant, "factor": f, **found}
            for f, found in zip(factors, _indices(values, measure), strict=True)
        ]
    return pd.DataFrame(rows, columns=["variant", "factor", *COLUMNS])


def _effects(
    table: pd.DataFrame, factors: list[str], measure: str, variant: str, reference: str | None
) -> Callable[[Mapping[str, Any]], float]:
    """Return what takes a point to the mean over seeds there, NaN where it is not known.

    A variant that has no use for a factor has one row for all of its values.
    """
    rows = table[table["variant"] == variant]
    known = [factor for factor in factors if rows[factor].notna().all()]
    if reference is not None:
        old = table[table["variant"] == reference]
        shared = [factor for factor in known if old[factor].notna().all()]
        partners = _means(old, [*shared, "seed"], measure)
        keys = zip(*(rows[name] for name in (*shared, "seed")), strict=True)
        rows = rows.assign(**{measure: rows[measure] - [partners.get(key, np.nan) for key in keys]})
    means = _means(rows, known, measure)
    return lambda point: means.get(tuple(label_of(point[factor]) for factor in known), np.nan)


def _means(rows: pd.DataFrame, by: list[str], measure: str) -> dict[tuple[Hashable, ...], float]:
    """Return the mean of a measure by the values of some columns; NaN where a row has none."""
    grouped = rows.groupby([rows[name] for name in by] or np.zeros(len(rows)), sort=False)[measure]
    means = grouped.mean().where(grouped.count() == grouped.size())
    if not by:
        return {(): float(means.iloc[0])}
    return {at if isinstance(at, tuple) else (at,): float(value) for at, value in means.items()}


def _indices(values: NDArray[np.float64], measure: str) -> list[dict[str, float]]:
    from scipy.stats import sobol_indices

    if values.std() <= FLAT * np.abs(values).max():
        raise ValueError(
            f"{measure} does not vary over the design, so that nothing has a share in its variance"
        )
    a, b, swapped = values[0], values[1], values[2:]
    func = {"f_A": a[None], "f_B": b[None], "f_AB": swapped[:, None]}
    found = sobol_indices(func=func, n=len(a), rng=np.random.default_rng(RESAMPLING_SEED))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a factor that changes nothing has no spread to bootstrap
        ends = found.bootstrap(confidence_level=CONFIDENCE, n_resamples=RESAMPLES // 10)
    told: list[NDArray[np.float64]] = []
    for value, interval in (
        (np.ravel(found.first_order), ends.first_order.confidence_interval),
        (np.ravel(found.total_order), ends.total_order.confidence_interval),
    ):
        low, high = np.ravel(interval.low), np.ravel(interval.high)
        known = np.isfinite(low) & np.isfinite(high)
        told += [value, np.where(known, low, value), np.where(known, high, value)]
    return [dict(zip(COLUMNS, map(float, one), strict=True)) for one in np.transpose(told)]


def sensitivity_lines(indices: pd.DataFrame, what: str) -> str:
    """Say the indices in words, a line per variant, the largest total first."""
    lines = [f"Shares in the variance of {what} over the design (Sobol indices, alone; with interactions):"]
    for variant, rows in indices.groupby("variant", sort=False):
        ordered = rows.sort_values("total", ascending=False, kind="stable")
        parts = [
            f"{row['factor']} {_share(row, 'first')}; {_share(row, 'total')}"
            for row in ordered.to_dict("records")
        ]
        lines.append(f"  {variant}: " + ", ".join(parts))
    return "\n".join(lines)


def _share(row: Mapping[Hashable, Any], name: str) -> str:
    return f"{decimals(row[name], 2)} ±{decimals((row[f'{name}_high'] - row[f'{name}_low']) / 2, 2)}"


def draw_sensitivity(indices: pd.DataFrame, what: str) -> Figure:
    """Draw the indices with their intervals: a panel per variant, a row per factor, a dot alone and one with interactions."""
    from cocogen.visualizations.figures.frame import ask, caption
    from cocogen.visualizations.style import GREY, WIDE, house_style, new_figure, variant_colors
    from cocogen.visualizations.words import field_label

    variants, factors = list(indices["variant"].unique()), list(indices["factor"].unique())
    colors = variant_colors(map(str, variants))
    with house_style():
        figure = new_figure(WIDE, 1.6 + 0.4 * len(factors))
        panels = figure.subplots(1, len(variants), sharey=True, sharex=True, squeeze=False)[0]
        ask(figure, fill(f"What decides {what}?", 78))
        for panel, variant in zip(panels, variants, strict=True):
            rows = indices[indices["variant"] == variant]
            for name, shift, face in (("first", -0.13, colors[str(variant)]), ("total", 0.13, "white")):
                at = np.arange(len(rows)) + shift
                panel.hlines(
                    at, rows[f"{name}_low"], rows[f"{name}_high"], color=colors[str(variant)], linewidth=1.5
                )
                panel.scatter(
                    rows[name], at, s=26, facecolors=face, edgecolors=colors[str(variant)], zorder=3
                )
            panel.axvline(0.0, color=GREY, linewidth=0.8)
            panel.set_title(str(variant))
            panel.set_xlabel("share of the variance")
        panels[0].set_yticks(range(len(factors)), [field_label(factor) for factor in factors])
        panels[0].set_ylim(len(factors) - 0.5, -0.5)
        caption(
            figure,
            "Full: the factor alone. Hollow: with all its interactions. Sobol indices with 95 % intervals over the design.",
        )
    return figure
