"""The result table of a run and the sentence that reads it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cocogen.model.records.measures import all_measures
from cocogen.scenarios.console.terminal import (
    add_names,
    plain_table,
    say,
    say_table,
    styled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rich.console import Console
    from rich.text import Text

    from cocogen.model.records.measures import Measure
    from cocogen.scenarios.description.scenario import Scenario

EXTREMES: dict[str, Callable[[Iterable[float]], float]] = {"highest": max, "lowest": min}


def print_result(console: Console, scenario: Scenario, summary: Mapping[str, Any]) -> None:
    """Print one row per variant, the best values bold, and the sentence that reads the table."""
    variants: Mapping[str, Mapping[str, Any]] = summary["variants"]
    table = plain_table(collapse_padding=True)
    add_names(table, "variant", variants)
    columns = all_measures.shown("run")
    for known in columns:
        table.add_column(known.header, justify="right", no_wrap=True)
    for name, values in variants.items():
        table.add_row(name, *(_cell(column, values, variants) for column in columns))
    say("")
    say_table(table)
    console.print(f"\n{scenario.reading(variants)}")


def _cell(known: Measure, values: Mapping[str, Any], variants: Mapping[str, Mapping[str, Any]]) -> str | Text:
    value, text = values[known.name], known.written(values[known.name])
    others = [other[known.name] for other in variants.values() if not math.isnan(other[known.name])]
    if not known.best or len(others) < 2:
        return text
    is_best = value == EXTREMES[known.best](others)
    return styled(f"{text}*", "bold green") if is_best else f"{text}\N{NO-BREAK SPACE}"
