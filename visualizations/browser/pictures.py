"""Matplotlib pictures on the page: drawn once per round, embedded in place."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

import solara

from cocogen.visualizations.browser.component import component
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.style import house_style, new_figure

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from matplotlib.axes import Axes

    Draw = Callable[[Axes, EndLabels], object]

Margins = tuple[float, float, float, float]

_one_at_a_time = Lock()
"""Held while drawing, for matplotlib is not made for several threads, and every tab draws in its own."""
RESOLUTION = 150
CHART: Margins = (0.56, 0.4, 0.06, 0.08)
"""Margins of a chart with axis labels, inches."""
BARE: Margins = (0.0, 0.0, 0.0, 0.0)
"""Margins of a picture without axes."""


def picture(draw: Draw, width: float, height: float, margins: Margins) -> str:
    """Draw on fresh axes and return the PNG as a data address.

    Args:
        draw: draws on axes and asks for labels at the ends of lines.
        width: inches.
        height: inches.
        margins: left, bottom, right and top of the axes, inches; fixed, because laying out takes longer than drawing.
    """
    with _one_at_a_time, house_style():
        figure, labels, content = new_figure(width, height), EndLabels(), BytesIO()
        figure.set_layout_engine("none")
        left, bottom, right, top = margins
        frame = (left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height)
        draw(figure.add_axes(frame), labels)
        labels.place(figure)
        figure.savefig(content, format="png", dpi=RESOLUTION)
    return f"data:image/png;base64,{b64encode(content.getvalue()).decode()}"


@component
def Picture(  # noqa: N802
    draw: Draw, what: str, size: tuple[float, float], dependencies: list[Any], margins: Margins = CHART
) -> None:
    """Show a picture that is drawn anew when one of ``dependencies`` changes.

    Args:
        draw: as for :func:`picture`.
        what: what it shows, for those who cannot see it.
        size: width and height, inches.
        dependencies: what it depends on.
        margins: as for :func:`picture`.
    """
    address = solara.use_memo(lambda: picture(draw, *size, margins), dependencies)
    solara.HTML(tag="img", attributes={"src": address, "alt": what, "class": "cocogen-picture"})
