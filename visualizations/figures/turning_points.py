"""Turning points: a thin line where the world or the configuration changed, in every panel over rounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matplotlib.patheffects import withStroke

from cocogen.visualizations.seeds import first_seed
from cocogen.visualizations.style import GREY, SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

MOST_MARKS = 3
"""More shocks and departures than this are left out, because marks would then hide the lines; interventions never are."""
SECTION = re.compile(r"\b[a-z_]+\.(?=[a-z])")
"""What a field's name begins with; there is no room for it."""
LONGEST = 28
"""Characters beside a line."""


def mark_turning_points(axes: Axes, variants: Variants) -> None:
    """Draw a thin line where something changed in any variant: an intervention, a shock, a departure for good.

    Args:
        axes: a panel over rounds.
        variants: the tables of each variant.
    """
    for round_number, what in turning_points(variants).items():
        draw_line(axes, round_number)
        axes.annotate(
            what,
            (round_number, 0.0),
            (-2, 4),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="right",
            va="bottom",
            rotation=90,
            fontsize=SMALL,
            color=GREY,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )


def draw_line(axes: Axes, at: float, zorder: int = 0) -> None:
    """Draw the thin line alone, at a place on the horizontal axis, behind everything unless said otherwise."""
    axes.axvline(at, color=GREY, linewidth=0.8, zorder=zorder)


def turning_points(variants: Variants) -> dict[int, str]:
    """Return what changed in any variant, in short, by round."""
    happened = _interventions(variants)
    others = {
        (int(number), what)
        for frames in variants.values()
        for column, value, what in (("event", "shock", "shock"), ("reason", "departs for good", "departure"))
        for number in _rows(frames, column, value)["round"]
    }
    found: dict[int, list[str]] = {}
    for number, what in [*happened, *(sorted(others) if len(others) <= MOST_MARKS else [])]:
        found.setdefault(number, []).append(what)
    return {number: _short("; ".join(found[number])) for number in sorted(found)}


def intervention_rounds(variants: Variants) -> list[int]:
    """Return the rounds in which the configuration of any variant changed."""
    return sorted({number for number, _ in _interventions(variants)})


def _interventions(variants: Variants) -> list[tuple[int, str]]:
    tables = [_rows(frames, "event", "intervention") for frames in variants.values()]
    pairs = {
        (int(at), str(why))
        for table in tables
        for at, why in zip(table["round"], table["reason"], strict=True)
    }
    return sorted((at, SECTION.sub("", why)) for at, why in pairs)


def _rows(frames: Mapping[str, pd.DataFrame], column: str, value: str) -> pd.DataFrame:
    events = first_seed(frames["events"])
    return events[events[column] == value]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
