"""What every command says to people: errors in one line, numbers in three digits, tables within 100 columns."""

from __future__ import annotations

import math
import sys
from collections import Counter
from typing import TYPE_CHECKING

from agents.plugins import PluginWarning

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100


def results() -> Console:
    """Return the console for results: standard output, at most 100 columns, colour only on a terminal."""
    from rich.console import Console

    console = Console(highlight=False)
    return Console(highlight=False, width=min(WIDTH, console.width) if console.is_terminal else WIDTH)


def progress_console() -> Console:
    """Return the console for progress: standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say_error(message: str) -> None:
    """Print one line on what went wrong to standard error."""
    one_line = " ".join(message.split())
    print(f"cocogen: {one_line}", file=sys.stderr)


class Notes:
    """Says the first warning of each kind when it comes, and at the end how many more there were; plugins are all named."""

    def __init__(self) -> None:
        self._heard: Counter[type[Warning]] = Counter()

    def hear(self, message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        """Take a warning, with the signature of :func:`warnings.showwarning`."""
        if not issubclass(category, PluginWarning):  # each of them names another plugin
            self._heard[category] += 1
        if self._heard[category] <= 1:
            say_error(f"note: {message}")

    def conclude(self) -> None:
        """Say how many warnings went unsaid."""
        unsaid = self._heard.total() - len(self._heard)
        if unsaid:
            say_error(
                f"note: {unsaid} more like {'this' if len(self._heard) == 1 else 'these'}, as play went on"
            )


def number(value: float, digits: int = 3) -> str:
    """Return a number with three significant digits and a comma between thousands; a dash for NaN.

    Example:
        >>> number(5123.4), number(0.06041), number(0.00000123), number(float("nan"))
        ('5,120', '0.0604', '1.23e-06', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    if value == 0:
        return "0"
    if abs(value) < 1e-3:
        return f"{value:.{digits - 1}e}"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


def share(value: float) -> str:
    """Return an accuracy as a share with three decimals; a dash for NaN."""
    return "–" if value is None or math.isnan(value) else f"{value:.3f}"
