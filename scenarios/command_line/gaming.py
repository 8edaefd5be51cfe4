"""``cocogen game``: who there is, and the theory of the first round, without simulating it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocogen.model.records.numerals import decimals, number
from cocogen.scenarios.command_line.options import overrides_of
from cocogen.scenarios.console.population_table import print_population
from cocogen.scenarios.console.terminal import json_line, results, say, say_places, say_table, titled_table
from cocogen.scenarios.description.configured import SUFFIX
from cocogen.scenarios.runs.origin import shell_word

if TYPE_CHECKING:
    from cocogen.scenarios.description.theory import Theory


@click.command()
@click.argument("name", metavar="SCENARIO|FILE")
@click.option("--seed", type=int, help="Root of all randomness.  [default: the scenario's]")
@click.option(
    "--set",
    "assignments",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Set a field, e.g. competition.intensity=0.06.",
)
@click.option(
    "--knowledge", type=float, default=0.0, help="K, effective samples that models remember.  [default: 0]"
)
@click.option("--pair", help="The two organizations of the figure.  [default: the first two]")
@click.option("--population", is_flag=True, help="Only show who there is, and what everybody owns.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the figure.  [default: runs/game-SCENARIO]"
)
@click.option("--json", "as_json", is_flag=True, help="Print everything for machines.")
def game(
    name: str,
    seed: int | None,
    assignments: tuple[str, ...],
    knowledge: float,
    pair: str | None,
    population: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Solve the game of a scenario: equilibrium, optimum, every redistribution rule, stable coalitions.

    SCENARIO is a name that cocogen list shows; the game is that of its headline variant's first round. FILE.toml is a
    configuration, such as a run's config.toml.
    """
    from cocogen.model.world.parameters import described_calibration, described_fidelity
    from cocogen.scenarios.description.configured import configured
    from cocogen.scenarios.description.theory import theory_of

    short_name, config = configured(name, overrides_of(assignments, seed=seed))
    if population:
        return print_population(short_name, config, f"cocogen game {shell_word(name)}", as_json=as_json)
    theory = theory_of(config, knowledge=knowledge)
    used, worth = described_calibration(config), described_fidelity(config)
    chosen = _pair(pair, theory.names)
    figures = _draw(theory, chosen, out or Path("runs") / f"game-{short_name}")
    if as_json:
        said = {
            "scenario": short_name,
            "calibration": used,
            "fidelity": worth,
            "figure": figures[0],
            **theory.as_dict(),
        }
        say(json_line(said))
        return 0
    _print_organizations(theory)
    _print_rules(theory)
    results().print(f"\nCalibration: {used}; {worth}.\n\n{theory.reading()}\n")
    next_command = (
        f"cocogen game {shell_word(name)} --population"
        if name.endswith(SUFFIX)
        else f"cocogen run {short_name}"
    )
    say_places([("Figure", figures[0]), ("Next", next_command)])
    return 0


def _pair(text: str | None, names: list[str]) -> tuple[int, int]:
    from cocogen.agents.names import unknown_name

    if text is None:
        return 0, 1
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if part not in names:
            raise unknown_name("organization", part, tuple(names))
    if len(parts) != 2 or parts[0] == parts[1]:
        raise ValueError(f"--pair takes two different organizations, e.g. A,B, got {text!r}")
    return names.index(parts[0]), names.index(parts[1])


def _draw(theory: Theory, pair: tuple[int, int], folder: Path) -> list[Path]:
    from cocogen.visualizations.figures import save_figure
    from cocogen.visualizations.figures.landscape import draw_landscape

    return save_figure(draw_landscape(theory.game, theory.names, pair), folder / "landscape")


def _print_organizations(theory: Theory) -> None:
    table = titled_table("Organizations, first round", "org", theory.names)
    for header in (
        "n\nsamples",
        "h",
        "z\nk$",
        "g*\nsamples",
        "g optimal\nsamples",
        "payoff\nk$",
        "alone\nk$",
    ):
        table.add_column(header, justify="right", no_wrap=True)
    for row in theory.organizations():
        table.add_row(
            row["name"],
            *(
                number(row[field])
                for field in (
                    "real_samples",
                    "heterogeneity",
                    "weight",
                    "equilibrium_generation",
                    "optimal_generation",
                    "payoff",
                    "standalone_payoff",
                )
            ),
        )
    say_table(table)


def _print_rules(theory: Theory) -> None:
    rules = theory.rules()
    table = titled_table(
        "\nRedistribution rules, at the equilibrium under each", "rule", [row["rule"] for row in rules]
    )
    headers = (
        "welfare\nk$",
        "share of\noptimum %",
        "generated\nsamples",
        "gain /\nlose",
        "worst off\nk$ vs alone",
        "Gini",
        "all stay?",
        "largest\nstable",
    )
    for header in headers:
        table.add_column(header, justify="right", no_wrap=True)
    for row in rules:
        stable = row["grand_coalition_stable"]
        table.add_row(
            row["rule"],
            number(row["welfare"], 4),
            decimals(100 * row["efficiency"], 2),
            number(row["generation_mean"]),
            f"{row['gainers']} / {row['losers']}",
            number(row["worst_advantage"]),
            decimals(row["gini"], 3),
            "–" if stable is None else ("yes" if stable else "no"),
            "–" if stable is None else str(row["largest_stable_size"]),
        )
    say_table(table)
