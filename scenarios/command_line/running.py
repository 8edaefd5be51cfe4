"""``cocogen run``: play a scenario, show it live, read the result for the reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cocogen.scenarios.asking.playing_scenarios import add_figure, to_play
from cocogen.scenarios.command_line.options import overrides_of
from cocogen.scenarios.console.terminal import (
    bold,
    json_line,
    progress_console,
    results,
    say,
    say_places,
    say_stopped,
)
from cocogen.scenarios.description.overridden import interventions_in_words, overrides_in_words
from cocogen.scenarios.runs.stopping import STOP
from cocogen.scenarios.runs.stored_run import read_run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.model.config import SimulationConfig
    from cocogen.scenarios.description.scenario import Scenario
    from cocogen.scenarios.runs.origin import Origin
    from cocogen.scenarios.runs.run_folder import RunFolder
    from cocogen.scenarios.runs.runner import Progress


@click.command()
@click.argument("name", metavar="SCENARIO")
@click.option("--seed", type=int, help="Root of all randomness.  [default: the scenario's]")
@click.option("--rounds", type=int, help="Rounds to play.  [default: the scenario's]")
@click.option("--out", type=click.Path(path_type=Path), help="Run folder.  [default: runs/SCENARIO-time]")
@click.option(
    "--set",
    "assignments",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Set a field, e.g. competition.intensity=0.06.",
)
@click.option("--resume", is_flag=True, help="Go on with the run in --out, whose options are remembered.")
@click.option("--force", is_flag=True, help="Replace the run in --out, once there is something new.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary for machines.")
@click.option("--quiet", is_flag=True, help="Print the run folder's path only.")
def run(
    name: str,
    seed: int | None,
    rounds: int | None,
    out: Path | None,
    assignments: tuple[str, ...],
    resume: bool,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Play a scenario: its variants side by side, into a run folder with tables, a summary and a figure.

    SCENARIO is a name that cocogen list shows.
    """
    if resume and (out is None or force):
        raise ValueError("--resume needs --out with the folder to go on with, and excludes --force")
    overrides = overrides_of(assignments, seed=seed, rounds=rounds)
    asked = to_play(name, overrides, out, resume=resume, force=force)
    with asked.claimed() as play:
        return present(
            asked.scenario,
            asked.configs,
            asked.folder,
            asked.origin,
            play,
            as_json=as_json,
            quiet=quiet,
        )


def present(
    scenario: Scenario,
    configs: Mapping[str, SimulationConfig],
    folder: RunFolder,
    origin: Origin,
    play: Callable[[Progress], dict[str, Any]],
    *,
    as_json: bool,
    quiet: bool,
) -> int:
    """Play a scenario's variants before the reader's eyes: opening, live view, table, sentence, figure.

    Args:
        scenario: what is played.
        configs: each variant's configuration.
        folder: where it is written.
        origin: what was asked for.
        play: plays the variants, telling a listener, and returns the summary.
        as_json: print the summary for machines instead.
        quiet: print the folder's path only.

    Returns:
        The exit code.
    """
    from cocogen.scenarios.console.live import LiveProgress
    from cocogen.scenarios.console.run_table import print_result
    from cocogen.scenarios.runs.runner import Interrupted

    console = results()
    if not (as_json or quiet):
        _print_opening(scenario, configs)
    try:
        with LiveProgress(
            {variant: config.run.rounds for variant, config in configs.items()}, quiet=quiet
        ) as live:
            summary = play(live)
        figure = add_figure(scenario, folder)
    except (Interrupted, KeyboardInterrupt):
        if not folder.is_run():
            raise
        say_stopped(_what_is_left(folder.path, origin))
        return STOP.code
    if as_json:
        say(json_line({"folder": folder.path, **summary}))
    elif quiet:
        say(folder.path)
    else:
        print_result(console, scenario, summary)
        say("")
        say_places([("Figure", figure), ("Tables", folder.path), ("Next", scenario.next_command)])
    return 0


def _print_opening(scenario: Scenario, configs: Mapping[str, SimulationConfig]) -> None:
    from cocogen.model.world.parameters import described_calibration, described_fidelity

    config = configs[scenario.headline]
    story = scenario.story.format(
        organizations=config.population.organizations,
        task=config.task.name,
        variants=len(configs),
        rounds=config.run.rounds,
        rule=config.redistribution.rule,
    )
    console = progress_console()
    console.print(bold(scenario.question))
    used = ", ".join(dict.fromkeys(described_calibration(config) for config in configs.values()))
    console.print(f"{story}: {', '.join(configs)}. {config.run.rounds} rounds, seed {config.run.seed}.")
    if told := overrides_in_words(scenario.overrides, scenario.variants):
        console.print(told)
    if told := interventions_in_words(configs):
        console.print(told)
    console.print(f"Calibration: {used}.")
    worth = dict.fromkeys(described_fidelity(config) for config in configs.values())
    console.print(f"Worth of a synthetic sample in real ones: {'; '.join(worth)}.\n")


def _what_is_left(path: Path, origin: Origin) -> str:
    """Say what a folder holds after an interruption, which may be the run that was to be replaced, and how to go on."""
    stored = read_run(path)
    if stored.origin != origin:
        return f"stopped; {path} holds what it held before"
    command = origin.resume_command(path)
    if stored.progress:
        return f"stopped after {stored.progress}; {command} goes on"
    return f"stopped; all rounds were played, and {command} draws the figure"
