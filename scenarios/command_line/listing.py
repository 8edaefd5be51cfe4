"""``cocogen list``: the scenarios, grouped by the question that they answer, and the studies that sweep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocogen.scenarios.console.terminal import bold, results, say, say_table
from cocogen.scenarios.description.catalog import load_scenario, scenario_names

if TYPE_CHECKING:
    from rich.console import Console

GROUPS = ("Start here", "Does it work?", "Who stays?")
"""Groups that come first, in this order; others follow by name."""

NAME, QUESTION, RUNTIME, LEAST = 16, 68, 10, 20
"""Widths of the columns, with the space between them; a question never has less than the last one."""


@click.command("list")
def list_scenarios() -> None:
    """List the scenarios by the kind of question that they answer, and the studies for `cocogen sweep`."""
    from cocogen.scenarios.studies.catalog import load_study, study_names

    console = results()
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for name in scenario_names():
        scenario = load_scenario(name)
        groups.setdefault(scenario.group, []).append((name, scenario.question, scenario.runtime))
    for group in sorted(groups, key=_rank):
        _print(console, group, groups[group])
    studies = [load_study(name) for name in study_names()]
    _print(console, "Studies, for cocogen sweep", [(study.name, study.question, "") for study in studies])
    say("\nTry: cocogen run quickstart")


def _print(console: Console, title: str, rows: list[tuple[str, str, str]]) -> None:
    from rich.table import Table

    console.print()
    console.print(bold(title))
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=NAME, no_wrap=True)
    table.add_column(width=max(LEAST, min(QUESTION, console.width - NAME - RUNTIME)))
    table.add_column(justify="right", no_wrap=True)
    for name, question, runtime in rows:
        table.add_row(f"  {name}", question, runtime)
    say_table(table)


def _rank(group: str) -> tuple[int, str]:
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), group)
