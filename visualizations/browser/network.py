"""The federation as a network: who is in and generates how much, who rivals whom, who pays whom this round."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyArrowPatch

from cocogen.model.records.numerals import short
from cocogen.visualizations.browser.states import DOWN, IN, OUT, WAITS
from cocogen.visualizations.figures.courses import MOST_NAMED
from cocogen.visualizations.style import GREY, INK, SMALL, organization_color

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from cocogen.visualizations.browser.snapshot import Seen, Snapshot

SMALLEST, LARGEST = 60.0, 900.0
"""Area of a node that generates nothing, and of the one that generates most this round, points²."""
LABEL_DISTANCE = 13.0
"""From the rim of a node to the middle of its label, points."""
MOST_ARROWS = 12
WIDEST_EDGE = 4.0
"""Points, for the strongest rivalry."""


def circle(n: int) -> NDArray[np.float64]:
    """Return n places on the unit circle, clockwise from the top, shape (n, 2)."""
    angle = np.pi / 2 - 2 * np.pi * np.arange(n) / max(n, 1)
    return np.column_stack([np.cos(angle), np.sin(angle)])


def largest_payments(transfers: pd.DataFrame, round: int) -> list[tuple[str, str, float]]:
    """Return the largest payments of a round as (payer, payee, money), at most a dozen.

    Args:
        transfers: the transfers table.
        round: which round.
    """
    paid = transfers[transfers["round"] == round].groupby(["payer", "payee"])["amount"].sum()
    largest = paid.nlargest(MOST_ARROWS)
    return [(*pair, float(amount)) for pair, amount in zip(largest.index, largest, strict=True)]


def draw_network(axes: Axes, seen: Snapshot) -> None:
    """Draw the federation of the last round.

    Args:
        axes: where.
        seen: what there is to see.
    """
    shown = seen.organizations
    places = circle(len(shown))
    _draw_rivalries(axes, places, seen.rivalries)
    _draw_payments(axes, places, shown, largest_payments(seen.tables["transfers"], seen.round))
    _draw_nodes(axes, places, shown)
    axes.set_aspect("equal")
    axes.set_xlim(-1.45, 1.45)
    axes.set_ylim(-1.42, 1.42)
    axes.set_axis_off()


def _draw_rivalries(axes: Axes, places: NDArray[np.float64], pairs: Sequence[tuple[int, int, float]]) -> None:
    strongest = max((weight for *_, weight in pairs), default=0.0)
    if strongest <= 0:
        return
    shares = np.array([weight / strongest for *_, weight in pairs])
    axes.add_collection(
        LineCollection(
            [places[[a, b]] for a, b, _ in pairs],
            linewidths=(WIDEST_EDGE * shares).tolist(),
            colors=[(0.55, 0.55, 0.55, 0.12 + 0.3 * share) for share in shares.tolist()],
            zorder=1,
        )
    )


def _draw_payments(
    axes: Axes, places: NDArray[np.float64], shown: Sequence[Seen], payments: Sequence[tuple[str, str, float]]
) -> None:
    position = {node.name: places[index] for index, node in enumerate(shown)}
    most = max((amount for *_, amount in payments), default=0.0)
    for payer, payee, amount in payments:
        share = amount / most
        axes.add_patch(
            FancyArrowPatch(
                tuple(position[payer]),
                tuple(position[payee]),
                connectionstyle="arc3,rad=0.16",
                arrowstyle=f"-|>,head_length={3 + 3 * share},head_width={1.5 + 1.5 * share}",
                linewidth=0.6 + 1.4 * share,
                color=INK,
                alpha=0.35 + 0.5 * share,
                shrinkA=10,
                shrinkB=14,
                zorder=2,
            )
        )


def _draw_nodes(axes: Axes, places: NDArray[np.float64], shown: Sequence[Seen]) -> None:
    crowd = min(1.0, 12 / max(len(shown), 1))
    amounts = [amount_of(node) for node in shown]
    most = max(amounts, default=0.0) or 1.0
    for place, node, amount in zip(places, shown, amounts, strict=True):
        color, outside = organization_color(node.index), node.state == OUT
        area = crowd * (SMALLEST + (LARGEST - SMALLEST) * amount / most)
        axes.scatter(
            place[0],
            place[1],
            s=area,
            facecolor="white" if outside else color,
            edgecolor=GREY if outside else color,
            alpha=0.5 if node.state in (WAITS, DOWN) else 1.0,
            linewidth=1.2,
            linestyle="--" if outside else "-",
            zorder=3,
        )
        axes.annotate(
            label(node, crowded=len(shown) > MOST_NAMED),
            place,
            place * (np.sqrt(area / np.pi) + LABEL_DISTANCE),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=SMALL + 0.5,
            color=GREY if outside else INK,
            zorder=4,
        )


def amount_of(node: Seen) -> float:
    """Return what an organization generated this round, samples; 0 where nothing was played."""
    amount = node.numbers["generation"]
    return 0.0 if math.isnan(amount) else amount


def label(node: Seen, *, crowded: bool) -> str:
    """Return an organization's name, and below it what it generated, or why it did not.

    Args:
        node: the organization.
        crowded: whether there is room for names only.
    """
    amount = node.numbers["generation"]
    if crowded or (node.state == IN and math.isnan(amount)):
        return node.name
    return f"{node.name}\n{short(amount) if node.state == IN else node.state}"
