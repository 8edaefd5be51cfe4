"""Figures by name: how one is drawn from the tables of a run's markets, and how it is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agents.registry import Registry
from model.files import write_with
from visualizations.style import house_style

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

    Markets = Mapping[str, Mapping[str, pd.DataFrame]]

RESOLUTION = 200
"""Dots per inch of saved PNG files."""

figures: Registry[Figure] = Registry("figure", "cocogen.figures")
"""Each part is a function from ``markets`` and a ``question``, which has a default, to a matplotlib figure."""


def draw_figure(name: str, markets: Mapping[str, Mapping[str, pd.DataFrame]], question: str = "") -> Figure:
    """Draw a figure.

    Args:
        name: which one, as registered in :data:`figures`.
        markets: by market, its tables ``rounds``, ``organizations``, ``transfers`` and ``events`` with the columns of
            :data:`model.recorder.COLUMNS`; a column ``seed`` besides makes means and intervals over seeds.
        question: the question that it answers, written above it; the figure's own where there is none.

    Raises:
        UnknownNameError: if there is no such figure.
        ValueError: if there is no market.
    """
    draw = figures.factory(name)
    if not markets:
        raise ValueError(f"figure {name!r} needs the tables of one market at least, got none")
    with house_style():
        return draw(markets=markets, question=question) if question else draw(markets=markets)


def save_figure(figure: Figure, path: Path) -> list[Path]:
    """Save a figure as PNG and PDF; the same figure gives the same bytes.

    Args:
        figure: what to save.
        path: the files' path without a suffix; its folder is made if it is missing.

    Returns:
        The paths of the files, PNG first.
    """
    png, pdf = (path.with_name(f"{path.name}.{suffix}") for suffix in ("png", "pdf"))
    undated = {"Creator": None, "Producer": None, "CreationDate": None}
    with house_style():
        write_with(
            png,
            lambda file: figure.savefig(file, format="png", dpi=RESOLUTION, metadata={"Software": None}),
        )
        write_with(pdf, lambda file: figure.savefig(file, format="pdf", metadata=undated))
    return [png, pdf]
