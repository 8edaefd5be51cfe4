"""The market as a network: who is in and generates how much, who rivals whom, who pays whom this round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyArrowPatch

from visualizations.figures.courses import MOST_NAMED
from visualizations.style import GREY, INK, SMALL, organization_color
from visualizations.words import short_number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from model.simulation import CoopetitionModel

SMALLEST, LARGEST = 60.0, 900.0
"""Area of a node that generates nothing, and of the one that generates most this round, points²."""
LABEL_DISTANCE = 13.0
"""From the rim of a node to the middle of its label, points."""
MOST_ARROWS = 12
WIDEST_EDGE = 4.0
"""Points, for the strongest rivalry."""


@dataclass(frozen=True)
class Node:
    """An organization on the map."""

    index: int
    name: str
    is_member: bool
    plays: bool
    generation: float
    """Samples of this round."""


def nodes(model: CoopetitionModel) -> list[Node]:
    """Return all organizations as they stand after the last round."""
    return [Node(o.index, o.name, o.is_member, o.plays, o.generation) for o in model.organizations]


def rivalries(model: CoopetitionModel) -> list[tuple[int, int, float]]:
    """Return all pairs of rivals with their mean intensity γ."""
    return [(int(a), int(b), float(weight)) for a, b, weight in model.space.G.edges(data="weight")]


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


def draw_network(axes: Axes, model: CoopetitionModel, transfers: pd.DataFrame) -> None:
    """Draw the market of the last round.

    Args:
        axes: where.
        model: the simulation.
        transfers: its transfers table.
    """
    shown = nodes(model)
    places = circle(len(shown))
    _draw_rivalries(axes, places, rivalries(model))
    _draw_payments(axes, places, shown, largest_payments(transfers, model.round))
    _draw_nodes(axes, places, shown)
    axes.set_aspect("equal")
    axes.set_xlim(-1.45, 1.45)
    axes.set_ylim(-1.42, 1.42)
    axes.set_axis_off()


def _draw_rivalries(axes: Axes, places: NDArray[np.float64], pairs: list[tuple[int, int, float]]) -> None:
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
    axes: Axes, places: NDArray[np.float64], shown: list[Node], payments: list[tuple[str, str, float]]
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


def _draw_nodes(axes: Axes, places: NDArray[np.float64], shown: list[Node]) -> None:
    crowd = min(1.0, 12 / max(len(shown), 1))
    most = max((node.generation for node in shown), default=0.0) or 1.0
    for place, node in zip(places, shown, strict=True):
        color = organization_color(node.index)
        area = crowd * (SMALLEST + (LARGEST - SMALLEST) * node.generation / most)
        axes.scatter(
            place[0],
            place[1],
            s=area,
            facecolor=color if node.is_member else "white",
            edgecolor=color if node.is_member else GREY,
            alpha=1.0 if node.plays or not node.is_member else 0.5,
            linewidth=1.2,
            linestyle="-" if node.is_member else "--",
            zorder=3,
        )
        axes.annotate(
            _label(node, len(shown)),
            place,
            place * (np.sqrt(area / np.pi) + LABEL_DISTANCE),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=SMALL + 0.5,
            color=INK if node.is_member else GREY,
            zorder=4,
        )


def _label(node: Node, n: int) -> str:
    if n > MOST_NAMED:
        return node.name
    return f"{node.name}\n{short_number(node.generation)}" if node.plays else f"{node.name}\nout"
