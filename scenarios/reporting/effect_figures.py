"""Which figure shows the effects of a study: what lies along it, what colours tell apart, and a figure per slice of the rest."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

from cocogen.scenarios.reporting.effects import effects_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from cocogen.scenarios.reporting.summaries import Summary

MOST_LINES = 8
"""Levels that colours tell apart; more are a figure each."""


def effect_figure(
    summary: Summary, factors: Sequence[str], measure: str, *, scattered: bool = False
) -> Figure:
    """Draw the effects on a measure, the first figure where there are several.

    Args:
        summary: with the differences.
        factors: that the design varied.
        measure: whose effects they are.
        scattered: whether the design fills a space rather than a grid.

    Raises:
        ValueError: if there is nothing to compare.
    """
    found: tuple[Any, Figure] | None = None
    if scattered:
        found = next(scattered_effect_figures(summary, factors, measure), None)
    found = found or next(effect_figures(summary, factors, measure), None)
    if found is None:
        raise ValueError("there is no effect to draw: there is one combination only")
    return found[1]


def effect_figures(
    summary: Summary, factors: Sequence[str], measure: str, most: int | None = None
) -> Iterator[tuple[dict[str, Any], Figure]]:
    """Yield figures of the effects on a measure, each with the levels at which it was taken.

    Args:
        summary: with the differences.
        factors: that the design varied.
        measure: whose effects they are.
        most: figures; all by default.
    """
    from cocogen.visualizations.figures.effects import Against, draw_effects

    effects = effects_table(summary, measure)
    if not effects["effect"].notna().any():
        return
    variants = tuple(dict.fromkeys(str(entry.labels.get("variant", "")) for entry in summary.entries))
    across, lines, fixed = _layout(effects, [name for name in factors if name in summary.factors])
    slices = product(*(effects[name].unique() for name in fixed))
    for levels in islice(slices, most):
        part = effects
        for name, level in zip(fixed, levels, strict=True):
            part = part[part[name] == level]
        if part["effect"].notna().any():
            at = dict(zip(fixed, levels, strict=True))
            against = Against(summary.reference, where(at), variants)
            yield at, draw_effects(part, across, lines, measure, against)


def scattered_effect_figures(
    summary: Summary, factors: Sequence[str], measure: str
) -> Iterator[tuple[str, Figure]]:
    """Yield a figure of the effects at the points of a design that fills a space for each variant but the reference.

    Args:
        summary: with the differences at every point.
        factors: that the design varied.
        measure: whose effects they are.
    """
    from cocogen.visualizations.figures.effects import Against
    from cocogen.visualizations.figures.scattered import draw_scattered_effects

    effects = effects_table(summary, measure)
    if "variant" not in effects:
        return
    for variant, rows in effects[effects["effect"].notna()].groupby("variant", sort=False):
        varied = [name for name in factors if name in rows and rows[name].nunique() > 1]
        if varied:
            against = Against(summary.reference)
            yield str(variant), draw_scattered_effects(rows, varied, measure, str(variant), against)


def _layout(effects: pd.DataFrame, factors: Sequence[str]) -> tuple[str | None, str | None, list[str]]:
    """Return what lies along the figure, what colours tell apart, and what is fixed in each figure.

    A number lies along before a category, and variants are told apart by colours before anything else is.
    """
    from pandas.api.types import is_numeric_dtype

    varied = [name for name in factors if name in effects]
    numbers = [name for name in varied if is_numeric_dtype(effects[name])]
    several = "variant" in effects and effects["variant"].nunique() > 1
    across = next(iter([*numbers, *varied]), "variant" if "variant" in effects else None)
    rest = [name for name in varied if name != across]
    if across == "variant":
        return across, "variant", []
    if several:
        return across, "variant", rest
    lines = next((name for name in rest if effects[name].nunique() <= MOST_LINES), None)
    return across, lines, [name for name in rest if name != lines]


def where(at: Mapping[str, Any]) -> str:
    """Return the levels at which a slice was taken, in words."""
    from cocogen.visualizations.figures.marks import level_name

    named = {factor: level_name(factor, level) for factor, level in at.items()}
    return ", ".join(
        name if " = " in name else f"{factor.rpartition('.')[2].replace('_', ' ')} {name}"
        for factor, name in named.items()
    )
