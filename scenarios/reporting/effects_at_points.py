"""Effects at the points of a design: what a variant adds to a measure there, for indices that need every point in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.scenarios.studies.study import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from cocogen.scenarios.studies.study import Study


def effects_at_points(
    study: Study, table: pd.DataFrame, measure: str, reference: str | None
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield every variant but the reference with its effects, one per point of the study's design, in its order.

    An effect is the difference to the reference of one seed at one point, averaged over seeds; where there is nothing to
    subtract, it is the measure itself.

    Raises:
        ValueError: one line, if a row has failed.
    """
    factors, points = list(study.factors), study.design_points()
    for variant in table["variant"].unique():
        if variant == reference:
            continue
        effect_at = _effects(table, factors, measure, variant, reference)
        effects = np.array([effect_at(point) for point in points])
        missing = int((~np.isfinite(effects)).sum())
        if missing:
            raise ValueError(
                f"{measure} of {variant} is not known at {missing} of {len(points)} points, and indices need all of them"
            )
        yield str(variant), effects


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
