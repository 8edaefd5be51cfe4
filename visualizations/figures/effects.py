"""The figure of effects: paired differences to a reference, with their intervals, on a line that means none."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from pandas.api.types import is_numeric_dtype

from cocogen.model.records.measures import all_measures
from cocogen.model.records.numerals import short
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.style import (
    FAINT,
    GREY,
    INK,
    WIDE,
    house_style,
    new_figure,
    number_format,
    variant_colors,
)
from cocogen.visualizations.words import and_list, field_label, symbol, without_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHARACTERS = 78
"""Characters of a title that fit into the width of the figure."""
LINES = 2
"""Lines of a title; a finding that is longer stands in the caption, below a question."""
DODGE = 0.012
"""Between marks at the same number, as a share of the axis."""
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
    known = all_measures.described(measure)
    groups = _groups(effects, lines)
    colors = _colors(groups, lines, against)
    numeric = across is not None and is_numeric_dtype(effects[across])
    with house_style():
        height = 2.9 if numeric else 1.25 + 0.24 * len(effects)
        figure = new_figure(WIDE, height)
        axes = figure.subplots()
        title, note = _title(effects, measure, against)
        ask(figure, title)
        unit = f" ({known.unit.name})" if known.unit.name else ""
        if numeric:
            _draw_over_a_number(axes, groups, str(across), colors)
            axes.set_ylabel(fill(f"difference to {against.reference}{unit}", 40))
        else:
            _draw_rows(axes, effects, groups, across, colors)
            axes.set_xlabel(f"difference to {against.reference}{unit}")
        if len(groups) > 1 and lines != across:
            _name_colors(axes, groups, lines, colors)
        caption(figure, note, _caption(effects))
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
    told = [column for column in effects if column not in ENDS]
    by = "variant" if "variant" in told else None
    parts: dict[str, list[str]] = {}
    for name, of_one in rows.groupby(by, sort=False) if by else [("", rows)]:
        higher, lower, n = int((of_one["low"] > 0).sum()), int((of_one["high"] < 0).sum()), len(of_one)
        parts.setdefault(_verdict(higher, lower, n), []).append(str(name))
    if not by:
        return f"{what}: {next(iter(parts)).format(in_it='', it='nothing').strip()}"
    said = [_said(verdict, names) for verdict, names in parts.items()]
    return f"{what}: {'; '.join(said)}"


def _title(effects: pd.DataFrame, measure: str, against: Against) -> tuple[str, str]:
    """Return the title, and what of the finding stands in the caption because it is too long for a title."""
    found = finding(effects, measure, against)
    title = fill(found, CHARACTERS)
    if title.count("\n") < LINES:
        return title, ""
    what, _, said = found.partition(": ")
    return fill(f"{what}: how large is the difference?", CHARACTERS), f"{said[0].upper()}{said[1:]}."


def _name_colors(axes: Axes, groups: Iterable[str], lines: str | None, colors: dict[str, str]) -> None:
    handles = [axes.plot([], [], "o", color=colors[name], markersize=4.5, label=name)[0] for name in groups]
    title = None if lines in (None, "variant") else fill(without_unit(field_label(str(lines))), 24)
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.0), title=title)


def _verdict(higher: int, lower: int, n: int) -> str:
    if n == 1:
        return "higher" if higher else "lower" if lower else ""
    if n in (higher, lower):
        return f"{'higher' if higher else 'lower'} at {'both' if n == 2 else f'all {n}'} levels"
    parts = [f"{word} at {count} of {n}" for word, count in (("higher", higher), ("lower", lower)) if count]
    return " and ".join(parts) or f"clearly different at none of {n} levels"


def _said(verdict: str, names: list[str]) -> str:
    who = and_list(names)
    return f"{verdict} in {who}" if verdict else f"{who} cannot be told from it"


def _groups(effects: pd.DataFrame, lines: str | None) -> dict[str, pd.DataFrame]:
    if lines is None:
        return {"": effects}
    return {level_name(lines, level): rows for level, rows in effects.groupby(lines, sort=False)}


def level_name(factor: str, level: object) -> str:
    """Return what a level is called in a figure: by its factor's symbol if it is a number and has one.

    Example:
        >>> level_name("competition.intensity", 0.06), level_name("variant", "CoCoGen+")
        ('γ = 0.06', 'CoCoGen+')
    """
    if isinstance(level, bool) or not isinstance(level, int | float | np.number):
        return str(level)
    return f"{symbol(factor)} = {short(float(level))}" if symbol(factor) else short(float(level))


def _colors(groups: dict[str, pd.DataFrame], lines: str | None, against: Against) -> dict[str, str]:
    if lines is None:
        return {"": INK}
    others = [name for name in against.variants if lines == "variant" and name not in groups]
    return variant_colors([*groups, *others])


def _draw_over_a_number(
    axes: Axes, groups: dict[str, pd.DataFrame], across: str, colors: dict[str, str]
) -> None:
    levels = sorted({float(level) for rows in groups.values() for level in rows[across]})
    log = levels[0] > 0 and len(levels) > 2 and levels[-1] / levels[0] >= 20
    axes.axhline(0, color=INK, linewidth=0.9, zorder=1)
    if log:
        axes.set_xscale("log")
    for place, (name, rows) in enumerate(groups.items()):
        rows = rows.sort_values(across)
        shift = DODGE * (place - (len(groups) - 1) / 2)
        x = rows[across].to_numpy(dtype=float)
        if log:
            x = x * (levels[-1] / levels[0]) ** shift
        elif len(levels) > 1:
            x = x + shift * (levels[-1] - levels[0])
        color = colors[name]
        axes.plot(x, rows["effect"], color=color, linewidth=1.0, alpha=0.5, zorder=2)
        axes.vlines(x, rows["low"], rows["high"], color=color, linewidth=1.5, zorder=3)
        axes.plot(x, rows["effect"], "o", color=color, markersize=4.5, zorder=4)
    ticks = levels[:: -(-len(levels) // 8)]
    axes.set_xticks(ticks, [short(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel(field_label(across))
    axes.margins(y=0.12)
    axes.yaxis.set_major_formatter(number_format(*axes.get_ylim()))


def _draw_rows(
    axes: Axes,
    effects: pd.DataFrame,
    groups: dict[str, pd.DataFrame],
    across: str | None,
    colors: dict[str, str],
) -> None:
    names = list(dict.fromkeys(effects[across])) if across is not None else [""]
    axes.axvline(0, color=INK, linewidth=0.9, zorder=1)
    for place, (name, rows) in enumerate(groups.items()):
        shift = (place - (len(groups) - 1) / 2) * 0.7 / len(groups)
        y = [
            shift + (names.index(row) if across is not None else 0)
            for row in (rows[across] if across else [""])
        ]
        axes.hlines(y, rows["low"], rows["high"], color=colors[name], linewidth=1.5, zorder=3)
        axes.plot(rows["effect"], y, "o", color=colors[name], markersize=4.5, zorder=4)
    labels = [fill(level_name(across, name), 34) for name in names] if across is not None else [""]
    axes.set_yticks(range(len(names)), labels)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.grid(axis="x", color=FAINT)
    axes.margins(x=0.08)
    axes.xaxis.set_major_formatter(number_format(*axes.get_xlim()))
    axes.spines["left"].set_color(GREY)


def _caption(effects: pd.DataFrame) -> str:
    seeds = effects["seeds"].max()
    if seeds < 2:
        return "One seed, so no interval."
    return f"Differences are paired over {seeds} seeds; bars are 95 % intervals. The line is no difference."
