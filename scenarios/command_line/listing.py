"""``cocogen list``: the scenarios, grouped by the question that they answer."""

from __future__ import annotations

from scenarios.command_line.terminal import results
from scenarios.toolkit.catalog import load_scenario, scenario_names


def list_scenarios() -> None:
    """List the scenarios by the kind of question that they answer."""
    from rich.table import Table

    console = results()
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for name in scenario_names():
        scenario = load_scenario(name)
        groups.setdefault(scenario.group, []).append((name, scenario.question, scenario.runtime))
    for group, rows in groups.items():
        console.print(f"\n[bold]{group}[/bold]")
        table = Table.grid(padding=(0, 2))
        table.add_column(width=14)
        table.add_column(width=66)
        table.add_column(justify="right")
        for name, question, runtime in rows:
            table.add_row(f"  {name}", question, runtime)
        console.print(table)
    console.print("\nTry: cocogen run quickstart")
