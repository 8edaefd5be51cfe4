"""The figure of effects: paired differences to a reference, with their intervals, on a line that means none."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from pandas.api.types import is_numeric_dtype

from cocogen.model.records.measures import all_measures
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.figures.marks import (
    Marks,
    draw_nothing_line,
    draw_over_numbers,
    draw_rows,
    level_name,
    name_groups,
)
from cocogen.visualizations.style import INK, WIDE, house_style, new_figure, variant_colors
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.figure import Figure

CHARACTERS = 78
"""Characters of a title that fit into the width of the figure."""
LINES = 2
"""Lines of a title; a finding that is longer stands in the caption, below a question."""
ENDS = {"effect", "low", "high", "seeds"}
"""Columns of a table of effects that do not tell combinations apart."""


@dataclass(frozen=True)
class Against:
    """What effects are differences to, and where.

    Args:
        reference: in words, a variant or a level.
        where: levels at which all of the figure's effects were taken, in words; empty if there are none.
        variants: every variant of the study, in their order, so that each has its colour.
    """

    reference: str
    where: str = ""
    variants: Sequence[str] = ()


def draw_effects(
    effects: pd.DataFrame, across: str | None, lines: str | None, measure: str, against: Against
) -> Figure:
    """Draw effects with their intervals: over a number as marks in their order, of categories as rows.

    Args:
        effects: a row per combination: ``effect``, ``low``, ``high`` and ``seeds`` beside the columns that tell it apart.
        across: column whose levels lie along the figure; None where there is one.
        lines: column that colours tell apart; None for one colour.
        measure: whose effects they are.
        against: what they are differences to.

    Raises:
        ValueError: if there is no effect.
    """
    if effects["effect"].notna().sum() == 0:
        raise ValueError(
            "there is no effect to draw: nothing is paired with the reference, or there is one combination only"
        )
    unit = all_measures.described(measure).unit.name
    difference = f"difference to {against.reference}" + (f" ({unit})" if unit else "")
    groups = _groups(effects, across, lines, against)
    numeric = across is not None and is_numeric_dtype(effects[across])
    rows = effects[across].nunique() if across else 1
    with house_style():
        figure = new_figure(WIDE, 2.9 if numeric else 1.3 + max(0.24 * rows, 0.13 * len(effects)))
        axes = figure.subplots()
        title, note = _title(effects, measure, against)
        ask(figure, title)
        draw_nothing_line(axes, upright=not numeric)
        if numeric:
            draw_over_numbers(axes, groups, str(across))
            axes.set_ylabel(fill(difference, 32))
        else:
            draw_rows(axes, groups, across)
            axes.set_xlabel(difference)
        if len(groups) > 1 and lines != across:
            name_groups(axes, groups, lines)
        caption(figure, note, effects_caption(effects))
    return figure


def finding(effects: pd.DataFrame, measure: str, against: Against) -> str:
    """Return what effects show, as a title: a difference is claimed only where its interval excludes zero.

    Args:
        effects: as :func:`draw_effects` takes them.
        measure: whose effects they are.
        against: what they are differences to.

    Example:
        >>> import pandas as pd
        >>> effects = pd.DataFrame(
        ...     {"variant": ["A", "B"], "effect": [3.0, 1.0], "low": [2.0, -1.0], "high": [4.0, 3.0], "seeds": 10}
        ... )
        >>> finding(effects, "accuracy", Against("CoCoGen"))
        'Accuracy of the common model, against CoCoGen: higher in A; B cannot be told from it'
    """
    what = f"{all_measures.described(measure).label}, against {against.reference}"
    what += f" at {against.where}" if against.where else ""
    rows = effects[effects["effect"].notna()]
    if not rows["low"].notna().any():
        return f"{what}: differences of one seed, without intervals"
    if "variant" not in rows:
        return f"{what}: {_verdict(rows) or 'no clear difference'}"
    verdicts: dict[str, list[str]] = {}
    for variant, of_one in rows.groupby("variant", sort=False):
        verdicts.setdefault(_verdict(of_one), []).append(str(variant))
    said = [
        f"{verdict} in {and_list(names)}" if verdict else f"{and_list(names)} cannot be told from it"
        for verdict, names in verdicts.items()
    ]
    return f"{what}: {'; '.join(said)}"


def effects_caption(effects: pd.DataFrame) -> str:
    """Return the sentence that says what the marks are."""
    seeds = int(effects["seeds"].max())
    if seeds < 2:
        return "One seed, so no interval."
    return (
        f"Differences are paired over {seeds} seeds; bars are 95 % intervals. On the dark line there is none."
    )


def _title(effects: pd.DataFrame, measure: str, against: Against) -> tuple[str, str]:
    """Return the title, and what of the finding stands in the caption because it is too long for a title."""
    found = finding(effects, measure, against)
    title = fill(found, CHARACTERS)
    if title.count("\n") < LINES:
        return title, ""
    what, _, said = found.partition(": ")
    return fill(f"{what}: how large is the difference?", CHARACTERS), f"{said[0].upper()}{said[1:]}."


def _verdict(rows: pd.DataFrame) -> str:
    """Say at how many levels effects are clearly higher or lower; nothing of a single one that is neither."""
    higher, lower, n = int((rows["low"] > 0).sum()), int((rows["high"] < 0).sum()), len(rows)
    if n == 1:
        return "higher" if higher else "lower" if lower else ""
    if n in (higher, lower):
        return f"{'higher' if higher else 'lower'} at {'both' if n == 2 else f'all {n}'} levels"
    parts = [f"{word} at {count} of {n}" for word, count in (("higher", higher), ("lower", lower)) if count]
    return " and ".join(parts) or f"clearly different at none of {n} levels"


def _groups(
    effects: pd.DataFrame, across: str | None, lines: str | None, against: Against
) -> dict[str, Marks]:
    by_level = effects.rename(columns={"effect": "mean"})
    by_level.index = effects[across].to_numpy() if across is not None else [""] * len(effects)
    if lines is None:
        return {"": Marks(by_level, INK)}
    parts = {
        level_name(lines, level): rows
        for level, rows in by_level.groupby(lines, sort=is_numeric_dtype(effects[lines]))
    }
    others = [name for name in against.variants if lines == "variant" and name not in parts]
    colors = variant_colors([*parts, *others])
    return {name: Marks(rows, colors[name]) for name, rows in parts.items()}
