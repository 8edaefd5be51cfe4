"""Figures by name: how one is drawn from the tables of a run's variants, and how it is saved."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from cocogen.agents.registry import Registry
from cocogen.model.files.atomic import write_bytes
from cocogen.visualizations.figures.frame import footnote
from cocogen.visualizations.style import house_style
from cocogen.visualizations.variant_names import starred

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

    Variants = Mapping[str, Mapping[str, pd.DataFrame]]

LONGEST = 80
"""Characters of a figure's name, without a hash."""
RESOLUTION = 200
"""Dots per inch of saved PNG files."""


class Drawing(Protocol):
    """What a figure's function returns: a matplotlib figure, or something that is saved like one."""

    def savefig(self, *where: Any, **options: Any) -> Any:
        """Write the picture."""
        ...


figures: Registry[Figure] = Registry("figure", "cocogen.figures", Drawing)
"""Each part is a function from ``variants`` and a ``question``, which has a default, to a matplotlib figure."""


def draw_figure(name: str, variants: Mapping[str, Mapping[str, pd.DataFrame]], question: str = "") -> Figure:
    """Draw a figure.

    Args:
        name: which one, as registered in :data:`figures`.
        variants: by variant, its tables ``rounds``, ``organizations``, ``transfers`` and ``events`` with the columns of
            :func:`cocogen.model.records.recorder.columns`; a column ``seed`` besides makes means and intervals over seeds.
        question: the question that it answers, written above it; the figure's own where there is none.

    Raises:
        UnknownNameError: if there is no such figure.
        ValueError: if there is no variant, or if a figure of another package fails.
    """
    draw = figures.factory(name)
    if not variants:
        raise ValueError(f"figure {name!r} needs the tables of one variant at least, got none")
    short, note = starred(variants)
    shown = {short[variant]: tables for variant, tables in variants.items()}
    arguments: dict[str, Any] = {"variants": shown} | ({"question": question} if question else {})
    with house_style(), footnote(note):
        # A plugin's failure is told in its name; one of ours is a mistake of ours, and stays what it is.
        return figures.create(name, **arguments) if figures.package(name) else draw(**arguments)


def figure_contents(figure: Figure, name: str) -> dict[str, bytes]:
    """Return a figure as the content of two files, ``NAME.png`` and ``NAME.pdf``; the same figure gives the same bytes.

    Args:
        figure: what to draw.
        name: of the files without a suffix; may lead through folders, with slashes. The last part becomes a :func:`file_name`.
    """
    folders, slash, last = name.rpartition("/")
    name = f"{folders}{slash}{file_name(last)}"
    png, pdf = io.BytesIO(), io.BytesIO()
    undated = {"Creator": None, "Producer": None, "CreationDate": None}
    with house_style():
        figure.savefig(png, format="png", dpi=RESOLUTION, metadata={"Software": None})
        figure.savefig(pdf, format="pdf", metadata=undated)
    return {f"{name}.png": png.getvalue(), f"{name}.pdf": pdf.getvalue()}


def file_name(text: str) -> str:
    """Return a text as a file's name of letters, digits and dashes, at most :data:`LONGEST`.

    A text that loses more than underscores and points ends in a hash of the whole, so that different texts stay different.

    Example:
        >>> file_name("mean_welfare_everyone"), file_name("accuracy-γ=0.5")
        ('mean-welfare-everyone', 'accuracy-0-5-34919973')
    """
    plain = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
    if len(plain) <= LONGEST and re.fullmatch(r"(?!.*--)[A-Za-z0-9_.-]+", text):
        return plain
    return f"{plain[:LONGEST].strip('-')}-{crc32(text.encode()):08x}".strip("-")


def save_figure(figure: Figure, path: Path) -> list[Path]:
    """Save a figure as PNG and PDF.

    Args:
        figure: what to save.
        path: the files' path without a suffix; its folder is made if it is missing.

    Returns:
        The paths of the files, PNG first.
    """
    contents = {
        path.with_name(f"{path.name}{Path(name).suffix}"): content
        for name, content in figure_contents(figure, path.name).items()
    }
    for place, content in contents.items():
        write_bytes(place, content)
    return [*contents]
