"""What every command says to people and machines: errors in one line, tables within 100 columns.

Text is never markup: whatever a path, a name or a question contains is shown as it is.
"""

from __future__ import annotations

import math
import os
import shlex
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.scenarios.runs.stopping import STOP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDTH = 100
NAME = 13
"""Columns that a name in a table has at least, if it is that long; a longer one is broken before a number is."""


def results() -> Console:
    """Return the console for results: standard output, at most 100 columns, colour only on a terminal."""
    console = _console()
    return _console(width=min(WIDTH, console.width) if console.is_terminal else WIDTH)


def progress_console() -> Console:
    """Return the console for progress: standard error."""
    return _console(stderr=True)


def _console(**options: Any) -> Console:
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would exit

    console = Plain(markup=False, emoji=False, highlight=False, **options)
    if not console.width:  # as COLUMNS=0 has it, and nothing would be printed
        console.width = WIDTH
    return console


def bold(text: str) -> Text:
    """Return a text in bold type."""
    return styled(text, "bold")


def styled(text: str, style: str) -> Text:
    """Return a text in a style of rich."""
    from rich.text import Text

    return Text(text, style=style)


def plain_table(**options: Any) -> Table:
    """Return an empty table without lines, as all of ours are; options as rich's Table takes them."""
    from rich.table import Table

    return Table(**{"box": None, "pad_edge": False, "padding": (0, 1), "header_style": "bold", **options})


def titled_table(title: str, first: str, names: Iterable[str]) -> Table:
    """Return a table with a title and a first column of names."""
    table = plain_table(title=title, title_justify="left", title_style="")
    add_names(table, first, names)
    return table


def add_names(table: Table, header: str, names: Iterable[str]) -> None:
    """Add a column for names to a table: where there is no room a long one is broken, though not into letters."""
    table.add_column(header, overflow="fold", min_width=min(NAME, max(map(len, names))))


def say_table(table: Table) -> None:
    """Print a table to standard output.

    Where the terminal is too narrow for its words and numbers they are not cut off: the table keeps its width, and the terminal
    breaks its lines.
    """
    console, wide = results(), _console(width=WIDTH)
    fits = _words(table, wide) <= _words(table, console)
    (console if fits else wide).print(table)


def _words(table: Table, console: Console) -> Counter[str]:
    """Return how often a console prints which word; not those so long that they may be broken."""
    from rich.text import Text

    with console.capture() as printed:
        console.print(table)
    return Counter(word for word in Text.from_ansi(printed.get()).plain.split() if len(word) <= NAME)


def say(text: object) -> None:
    """Print a result to standard output as it is, on one line however long it is; a path as the bytes that it is."""
    print(shown(text) if isinstance(text, Path) else text)


def say_places(places: Iterable[tuple[str, object]]) -> None:
    """Print where things are, and what to do next: a line for each, under each other."""
    for name, place in places:
        say(f"{name:<9}{shown(place) if isinstance(place, Path) else place}")


def shown(path: Path) -> str:
    """Return the text that standard output writes as the bytes of a path, whatever its encoding is."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if os.name == "nt" or encoding.lower().startswith(("utf-16", "utf-32")):
        return str(path)
    return os.fsencode(path).decode(encoding, "surrogateescape")


def quoted(path: Path) -> str:
    """Return a path as a word for a shell."""
    return shlex.quote(shown(path))


def say_error(message: str) -> None:
    """Print one line on what went wrong to standard error, if anybody still reads it."""
    try:
        print(f"cocogen: {' '.join(message.split())}", file=sys.stderr, flush=True)
    except OSError:
        return


def say_stopped(message: str = "stopped") -> None:
    """Print the one line on being stopped, and on how to go on."""
    STOP.said = True
    say_error(message)


def json_line(data: Any) -> str:
    r"""Return data as one line of JSON in plain ASCII; what JSON has no number for, NaN and infinity, becomes null.

    Example:
        >>> json_line({"regret": float("nan"), "variant": "±"})
        '{"regret": null, "variant": "\\u00b1"}'
    """
    import json

    return json.dumps(_for_json(data), allow_nan=False)


def _for_json(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(name): _for_json(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_for_json(value) for value in data]
    if isinstance(data, float):
        return float(data) if math.isfinite(data) else None
    if data is None or isinstance(data, str | int):
        return data
    return _for_json(data.tolist()) if hasattr(data, "tolist") else str(data)
