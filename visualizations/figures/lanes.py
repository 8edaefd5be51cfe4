"""Who is in: one lane per organization, coloured while it is a member, a block of lanes per variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.model.records.spells import spells_of
from cocogen.visualizations.figures.courses import rounds_of
from cocogen.visualizations.figures.turning_points import draw_line, intervention_rounds
from cocogen.visualizations.seeds import first_seed
from cocogen.visualizations.style import FAINT, INK, SMALL, organization_color, variant_colors
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

GAP = 0.08
"""Room between two blocks, as a share of the rounds of one."""
HEIGHT = 0.56
"""Of a lane, where lanes are one apart."""
CROSS = 0.014
"""Furthest distance of a cross from the end of the stay, as a share of all blocks."""
MOST_TICKS = 14
LANE_TITLE_PAD = 26.0
"""Points between the lanes and their title; the variants' names stand between."""


def absences(organizations: pd.DataFrame) -> pd.DataFrame:
    """Return the spells that ended before the last round, with ``gap``, the rounds until the return or the end."""
    spells = spells_of(organizations)
    returns = spells.groupby("organization")["start"].shift(-1)
    gap = returns.fillna(organizations["round"].max() + 1) - spells["end"] - 1
    return spells.assign(gap=gap)[spells["exited"]]


def draw_lanes(axes: Axes, variants: Variants, *, name_variants: bool = True) -> None:
    """Draw the lanes of every variant beside each other, with a cross where an organization left and a line where the configuration changed.

    Args:
        axes: where.
        variants: the tables of each variant; of several seeds the first is drawn.
        name_variants: write each variant's name and its members at the end above its lanes.
    """
    first, last = rounds_of(variants)
    width = last - first + 1
    names: dict[int, str] = {}
    colors = variant_colors(variants)
    for block, (variant, frames) in enumerate(variants.items()):
        organizations = first_seed(frames["organizations"])
        left = block * width * (1 + GAP)
        names |= dict(zip(organizations["organization"].astype(int), organizations["name"], strict=True))
        _draw_block(axes, organizations, left, first, width, CROSS * width * len(variants))
        for changed in intervention_rounds({variant: frames}):
            draw_line(axes, left + changed - first, zorder=3)
        if name_variants:
            _name_variant(axes, variant, colors[variant], organizations, left)
    _finish_axes(axes, names, first, last, len(variants))


def members_at_end(organizations: pd.DataFrame) -> tuple[int, int]:
    """Return how many organizations are in after the last round, and how many there are."""
    at_end = organizations[organizations["round"] == organizations["round"].max()]
    return int(at_end["is_member"].sum()), len(at_end)


def exits_in_words(variants: Variants) -> str:
    """Return one phrase on where most organizations are in at the end."""
    ends = {
        variant: members_at_end(first_seed(frames["organizations"])) for variant, frames in variants.items()
    }
    most = max(count for count, _ in ends.values())
    best = [variant for variant, (count, _) in ends.items() if count == most]
    everyone = max(count for _, count in ends.values())
    inside = f"All {everyone} end inside" if most == everyone else f"{most} of {everyone} end inside"
    if most == 0:
        return f"All {everyone} end outside"
    if len(best) == len(ends):
        return inside if len(ends) == 1 else f"{inside} in every variant"
    if len(best) > 2:
        return f"{inside} in {len(best)} of {len(ends)} variants"
    return f"{inside} under {and_list(best)}" + (" only" if len(best) == 1 else "")


def _draw_block(
    axes: Axes, organizations: pd.DataFrame, left: float, first: int, width: int, furthest: float
) -> None:
    start = left - first
    for index in organizations["organization"].unique():
        axes.barh(index, width, left=left, height=HEIGHT, color=FAINT, linewidth=0)
    for lane, begin, tenure in spells_of(organizations)[["organization", "start", "tenure"]].to_numpy(int):
        axes.barh(
            lane, tenure, left=start + begin, height=HEIGHT, color=organization_color(lane), linewidth=0
        )
    for lane, end, gap in absences(organizations)[["organization", "end", "gap"]].to_numpy(int):
        axes.text(
            start + end + 1 + min(gap / 2, furthest),
            lane,
            "×",
            ha="center",
            va="center_baseline",
            color=INK,
            fontsize=SMALL,
        )


def _name_variant(axes: Axes, variant: str, color: str, organizations: pd.DataFrame, left: float) -> None:
    inside, everyone = members_at_end(organizations)
    axes.annotate(
        f"{variant}\n{inside} of {everyone} in",
        (left, 1.0),
        (0, 3),
        xycoords=axes.get_xaxis_transform(),
        textcoords="offset points",
        va="bottom",
        fontsize=SMALL,
        color=color,
    )


def _finish_axes(axes: Axes, names: dict[int, str], first: int, last: int, blocks: int) -> None:
    width = last - first + 1
    shown = sorted(names)[:: max(1, -(-len(names) // MOST_TICKS))]
    axes.set_yticks(shown, [names[index] for index in shown])
    axes.set_ylim(max(names, default=0) + 0.6, -0.6)
    axes.set_xlim(0, blocks * width * (1 + GAP) - width * GAP)
    ends = (first,) if first == last else (first, last)
    starts = [block * width * (1 + GAP) - first + 0.5 for block in range(blocks)]
    axes.set_xticks(
        [start + end for start in starts for end in ends], [str(end) for _ in starts for end in ends]
    )
    for index, tick_label in enumerate(axes.get_xticklabels()):
        tick_label.set_horizontalalignment("center" if len(ends) == 1 else ("left", "right")[index % 2])
    axes.set_xlabel("round")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
