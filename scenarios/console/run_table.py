"""The result table of a run and the sentence that reads it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cocogen.scenarios.console.terminal import (
    add_names,
    number,
    plain_table,
    say,
    say_table,
    share,
    styled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import Console
    from rich.text import Text

    from cocogen.scenarios.description.scenario import Scenario

COLUMNS: tuple[tuple[str, str, Callable[[float], str], Callable[..., float] | None], ...] = (
    ("welfare of\nmembers\nk$/round", "mean_social_welfare", number, max),
    ("welfare of\neveryone\nk$/round", "mean_welfare_everyone", number, max),
    ("accuracy\nat the end\nshare", "accuracy", share, max),
    ("generated\nper member\nsamples", "mean_generation", number, None),
    ("members\nat the end\n", "members", lambda value: f"{value:.0f}", max),
    ("transfers\nin all\nk$", "transfer_volume", number, None),
    ("regret\nat the end\nk$", "regret", number, min),
)
"""Header with its unit, field of the summary, format, and which extreme is best (None: neither)."""


def print_result(console: Console, scenario: Scenario, summary: Mapping[str, Any]) -> None:
    """Print one row per variant, the best values bold, and the sentence that reads the table."""
    variants: Mapping[str, Mapping[str, Any]] = summary["variants"]
    table = plain_table(collapse_padding=True)
    add_names(table, "variant", variants)
    for header, *_ in COLUMNS:
        table.add_column(header, justify="right", no_wrap=True)
    for name, values in variants.items():
        table.add_row(name, *(_cell(column, values, variants) for column in COLUMNS))
    say("")
    say_table(table)
    console.print(f"\n{scenario.reading(variants)}")


def _cell(
    column: tuple[Any, ...], values: Mapping[str, Any], variants: Mapping[str, Mapping[str, Any]]
) -> str | Text:
    _, field, form, best = column
    text = str(form(values[field]))
    known = [other[field] for other in variants.values() if not math.isnan(other[field])]
    if best is None or len(known) < 2:
        return text
    return styled(f"{text}*", "bold green") if values[field] == best(known) else f"{text}\N{NO-BREAK SPACE}"
