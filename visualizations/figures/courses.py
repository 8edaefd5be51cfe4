"""Panels over rounds: a measure of several variants, what organizations generate, who is at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from cocogen.model.records.measures import all_measures
from cocogen.model.records.numerals import count
from cocogen.visualizations.figures.turning_points import mark_turning_points
from cocogen.visualizations.seeds import first_seed, over_seeds
from cocogen.visualizations.style import (
    EQUILIBRIUM,
    GREY,
    INK,
    OPTIMUM,
    SMALL,
    number_format,
    organization_color,
    variant_colors,
    whole_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from matplotlib.axes import Axes

    from cocogen.visualizations.labels import EndLabels

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

MOST_NAMED = 12
"""More organizations than this are drawn as a crowd with its mean, because nobody can read that many labels."""
WIDE_RANGE = 12.0
"""Amounts that span more than this ratio are drawn on a logarithmic scale."""
FEW_SAMPLES = 10.0
"""Below this many samples the logarithmic scale is linear, so that it reaches zero."""


def rounds_axis(axes: Axes, first: int, last: int) -> None:
    """Set the horizontal axis to the rounds from ``first`` to ``last``, with whole numbers only."""
    margin = 0.5 if first == last else 0.02 * (last - first)
    axes.set_xlim(first - margin, last + margin)
    axes.set_xticks(_round_ticks(first, last))
    axes.set_xlabel("round")


def value_axis(axes: Axes, *, whole: bool = False) -> None:
    """Set the vertical axis to few ticks with a comma between thousands; ``whole`` numbers only for counts."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10], integer=whole))
    axes.yaxis.set_major_formatter(number_format(*axes.get_ylim()))


def amount_axis(axes: Axes, amounts: pd.Series[float]) -> None:
    """Let generated amounts start at zero, on a scale that is logarithmic above a few samples if they shrink or grow a lot."""
    positive = amounts[amounts >= 1]
    if len(positive) and positive.max() > WIDE_RANGE * positive.quantile(0.1):
        axes.set_yscale("symlog", linthresh=FEW_SAMPLES, linscale=0.5)
        axes.yaxis.set_major_locator(FixedLocator([0, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000]))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(whole_numbers())
        axes.set_ylabel("generated samples (log)")
    else:
        value_axis(axes)
        axes.set_ylabel("generated samples")
    axes.set_ylim(bottom=0)


def rounds_of(variants: Variants) -> tuple[int, int]:
    """Return the first and the last round that any variant played; (1, 1) before the first."""
    played = [frames["rounds"]["round"] for frames in variants.values() if len(frames["rounds"])]
    if not played:
        return 1, 1
    return int(min(rounds.min() for rounds in played)), int(max(rounds.max() for rounds in played))


def draw_measure(
    axes: Axes,
    variants: Variants,
    measure: str,
    labels: EndLabels,
    *,
    optimum: bool = False,
    steps: bool = False,
) -> None:
    """Draw a measure of every variant over rounds, with bands where there are several seeds, and its turning points.

    Args:
        axes: where.
        variants: the tables of each variant.
        measure: column of the rounds table.
        labels: takes the variant's name for the end of its line.
        optimum: add the mean of the variants' optimal welfare, dotted.
        steps: draw a count, which changes between rounds at once.
    """
    style: dict[str, Any] = {"drawstyle": "steps-post"} if steps else {}
    colors = variant_colors(variants)
    for name, frames in variants.items():
        course = over_seeds(frames["rounds"], "round", measure)
        rounds, color = course.index.to_numpy(), colors[name]
        axes.plot(
            rounds, course["mean"], color=color, label=name, marker=_marker(course), markersize=4, **style
        )
        axes.fill_between(
            rounds,
            course["low"],
            course["high"],
            color=color,
            alpha=0.18,
            linewidth=0,
            step="post" if steps else None,
        )
        labels.add(axes, course["mean"], name, color)
    if optimum:
        _draw_optimum(axes, variants, labels)
    mark_turning_points(axes, variants)
    rounds_axis(axes, *rounds_of(variants))
    value_axis(axes, whole=steps)
    axes.set_ylabel(all_measures.described(measure, "round").axis)


def draw_generation(axes: Axes, organizations: pd.DataFrame, labels: EndLabels) -> None:
    """Draw what each organization generates over rounds, and its equilibrium amount dashed.

    An organization that does not play has no line. A crowd is drawn faintly, with its mean in black.

    Args:
        axes: where.
        organizations: the organizations table of one variant; of several seeds the first is drawn.
        labels: takes the organizations' names for the ends of their lines.
    """
    frame = first_seed(organizations)
    played = frame["generation"].where(frame["plays"])
    frame = frame.assign(generation=played)
    if frame["organization"].nunique() > MOST_NAMED:
        _draw_crowd(axes, frame, labels)
    else:
        _draw_each(axes, frame, labels)
    rounds = frame["round"] if len(frame) else [1]
    rounds_axis(axes, int(min(rounds)), int(max(rounds)))
    amount_axis(axes, frame["generation"])


def distance_to_equilibrium(organizations: pd.DataFrame) -> float:
    """Return how far last round's amounts are from the equilibrium, as a share of its mean; NaN if nobody plays."""
    frame = first_seed(organizations)
    last = frame[(frame["round"] == frame["round"].max()) & frame["plays"]]
    mean = last["equilibrium_generation"].mean()
    if not mean > 0:
        return float("nan")
    return float((last["generation"] - last["equilibrium_generation"]).abs().mean() / mean)


def draw_at_risk(axes: Axes, variants: Variants) -> None:
    """Write how many organizations are in at a few rounds, one row per variant.

    Args:
        axes: where; it shares its horizontal axis with the panel over rounds above.
        variants: the tables of each variant.
    """
    first, last = rounds_of(variants)
    ticks, colors = _round_ticks(first, last), variant_colors(variants)
    for row, (name, frames) in enumerate(variants.items()):
        members = over_seeds(frames["rounds"], "round", "members")["mean"]
        for tick in ticks:
            if tick in members.index:
                text = count(members[tick])
                axes.text(
                    tick,
                    row,
                    text,
                    ha="center",
                    va="center_baseline",
                    fontsize=SMALL,
                    color=colors[name],
                )
    axes.set_ylim(len(variants) - 0.5, -0.5)
    axes.set_yticks(range(len(variants)), list(variants))
    for tick_label, name in zip(axes.get_yticklabels(), variants, strict=True):
        tick_label.set_color(colors[name])
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.tick_params(axis="y", pad=8)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_title("number at risk", fontsize=SMALL, color=GREY)


def _draw_each(axes: Axes, frame: pd.DataFrame, labels: EndLabels) -> None:
    for index, rows in frame.groupby("organization", sort=True):
        color = organization_color(int(str(index)))
        marker = "o" if len(rows) == 1 else None
        axes.plot(
            rows["round"],
            rows["generation"],
            color=color,
            linewidth=2.0,
            alpha=0.55,
            marker=marker,
            markersize=4,
        )
        axes.plot(
            rows["round"], rows["equilibrium_generation"], color=color, linewidth=1.0, linestyle=EQUILIBRIUM
        )
        labels.add(axes, rows.set_index("round")["generation"], str(rows["name"].iloc[-1]), color)


def _draw_crowd(axes: Axes, frame: pd.DataFrame, labels: EndLabels) -> None:
    for index, rows in frame.groupby("organization", sort=True):
        color = organization_color(int(str(index)))
        axes.plot(rows["round"], rows["generation"], color=color, linewidth=0.7, alpha=0.35)
    mean = frame.groupby("round")[["generation", "equilibrium_generation"]].mean()
    axes.plot(mean.index, mean["generation"], color=INK, linewidth=2.0)
    axes.plot(mean.index, mean["equilibrium_generation"], color=INK, linewidth=1.0, linestyle=EQUILIBRIUM)
    labels.add(axes, mean["generation"], "mean", INK)


def _draw_optimum(axes: Axes, variants: Variants, labels: EndLabels) -> None:
    courses = [
        over_seeds(frames["rounds"], "round", "optimal_welfare")["mean"] for frames in variants.values()
    ]
    best = pd.concat(courses, axis="columns").max(axis="columns").sort_index()
    axes.plot(best.index, best, color=INK, linestyle=OPTIMUM, linewidth=1.2)
    labels.add(axes, best, "optimum", INK)


def _marker(course: pd.DataFrame) -> str | None:
    return "o" if len(course) == 1 else None


def _round_ticks(first: int, last: int) -> list[int]:
    if last - first < 5:
        return list(range(first, last + 1))
    ticks = [int(tick) for tick in MaxNLocator(nbins=5, integer=True).tick_values(first, last)]
    return sorted({first, *(tick for tick in ticks if first < tick <= last)})
