"""Elementary effects: what moving one factor alone does to an effect, for many factors (Morris's screening)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from cocogen.model.records.intervals import CONFIDENCE, estimate
from cocogen.model.records.measures import all_measures
from cocogen.scenarios.reporting.effects_at_points import effects_at_points
from cocogen.scenarios.reporting.factor_panels import FULL, HOLLOW, draw_marks, factor_panels

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from cocogen.scenarios.studies.study import Study

MORRIS = "morris"
"""The design that elementary effects need."""
FLAT = 1e-10
"""Spread, as a share of the largest effect, below which all are the same."""
MOST_TOLD = 5
"""Factors of a variant on the terminal."""
NAMES = ("mu_star", "mu", "sigma")
COLUMNS = tuple(name + end for name in NAMES for end in ("", "_low", "_high"))


def elementary_effects_table(
    study: Study, table: pd.DataFrame, measure: str, reference: str | None = None
) -> pd.DataFrame:
    """Return what elementary effects on a measure come to, one row per variant and factor.

    An elementary effect is the difference that moving one factor makes to the effect against the reference (see
    :func:`~cocogen.scenarios.reporting.effects_at_points.effects_at_points`), divided by the share of the factor's range
    that it was moved; so it is in the measure's unit, for the whole range. A trajectory has one per factor.

    Args:
        study: with a ``morris`` design.
        table: its result table.
        measure: by name.
        reference: the variant that is subtracted; None for the measure itself.

    Returns:
        ``variant``, ``factor``, then ``mu_star`` (mean size of the effects: how much the factor matters), ``mu`` (their mean: which
        way) and ``sigma`` (their standard deviation: how much that depends on where, which is curvature or interaction),
        each with the ends ``_low`` and ``_high`` of its 95 % interval over trajectories: bootstrapped for the means, the
        jackknife's for the deviation, of which the bootstrap's is much too narrow.

    Raises:
        ValueError: one line, if the design is another one or a row has failed.

    Source: Campolongo, Cariboni and Saltelli (2007), "An effective screening design for sensitivity analysis of large models",
    *Environmental Modelling & Software* 22, 1509-1518.
    """
    if study.design != MORRIS:
        raise ValueError(
            f"elementary effects need design = {MORRIS!r}, and {study.name} has {study.design!r}"
        )
    rows = []
    for variant, effects in effects_at_points(study, table, measure, reference):
        rows += [
            {"variant": variant, "factor": factor, **_described(of_factor)}
            for factor, of_factor in zip(study.factors, _elementary(study, effects), strict=True)
        ]
    return pd.DataFrame(rows, columns=["variant", "factor", *COLUMNS])


def _elementary(study: Study, effects: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the elementary effects, of shape (factors, trajectories), from the effects along trajectories."""
    points = study.design_points()
    positions = np.array([[of.position(at[name]) for name, of in study.factors.items()] for at in points])
    count = len(study.factors)
    moves = np.diff(positions.reshape(-1, count + 1, count), axis=1)
    changes = np.diff(effects.reshape(-1, count + 1), axis=1)
    trajectory, step, factor = np.nonzero(moves)
    found = np.empty((count, len(moves)))
    found[factor, trajectory] = changes[trajectory, step] / moves[trajectory, step, factor]
    return found


def _described(effects: NDArray[np.float64]) -> dict[str, float]:
    if (
        np.ptp(effects) <= FLAT * np.abs(effects).max()
    ):  # the same everywhere, but for how numbers are rounded
        same = float(effects.mean())
        return dict(zip(COLUMNS, [abs(same)] * 3 + [same] * 3 + [0.0] * 3, strict=True))
    size, mean = estimate(np.abs(effects)), estimate(effects)
    told = [size.mean, size.low, size.high, mean.mean, mean.low, mean.high, *_deviation(effects)]
    return dict(zip(COLUMNS, told, strict=True))


def _deviation(effects: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the standard deviation with the ends of its jackknife interval, none below zero."""
    n = len(effects)
    value = float(effects.std(ddof=1))
    without = np.array([np.delete(effects, one).std(ddof=1) for one in range(n)])
    half = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2) * np.sqrt(n - 1) * without.std())
    return value, max(value - half, 0.0), value + half


def elementary_effects_lines(found: pd.DataFrame, measure: str, what: str) -> str:
    """Say elementary effects in words, a line per variant and factor, the largest first.

    Args:
        found: the table of :func:`elementary_effects_table`.
        measure: which writes its numbers.
        what: the effects are on, in words.
    """
    known = all_measures.described(measure)
    lines = [f"What moving one factor over its range does to {what} (elementary effects; μ* ±, μ, σ):"]
    for variant, rows in found.groupby("variant", sort=False):
        ordered = rows.sort_values("mu_star", ascending=False, kind="stable")
        for row in ordered.head(MOST_TOLD).to_dict("records"):
            size = f"{known.written(row['mu_star'])} ±{known.unit.spread((row['mu_star_high'] - row['mu_star_low']) / 2)}"
            mean = f"{'+' if row['mu'] > 0 else ''}{known.written(row['mu'])}"
            lines.append(f"  {variant}: {row['factor']} {size}, {mean}, {known.written(row['sigma'])}")
        if len(ordered) > MOST_TOLD:
            lines.append(
                f"  {variant}: {len(ordered) - MOST_TOLD} more factors matter less; the figure has all"
            )
    return "\n".join(lines)


def draw_elementary_effects(found: pd.DataFrame, measure: str, what: str) -> Figure:
    """Draw elementary effects with their intervals: a panel per variant, a row per factor, those that matter most on top.

    Args:
        found: the table of :func:`elementary_effects_table`.
        measure: whose unit the axis has.
        what: the effects are on, in words.
    """
    order = found.groupby("factor")["mu_star"].mean().sort_values(ascending=False, kind="stable").index
    framed = factor_panels(
        found,
        list(order),
        f"Which factors matter to {what}?",
        all_measures.described(measure).unit.name,
        "Full: mean size of what moving the factor over its whole range does, μ*; the triangle points right where it adds, left",
        "where it takes away, a dot says neither. Hollow: how much that differs from place to place, σ. 95 % intervals over trajectories.",
    )
    with framed as (figure, panels):
        for panel, color, rows in panels:
            draw_marks(panel, rows, "mu_star", FULL, color, _markers(rows))
            draw_marks(panel, rows, "sigma", HOLLOW, color)
    return figure


def _markers(rows: pd.DataFrame) -> list[str]:
    """Return which way each factor's effect goes, where its interval tells."""
    adds, takes = rows["mu_low"] > 0, rows["mu_high"] < 0
    return [">" if more else "<" if less else "o" for more, less in zip(adds, takes, strict=True)]
