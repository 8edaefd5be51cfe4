"""Sensitivity: what share of the variance of an effect each factor has, alone and in all its interactions (Sobol indices)."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cocogen.model.records.intervals import CONFIDENCE, RESAMPLES, RESAMPLING_SEED
from cocogen.model.records.numerals import decimals
from cocogen.scenarios.reporting.effects_at_points import effects_at_points
from cocogen.scenarios.reporting.factor_panels import FULL, HOLLOW, draw_marks, factor_panels

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

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
    factors = list(study.factors)
    rows = []
    for variant, effects in effects_at_points(study, table, measure, reference):
        values = effects.reshape(len(factors) + 2, -1)
        rows += [
            {"variant": variant, "factor": f, **found}
            for f, found in zip(factors, _indices(values, measure), strict=True)
        ]
    return pd.DataFrame(rows, columns=["variant", "factor", *COLUMNS])


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
    framed = factor_panels(
        indices,
        list(indices["factor"].unique()),
        f"What decides {what}?",
        "share of the variance",
        "Full: the factor alone. Hollow: with all its interactions. Sobol indices with 95 % intervals over the design.",
    )
    with framed as (figure, panels):
        for panel, color, rows in panels:
            draw_marks(panel, rows, "first", FULL, color)
            draw_marks(panel, rows, "total", HOLLOW, color)
    return figure
