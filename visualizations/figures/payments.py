"""Who paid whom: a heatmap of what each organization received from each other, net, with totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from cocogen.model.records.numerals import decimals
from cocogen.visualizations.figures.courses import MOST_NAMED
from cocogen.visualizations.style import BLUE, GREY, INK, SMALL, VERMILLION

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from numpy.typing import NDArray

DIVERGING = LinearSegmentedColormap.from_list("paid-received", [VERMILLION, "#FFFFFF", BLUE])
"""From paid (vermillion) through nothing (white) to received (blue)."""


def net_payments(transfers: pd.DataFrame, names: list[str]) -> NDArray[np.float64]:
    """Return what each row's organization received from each column's, net of what it paid back, money in all.

    Args:
        transfers: the transfers table.
        names: the organizations, in the order of rows and columns.

    Returns:
        An antisymmetric matrix, shape (N, N).
    """
    position = {name: index for index, name in enumerate(names)}
    received = np.zeros((len(names), len(names)))
    payees = transfers["payee"].map(position).to_numpy(dtype=int)
    payers = transfers["payer"].map(position).to_numpy(dtype=int)
    np.add.at(received, (payees, payers), transfers["amount"].to_numpy(dtype=float))
    return received - received.T


def draw_payments(axes: Axes, transfers: pd.DataFrame, names: list[str]) -> None:
    """Draw the heatmap: rows received from columns; the last column is each row's total.

    Args:
        axes: where.
        transfers: the transfers table of one variant and one seed.
        names: all its organizations, in order.
    """
    axes.grid(visible=False)
    if len(transfers) == 0:
        axes.set_axis_off()
        axes.text(
            0.5, 0.5, "no money changes hands", transform=axes.transAxes, ha="center", va="center", color=GREY
        )
        return
    n = len(names)
    net = net_payments(transfers, names)
    between = np.where(np.eye(n, dtype=bool), np.nan, net)
    totals = net.sum(axis=1, keepdims=True)
    margin = totals_at(n)
    mesh = _shade(axes, np.arange(n + 1.0), between)
    _shade(axes, np.array([margin, margin + 1.15]), totals)
    if n <= MOST_NAMED:
        _write_values(axes, between, np.arange(0.5, n))
        _write_values(axes, totals, np.array([margin + 0.575]), weight="bold")
    else:
        axes.figure.colorbar(mesh, ax=axes, fraction=0.05, pad=0.03).set_label("k$", size=SMALL)
    _name_axes(axes, names)


def totals_at(n: int) -> float:
    """Return where the column of totals begins beside ``n`` columns, columns."""
    return n * 1.03 + 0.1


def payments_in_words(transfers: pd.DataFrame, names: list[str]) -> str:
    """Return one phrase on who received most in all, and who paid most."""
    if len(transfers) == 0:
        return "Nobody pays anybody"
    totals = net_payments(transfers, names).sum(axis=1)
    return f"{names[int(np.argmin(totals))]} pays most, {names[int(np.argmax(totals))]} receives most"


def _shade(axes: Axes, edges: NDArray[np.float64], values: NDArray[np.float64]) -> QuadMesh:
    scale = 1.25 * float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    return axes.pcolormesh(
        edges,
        np.arange(len(values) + 1.0),
        values,
        cmap=DIVERGING,
        vmin=-scale,
        vmax=scale,
        edgecolors="white",
        linewidth=1.0 if len(values) <= MOST_NAMED else 0.0,
    )


def _write_values(
    axes: Axes, values: NDArray[np.float64], centres: NDArray[np.float64], weight: str = "normal"
) -> None:
    size = SMALL - 0.5 if len(values) <= 8 else SMALL - 2.0
    for row, column in np.argwhere(np.isfinite(values) & (values != 0)).tolist():
        axes.text(
            centres[column],
            row + 0.5,
            _cell(float(values[row, column])),
            ha="center",
            va="center",
            fontsize=size,
            color=INK,
            fontweight=weight,
        )


def _cell(value: float) -> str:
    return decimals(value, 0 if abs(value) >= 9.95 else 1)


def _name_axes(axes: Axes, names: list[str]) -> None:
    n = len(names)
    marks = range(0, n, -(-n // MOST_NAMED))
    shown = [names[mark] for mark in marks]
    axes.set_xticks([*(mark + 0.5 for mark in marks), totals_at(n) + 0.575], [*shown, "all"])
    axes.set_yticks([mark + 0.5 for mark in marks], shown)
    axes.set_ylim(n, 0)
    axes.xaxis.tick_top()
    axes.tick_params(length=0, pad=1)
    axes.spines[:].set_visible(False)
    axes.set_ylabel("received by")
    axes.set_xlabel("from (k$ in all rounds, net)")
