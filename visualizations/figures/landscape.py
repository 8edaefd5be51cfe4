"""Where the equilibrium lies: best-response curves and the potential landscape of two chosen organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.game import CoopetitionGame, nash_equilibrium, social_optimum
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.style import (
    BLUE,
    EQUILIBRIUM,
    INK,
    OPTIMUM,
    SMALL,
    WIDE,
    house_style,
    new_figure,
    organization_color,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

POINT: dict[str, Any] = {"color": INK, "markersize": 6, "markeredgecolor": "white", "zorder": 3}
POINTS = 81
"""Grid points per axis."""


def draw_landscape(game: CoopetitionGame, names: Sequence[str], pair: tuple[int, int]) -> Figure:
    """Draw two organizations' best responses to each other and the potential over their amounts.

    All others stay at the equilibrium.

    Args:
        game: the game.
        names: of all organizations.
        pair: indices of the two.
    """
    i, j = pair
    equilibrium = nash_equilibrium(game).generation
    optimum = social_optimum(game).generation
    limits = [_limit(game, k, equilibrium, optimum) for k in pair]
    with house_style():
        figure = new_figure(WIDE, 3.5, wspace=0.12)
        left, right = figure.subplots(1, 2)
        _draw_responses(left, game, names, pair, equilibrium, limits)
        _draw_potential(figure, right, game, names, pair, equilibrium, optimum, limits)
        ask(figure, f"Where do {names[i]} and {names[j]} settle?")
        caption(
            figure,
            "All other organizations generate their equilibrium amounts.",
            "Dashed lines cross at the Nash equilibrium, dotted lines at the social optimum.",
        )
    return figure


def _limit(game: CoopetitionGame, k: int, equilibrium: FloatArray, optimum: FloatArray) -> float:
    wanted = 1.4 * max(equilibrium[k], optimum[k], 0.05 * game.capacity[k])
    return float(min(game.capacity[k], wanted) or 1.0)


def _profiles(
    equilibrium: FloatArray, pair: tuple[int, int], first: FloatArray, second: FloatArray
) -> list[FloatArray]:
    profiles = np.tile(equilibrium, (first.size, 1))
    profiles[:, pair[0]], profiles[:, pair[1]] = first, second
    return list(profiles)


def _draw_responses(
    axes: Axes,
    game: CoopetitionGame,
    names: Sequence[str],
    pair: tuple[int, int],
    equilibrium: FloatArray,
    limits: list[float],
) -> None:
    i, j = pair
    along_i, along_j = np.linspace(0, limits[0], POINTS), np.linspace(0, limits[1], POINTS)
    still = np.zeros(POINTS)
    of_i = [game.best_responses(g)[i] for g in _profiles(equilibrium, pair, still, along_j)]
    of_j = [game.best_responses(g)[j] for g in _profiles(equilibrium, pair, along_i, still)]
    axes.plot(of_i, along_j, color=organization_color(i), label=f"best response of {names[i]}")
    axes.plot(along_i, of_j, color=organization_color(j), label=f"best response of {names[j]}")
    axes.plot(*equilibrium[list(pair)], "o", **POINT)
    _cross(axes, equilibrium[list(pair)], EQUILIBRIUM)
    axes.set(xlim=(0, limits[0]), ylim=(0, limits[1]))
    axes.set_title("Best responses cross at the equilibrium")
    axes.legend(loc="upper right")
    _label(axes, names, pair)


def _draw_potential(
    figure: Figure,
    axes: Axes,
    game: CoopetitionGame,
    names: Sequence[str],
    pair: tuple[int, int],
    equilibrium: FloatArray,
    optimum: FloatArray,
    limits: list[float],
) -> None:
    first, second = np.meshgrid(np.linspace(0, limits[0], POINTS), np.linspace(0, limits[1], POINTS))
    flat = [game.potential(g) for g in _profiles(equilibrium, pair, first.ravel(), second.ravel())]
    below = 1000 * (np.reshape(flat, first.shape) - game.potential(equilibrium))
    filled = axes.contourf(first, second, below, levels=14, cmap="Blues")
    axes.contour(first, second, below, levels=14, colors=[BLUE], linewidths=0.3)
    bar = figure.colorbar(filled, ax=axes, pad=0.02)
    bar.set_label("potential below its peak (accuracy / 1000)")
    axes.plot(*equilibrium[list(pair)], "o", **POINT)
    _cross(axes, equilibrium[list(pair)], EQUILIBRIUM)
    if all(optimum[k] <= limit for k, limit in zip(pair, limits, strict=True)):
        axes.plot(*optimum[list(pair)], "s", color=INK, markersize=4, markerfacecolor="white")
        _cross(axes, optimum[list(pair)], OPTIMUM)
    axes.grid(visible=False)
    axes.set(xlim=(0, limits[0]), ylim=(0, limits[1]))
    axes.set_title("The equilibrium is the peak of the potential")
    _label(axes, names, pair)


def _cross(axes: Axes, point: FloatArray, style: str) -> None:
    axes.axvline(point[0], color=INK, linestyle=style, linewidth=0.8)
    axes.axhline(point[1], color=INK, linestyle=style, linewidth=0.8)


def _label(axes: Axes, names: Sequence[str], pair: tuple[int, int]) -> None:
    axes.set_xlabel(f"generated by {names[pair[0]]} (samples)", fontsize=SMALL)
    axes.set_ylabel(f"generated by {names[pair[1]]} (samples)", fontsize=SMALL)
