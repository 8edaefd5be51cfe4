"""The look of every figure: Okabe–Ito colours that names keep everywhere, two widths, nine points, no global state."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from zlib import crc32

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import ScalarFormatter, StrMethodFormatter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.ticker import Formatter

NARROW = 3.4
"""Width of a one-column figure, inches."""
WIDE = 7.0
"""Width of a two-column figure, inches."""
FONT_SIZE = 9.0
"""Points; labels at lines and ticks are one point smaller."""
SMALL = FONT_SIZE - 1.5

EQUILIBRIUM = "--"
"""Line style of an equilibrium, everywhere."""
OPTIMUM = ":"
"""Line style of a social optimum, everywhere."""

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
OKABE_ITO = (BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE)
"""Eight colours that people with any colour vision tell apart (Okabe and Ito, 2008)."""
GREY = "#8C8C8C"
FAINT = "#E4E4E4"
INK = "#333333"

MARKET_COLORS = {
    "VCFL": BLACK,
    "WCO": SKY,
    "RaDG": PURPLE,
    "CoCoGen": ORANGE,
    "CoCoGen+": BLUE,
    "none": ORANGE,
    "pairwise": BLUE,
    "pigouvian": GREEN,
    "bargaining": VERMILLION,
    "compensation": PURPLE,
    "shapley": SKY,
    "leave-one-out": YELLOW,
    "equal": BLACK,
    "planner": GREY,
}
"""One colour per market; CoCoGen redistributes nothing and CoCoGen+ pairwise, so each shares its rule's colour."""

_ORGANIZATION_CYCLE = (BLUE, ORANGE, GREEN, VERMILLION, SKY, PURPLE, BLACK, GREY)

STYLE: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": FONT_SIZE,
    "axes.titlesize": FONT_SIZE,
    "axes.titlelocation": "left",
    "axes.titlepad": 6.0,
    "axes.labelsize": SMALL + 0.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.formatter.useoffset": False,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0.0,
    "lines.linewidth": 1.5,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "pdf.fonttype": 42,
}

_drawing = threading.RLock()


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save in the style of the house, whatever the user's matplotlib settings are.

    Matplotlib's settings belong to the process, so one thread at a time is in here; they are put back afterwards.
    """
    with _drawing, mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def new_figure(width: float, height: float, *, wspace: float = 0.05, hspace: float = 0.05) -> Figure:
    """Return an empty figure on an Agg canvas that lays itself out; nothing of pyplot is touched.

    Args:
        width: inches.
        height: inches.
        wspace: room between panels beside each other, as a share of a panel.
        hspace: the same between panels above each other.
    """
    figure = Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(wspace=wspace, hspace=hspace))
    FigureCanvasAgg(figure)
    return figure


def market_color(name: str) -> str:
    """Return a market's (mechanism's, rule's) colour: always the same for a name, also for one never seen before."""
    if name in MARKET_COLORS:
        return MARKET_COLORS[name]
    return _ORGANIZATION_CYCLE[crc32(name.encode()) % len(_ORGANIZATION_CYCLE)]


def organization_color(index: int) -> str:
    """Return an organization's colour by its index; after eight the colours return darker, then lighter.

    Example:
        >>> organization_color(0), organization_color(8) == organization_color(0)
        ('#0072B2', False)
    """
    turn, position = divmod(index, len(_ORGANIZATION_CYCLE))
    color = _ORGANIZATION_CYCLE[position]
    if turn % 3 == 0:
        return color
    if color == BLACK:
        return blend(color, "#FFFFFF", 0.2 * (turn % 3))
    return blend(color, BLACK if turn % 3 == 1 else "#FFFFFF", 0.4)


def number_format(low: float, high: float) -> Formatter:
    """Return how an axis from ``low`` to ``high`` writes its numbers: with commas from a thousand on.

    Example:
        >>> number_format(0, 5000)(4500.0, 0)
        '4,500'
    """
    return (
        StrMethodFormatter("{x:,.0f}")
        if max(abs(low), abs(high)) >= 2000
        else ScalarFormatter(useOffset=False)
    )


def blend(color: str, towards: str, share: float) -> str:
    """Mix ``share`` (0 to 1) of the colour ``towards`` into ``color``."""
    (r, g, b), (to_r, to_g, to_b) = to_rgb(color), to_rgb(towards)
    return to_hex((r + share * (to_r - r), g + share * (to_g - g), b + share * (to_b - b)))
