"""``cocogen list``: scenarios by the question that they answer and studies that sweep them; or parts of a kind; or all measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cocogen.scenarios.console.terminal import bold, results, say, say_table
from cocogen.scenarios.description.catalog import load_scenario, scenario_names

if TYPE_CHECKING:
    from rich.console import Console

    from cocogen.model.records.measures.measure import Level

GROUPS = ("Start here", "Does it work?", "Who stays?")
"""Groups that come first, in this order; others follow by name."""

MEASURES = "measures"
LEVELS: dict[Level, str] = {
    "run": "Of a run",
    "round": "Of a round",
    "organization": "Of an organization in a round",
}
WIDEST_MEASURE = 30

NAME, QUESTION, RUNTIME, LEAST = 16, 68, 10, 20
"""Widths of the columns, with the space between them; a question never has less than the last one."""


@click.command("list")
@click.argument("kind", required=False)
def list_everything(kind: str | None) -> None:
    r"""List the scenarios and studies, or what there is of a KIND.

    \b
    cocogen list rules          redistribution rules, with their parameters
    cocogen list measures       what a run, a round and an organization are measured by
    Other kinds: decisions, participation, tasks, generators, aggregators, networks,
    partitions, distributions, rivalries, markets, accounts.
    """
    if kind is None:
        _list_scenarios()
    elif kind == MEASURES:
        _list_measures()
    else:
        _list_parts(kind)


def _list_scenarios() -> None:
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
    say("Parts: cocogen list rules, or decisions, tasks, measures, …: cocogen list --help")


def _list_parts(word: str) -> None:
    from cocogen.agents.names import unknown_name
    from cocogen.scenarios.description.parts import default_of, kinds, takes

    known = kinds()
    if word not in known:
        raise unknown_name("kind to list:", word, (*known, MEASURES))
    kind = known[word]
    say(bold(f"{kind.title}: --set {kind.field}=…"))
    for part in kind.parts():
        say("")
        _entry(f"  {part}", kind.sentence(part), NAME)
        for parameter in kind.signature(part):
            default = "must be given" if parameter.is_required else f"default {default_of(parameter)}"
            meaning = parameter.meaning.removesuffix(".")
            _entry(f"    {parameter.name}", f"{meaning} ({takes(parameter)}; {default})".lstrip(), NAME + 8)
    if kind.prefix:
        say(f"\nA parameter is set by --set {kind.prefix}NAME=…")


def _list_measures() -> None:
    from cocogen.model.records.measures import all_measures

    for level, title in LEVELS.items():
        say("")
        say(bold(title))
        for known in all_measures.of(level):
            unit = f" ({known.unit.name})" if known.unit.name else ""
            meaning = f": {known.meaning.removesuffix('.')}" if known.meaning else ""
            _entry(f"  {known.name}", f"{known.label}{unit}{meaning}", WIDEST_MEASURE)
    say("\nMeasures of a run are what cocogen sweep and cocogen compare take as --measure.")


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


def _entry(name: str, text: str, width: int) -> None:
    """Print a name and what it is beside it, broken into lines, never cut; a name that is too wide has a line of its own."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=width, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(name, text)
    say_table(table)


def _rank(group: str) -> tuple[int, str]:
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), group)
