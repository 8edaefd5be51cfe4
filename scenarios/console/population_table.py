"""The table of a population: a row for each organization, and where its columns come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.model.records.numerals import count, number, share
from cocogen.scenarios.console.terminal import json_line, results, say, say_places, say_table, titled_table

if TYPE_CHECKING:
    from cocogen.model.config import SimulationConfig

MOST = 40
"""Organizations that are shown; JSON has all."""

COLUMNS = {
    "n\nsamples": ("real_samples", count),
    "h": ("heterogeneity", share),
    "v\nk$": ("valuation", count),
    "c\nk$/sample": ("generation_cost", number),
    "κ\nk$/sample²": ("congestion", number),
    "ḡ\nsamples": ("capacity", count),
    "f\nk$": ("membership_cost", number),
    "l\nk$": ("standalone_cost", number),
    "rivals": ("rivals", count),
    "Σγ": ("rivalry", number),
}
"""By header the column of a roster, and how it is written."""


def print_population(name: str, config: SimulationConfig, next_command: str, *, as_json: bool = False) -> int:
    """Print who there is, and return the exit code.

    Args:
        name: of what was asked about.
        config: its configuration.
        next_command: the command worth trying next.
        as_json: whether machines read it.
    """
    from cocogen.scenarios.description.roster import Roster

    roster = Roster(config)
    rows, sources = roster.rows(), roster.sources()
    if as_json:
        say(json_line({"scenario": name, "seed": config.run.seed, "organizations": rows, "sources": sources}))
        return 0
    shown = rows[:MOST]
    title = f"Organizations of {name}, seed {config.run.seed}"
    table = titled_table(title, "org", [row["name"] for row in shown])
    for header in COLUMNS:
        table.add_column(header, justify="right", no_wrap=True)
    if config.population.generator:
        table.add_column("generator", overflow="fold")
    for row in shown:
        own = [row["generator"]] if config.population.generator else []
        table.add_row(row["name"], *(write(row[field]) for field, write in COLUMNS.values()), *own)
    say_table(table)
    if len(rows) > MOST:
        say(f"… and {count(len(rows) - MOST)} more, all of them with --json")
    origin = titled_table("\nWhere it comes from", "what", sources)
    origin.add_column("how", overflow="fold")
    for field, source in sources.items():
        origin.add_row(field, source)
    say_table(origin)
    results().print(f"\n{roster.reading()}\n")
    say_places([("Next", next_command)])
    return 0
