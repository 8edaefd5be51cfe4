"""The look of every figure: colours that variants and organizations keep everywhere, two widths, nine points, no global state."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, ScalarFormatter

from cocogen.model.records.numerals import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

VARIANT_COLORS = {
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
"""One colour per variant; CoCoGen redistributes nothing and CoCoGen+ pairwise, so each shares its rule's colour."""

NUMBERED = "numbered"
"""The family of variants whose names end in a number but begin with no rule."""

_VARIANT_CYCLE = (BLUE, ORANGE, GREEN, VERMILLION, SKY, PURPLE, BLACK, GREY)

ORGANIZATION_COLORS = (
    "#332288",
    "#CC6677",
    "#117733",
    "#999933",
    "#882255",
    "#44AA99",
    "#AA4499",
    "#DDCC77",
)
"""Colours of organizations, none of which is a variant's: the muted ones of Tol (2021), also for any colour vision."""

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


def variant_colors(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each variant of a figure.

    A mechanism or rule has the colour of :data:`VARIANT_COLORS` wherever it appears. Variants whose names begin with one, as
    ``pairwise 0.02`` and ``pairwise 0.08`` do, take shades of its colour, from light to dark in their order. Of others,
    those that end in a number (``alpha 0.1``, ``40 %``) are on one scale, from light to dark, and the rest take the
    colours that no rule in the figure has, in their order.

    Args:
        names: of all variants of the figure, each once, in the order in which they are drawn.

    Example:
        >>> variant_colors(["none", "digits", "flights"])
        {'none': '#E69F00', 'digits': '#0072B2', 'flights': '#009E73'}
    """
    names = list(names)
    colors = {name: VARIANT_COLORS[name] for name in names if name in VARIANT_COLORS}
    families = {name: family for name in names if name not in colors and (family := _family(name))}
    taken = {*colors.values(), *(VARIANT_COLORS[f] for f in families.values() if f != NUMBERED)}
    scale = next((color for color in _VARIANT_CYCLE if color not in taken), BLUE)
    shaded: dict[str, list[str]] = {}
    for name, family in families.items():
        shaded.setdefault(VARIANT_COLORS.get(family, scale), []).append(name)
    for base, members in shaded.items():
        alone = len(members) == 1 and base not in colors.values()
        colors |= dict(zip(members, [base] if alone else _shades(base, len(members)), strict=True))
    free = [color for color in _VARIANT_CYCLE if color not in colors.values()] or [*_VARIANT_CYCLE]
    for index, name in enumerate(name for name in names if name not in colors):
        turn, position = divmod(index, len(free))
        colors[name] = _turned(free[position], turn)
    return {name: colors[name] for name in names}


def _family(name: str) -> str:
    """Return the rule that a variant's name begins with, or :data:`NUMBERED` if it ends in a number, or nothing."""
    first = re.split(r"[ ,:*]", name, maxsplit=1)[0]
    if first in VARIANT_COLORS:
        return first
    return NUMBERED if re.search(r"\d *%?$", name) else ""


def _shades(color: str, count: int) -> list[str]:
    """Return ``count`` shades of a colour from light to dark, the lightest still readable on white; none is the colour."""
    if color == BLACK:
        return [blend(BLACK, "#FFFFFF", 0.6 - 0.4 * position / count) for position in range(count)]
    if count == 1:
        return [blend(color, BLACK, 0.45)]
    steps = [position / (count - 1) for position in range(count)]
    return [blend(blend(color, "#FFFFFF", 0.28 * (1 - step)), BLACK, 0.55 * step) for step in steps]


def organization_color(index: int) -> str:
    """Return an organization's colour by its index; after eight the colours return darker, then lighter.

    Example:
        >>> organization_color(0), organization_color(8) == organization_color(0)
        ('#332288', False)
    """
    turn, position = divmod(index, len(ORGANIZATION_COLORS))
    return _turned(ORGANIZATION_COLORS[position], turn)


def _turned(color: str, turn: int) -> str:
    """Return what a colour of the cycle becomes when it returns: darker, then lighter."""
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
    return whole_numbers() if max(abs(low), abs(high)) >= 2000 else ScalarFormatter(useOffset=False)


def whole_numbers() -> Formatter:
    """Return how an axis of large numbers writes them: whole, with commas."""
    return FuncFormatter(lambda value, _: whole(value))


def blend(color: str, towards: str, share: float) -> str:
    """Mix ``share`` (0 to 1) of the colour ``towards`` into ``color``."""
    (r, g, b), (to_r, to_g, to_b) = to_rgb(color), to_rgb(towards)
    return to_hex((r + share * (to_r - r), g + share * (to_g - g), b + share * (to_b - b)))
