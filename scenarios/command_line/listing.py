"""``cocogen list``: the scenarios, grouped by the question that they answer."""

from __future__ import annotations

import click

from scenarios.command_line.terminal import results
from scenarios.toolkit.catalog import load_scenario, scenario_names

GROUPS = ("Start here", "Does it work?", "Who stays?")
"""Groups that come first, in this order; others follow by name."""


@click.command("list")
def list_scenarios() -> None:
    """List the scenarios by the kind of question that they answer."""
    from rich.table import Table

    console = results()
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for name in scenario_names():
        scenario = load_scenario(name)
        groups.setdefault(scenario.group, []).append((name, scenario.question, scenario.runtime))
    for group in sorted(groups, key=_rank):
        console.print(f"\n[bold]{group}[/bold]")
        table = Table.grid(padding=(0, 2))
        table.add_column(width=16)
        table.add_column(width=68)
        table.add_column(justify="right")
        for name, question, runtime in groups[group]:
            table.add_row(f"  {name}", question, runtime)
        console.print(table)
    console.print("\nTry: cocogen run quickstart")


def _rank(group: str) -> tuple[int, str]:
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), group)
