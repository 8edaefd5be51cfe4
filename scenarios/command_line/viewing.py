"""``cocogen view``: the variant in the browser, to watch and to turn knobs."""

from __future__ import annotations

import os
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cocogen.scenarios.command_line.options import overrides_of
from cocogen.scenarios.command_line.played_command import Outside
from cocogen.scenarios.description.catalog import load_scenario, scenario_names
from cocogen.scenarios.runs.stopping import STOP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.model.config import SimulationConfig
    from cocogen.visualizations.browser.stage import Offer, Stage

QUICK = {"learning.kind": "curve"}
"""The page answers at once on the learning curve; ``--set learning.kind=federated`` trains for real."""


@click.command()
@click.argument("name", metavar="[SCENARIO|DIR]", default="quickstart", required=False)
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
    """Watch a variant in the browser: play it, step through it, turn its knobs.

    SCENARIO is a name that cocogen list shows; the page starts with its headline variant, and other scenarios and variants
    can be chosen there. DIR is the folder of a run or fork, whose rounds are looked at as they were played, or of a sweep, which
    is shown as a map whose cells open their market. The page is served on this machine only, until Ctrl-C.
    """
    from cocogen.visualizations.app import prepare, serve

    prepare()
    overrides = overrides_of(assignments, seed=seed)
    serve(
        _stage_of(name, overrides),
        port,
        open_browser=open_browser,
        announce=lambda address: click.echo(f"cocogen is at {address}; Ctrl-C stops it"),
        exit_code=lambda: STOP.code,
    )
    return 0


def _stage_of(name: str, overrides: Mapping[str, Any]) -> Stage:
    """Return what the page shows of a scenario, or of a folder.

    Raises:
        ValueError: in one line, if it cannot be shown.
    """
    from cocogen.scenarios.command_line.viewing_stored import stage_of_folder

    if name in scenario_names() or not _is_folder(name):
        return stage_of_scenario(name, overrides)
    if overrides:
        raise ValueError(
            f"{name} is a folder, and what is in it was played already; --seed and --set are for scenarios"
        )
    return stage_of_folder(Path(name))


def _is_folder(name: str) -> bool:
    """Tell whether a word on the command line means a folder, there or not, rather than a scenario."""
    return Path(name).exists() or os.sep in name


def stage_of_scenario(name: str, overrides: Mapping[str, Any]) -> Stage:
    """Return what the page shows of a scenario, and of all others.

    Raises:
        ValueError: in one line, if it cannot be played.
    """
    from cocogen.visualizations.browser.stage import Stage

    opening = offer_of(name, overrides)
    scene = opening.scenes[opening.headline]
    try_out(scene.config)
    shipped: dict[str, Callable[[], Offer]] = {
        other: partial(offer_of, other, {}) for other in scenario_names()
    }
    repertoire = {**shipped, name: lambda: opening}
    outside = outside_of({name: overrides})
    return Stage(
        scene,
        repertoire,
        outside.command,
        outside.python,
        outside.pack,
        beside=opening.beside(opening.headline),
        shipped=shipped,
    )


def offer_of(name: str, overrides: Mapping[str, Any]) -> Offer:
    """Return what a scenario offers to the page.

    Variants that train for real are played on the learning curve, which answers at once, unless the user chose how they learn or
    the curve could not tell them from another variant of the scenario.

    Raises:
        ValueError: in one line, if the scenario or an override cannot be.
    """
    from cocogen.visualizations.browser.stage import Offer, Scene

    scenario = load_scenario(name).chosen(overrides)
    configs = scenario.variant_configs(overrides)
    rivals = {variant: scenario.rival_of(variant) for variant in configs}
    if "learning.kind" in overrides:
        scenes = {variant: Scene(config, name, variant) for variant, config in configs.items()}
        return Offer(scenario.question, scenes, scenario.headline, rivals)
    quick = {variant: config.with_overrides(QUICK) for variant, config in configs.items()}
    on_the_curve = [_on_the_curve(config) for config in quick.values()]
    scenes = {}
    for variant, config in configs.items():
        alike = on_the_curve.count(_on_the_curve(quick[variant])) > 1
        trains = config.learning.kind == "federated"
        scenes[variant] = Scene(config if alike else quick[variant], name, variant, trains, trains and alike)
    return Offer(scenario.question, scenes, scenario.headline, rivals)


def outside_of(given: Mapping[str, Mapping[str, Any]]) -> Outside:
    """Return what plays scenes of scenarios outside the page.

    Args:
        given: the overrides with which a scenario was opened, by its name.
    """
    return Outside(lambda scene: (scene.scenario, given.get(scene.scenario, {})))


def _on_the_curve(config: SimulationConfig) -> dict[str, Any]:
    """Return what matters of a configuration on the learning curve."""
    return config.model_dump(exclude={"learning"})


def try_out(config: SimulationConfig) -> None:
    """Build a variant and play a round of it on the learning curve, so that what cannot be is refused before it is served.

    Raises:
        ValueError: in one line, if it cannot be played.
    """
    from cocogen.model.game import NonPositiveWeightWarning
    from cocogen.model.simulation import CoopetitionModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonPositiveWeightWarning)  # the page says it itself
        CoopetitionModel(config.with_overrides(QUICK)).step()
