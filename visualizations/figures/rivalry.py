"""Who is whose rival: every rivalry structure as a small network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from cocogen.model.game import rivalry_structures
from cocogen.model.game.rivalry.from_file import FromFile
from cocogen.model.randomness import Streams
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.style import INK, SMALL, WIDE, house_style, new_figure, organization_color

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from cocogen.model.game.rivalry.structures import RivalryStructure

    FloatArray = NDArray[np.float64]

SHOWN = (
    "uniform",
    "random-symmetric",
    "random-asymmetric",
    "sectors",
    "duopoly",
    "distance-decay",
    "graph",
    "file",
)
"""Structures in the order of the picture."""
AIRLINES = "airlines-rivals"
"""The shipped file that is shown of the structure ``file``."""


def draw_rivalry(organizations: int = 12, intensity: float = 0.06, seed: int = 3) -> Figure:
    """Draw one network per rivalry structure; a line is as wide as the mean intensity of its two directions.

    Args:
        organizations: in each network.
        intensity: mean γ.
        seed: of the structures with chance in them.
    """
    with house_style():
        figure = new_figure(WIDE, 4.0)
        axes = figure.subplots(2, 4).ravel()
        for name, panel in zip(SHOWN, axes, strict=False):
            structure, count = _example(name, organizations)
            gamma = structure.build(count, intensity, Streams(seed).generator("rivalry"))
            _draw_network(panel, np.asarray(gamma), name)
        ask(figure, "Who is whose rival?")
        caption(
            figure,
            "Width: γ. “graph”: any networkx graph, here the karate club; “file”: a file of one's own, here airlines.",
        )
    return figure


def _example(name: str, organizations: int) -> tuple[RivalryStructure, int]:
    """Return the structure and how many organizations it is shown with."""
    if name == "graph":
        graph = nx.karate_club_graph()
        return rivalry_structures.create(name, graph=graph), len(graph)
    if name == "file":
        names = tuple(FromFile(AIRLINES).known_names())
        return FromFile(AIRLINES, names=names), len(names)
    return rivalry_structures.create(name), organizations


def _draw_network(axes: Axes, gamma: FloatArray, name: str) -> None:
    count = len(gamma)
    angles = np.pi / 2 - 2 * np.pi * np.arange(count) / count
    x, y = np.cos(angles), np.sin(angles)
    widest = gamma.max() or 1.0
    for i, j in zip(*np.nonzero(np.triu((gamma + gamma.T) / 2, 1)), strict=True):
        strength = (gamma[i, j] + gamma[j, i]) / (2 * widest)
        axes.plot(
            x[[i, j]], y[[i, j]], color=INK, linewidth=1.6 * strength, alpha=0.15 + 0.45 * strength, zorder=1
        )
    axes.scatter(x, y, s=36 if count <= 12 else 14, c=[organization_color(i) for i in range(count)], zorder=2)
    axes.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), aspect="equal")
    axes.set_axis_off()
    axes.set_title(name, fontsize=SMALL, loc="center")
