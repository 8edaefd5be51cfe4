"""``cocogen view``: the market in the browser, to watch and to turn knobs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from scenarios.command_line.options import overrides_of
from scenarios.toolkit.catalog import load_scenario, scenario_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from visualizations.browser.session import Offer

QUICK = {"learning.kind": "curve"}
"""The page answers at once on the learning curve; ``--set learning.kind=federated`` trains for real."""


@click.command()
@click.argument("name", metavar="[SCENARIO]", default="quickstart", required=False)
@click.option(
    "--port", type=int, default=8765, show_default=True, help="Port on this machine; 0 takes a free one."
)
@click.option("--seed", type=int, help="Root of all randomness.  [default: the scenario's]")
@click.option(
    "--set",
    "assignments",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Set a field, e.g. competition.intensity=0.06.",
)
@click.option(
    "--open/--no-open", "open_browser", default=True, help="Open the page in your browser.  [default: open]"
)
def view(name: str, port: int, seed: int | None, assignments: tuple[str, ...], open_browser: bool) -> int:
    """Watch a market in the browser: play it, step through it, turn its knobs.

    SCENARIO is a name that cocogen list shows; the page starts with its headline market, and other scenarios and markets
    can be chosen there. The page is served on this machine only, until Ctrl-C.
    """
    from visualizations.app import serve
    from visualizations.browser.session import Scene, Stage

    scenario = load_scenario(name)
    overrides = QUICK | overrides_of(assignments, seed=seed)
    scenario = scenario.chosen(overrides)
    config = scenario.market_configs(overrides)[scenario.headline]
    repertoire = {other: partial(_offer, other, QUICK) for other in scenario_names()}
    repertoire[name] = partial(_offer, name, overrides)
    serve(
        Stage(Scene(config, name, scenario.headline), repertoire),
        port,
        open_browser=open_browser,
        announce=lambda address: click.echo(f"cocogen is at {address}; Ctrl-C stops it"),
    )
    return 0


def _offer(name: str, overrides: Mapping[str, Any]) -> Offer:
    """Return what a scenario offers to the page."""
    from visualizations.browser.session import Offer

    scenario = load_scenario(name).chosen(overrides)
    return Offer(scenario.question, scenario.market_configs(overrides), scenario.headline)
