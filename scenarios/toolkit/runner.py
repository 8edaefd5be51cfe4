"""Running a scenario: its markets side by side, round by round, with checkpoints, into one run folder."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from model.checkpoint import CheckpointError, restore_checkpoint, save_checkpoint
from model.files import write_bytes
from model.overrides import difference
from model.parameters import described_calibration
from model.simulation import CoopetitionModel
from scenarios.analytics.convergence import amounts, course_of_play
from scenarios.toolkit.overridden import overrides_data
from scenarios.toolkit.stopping import after_the_round
from scenarios.toolkit.store import RunFolderError, read_config
from scenarios.toolkit.summary import summarize, versions

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping
    from pathlib import Path

    from model.config import SimulationConfig
    from scenarios.toolkit.scenario import Scenario
    from scenarios.toolkit.store import RunFolder

CHECKPOINT_SECONDS = 10.0
"""Wall seconds between two checkpoints."""


class Interrupted(Exception):  # noqa: N818 - an outcome rather than an error
    """The run was stopped by Ctrl-C or SIGTERM after a whole round; the folder holds what was done, and a checkpoint."""


class Progress(Protocol):
    """Somebody who is told how a run goes."""

    def played(self, market: str, model: CoopetitionModel) -> None:
        """A market has played one more round."""


def run_scenario(
    scenario: Scenario,
    configs: Mapping[str, SimulationConfig],
    folder: RunFolder,
    progress: Progress,
    *,
    resume: bool = False,
) -> dict[str, Any]:
    """Play all markets of a scenario and write the run folder, which this process must have claimed.

    Args:
        scenario: what is run.
        configs: each market's configuration.
        folder: where everything is written.
        progress: who is told.
        resume: go on from the folder's checkpoints.

    Returns:
        The summary, as written to ``summary.json``.

    Raises:
        Interrupted: after Ctrl-C, when what was done has been written.
        RunFolderError: if the folder to resume holds another run.
        CheckpointError: if a checkpoint does not fit.
    """
    if resume:
        _check_same_run(scenario, configs, folder)
    models = {name: CoopetitionModel(config) for name, config in configs.items()}
    if resume:
        for name, model in models.items():
            _resume(model, checkpoint_path(folder.path, name))
    return play(scenario, models, folder, progress)


def play(
    scenario: Scenario, models: Mapping[str, CoopetitionModel], folder: RunFolder, progress: Progress
) -> dict[str, Any]:
    """Play the rounds that markets have left, and write the run folder; see :func:`run_scenario`."""
    started = time.perf_counter()
    configs = {name: model.config for name, model in models.items()}
    folder.write_config(scenario.name, scenario.headline, configs)
    with after_the_round() as stop:
        _play(models, folder, progress, stop)
        tables = {name: model.tables() for name, model in models.items()}
        summary = _summary(scenario, models, tables, time.perf_counter() - started)
        folder.write_tables(together(tables))
        folder.write_summary(summary)
    if stop.is_set():
        raise Interrupted
    return summary


def together(tables: Mapping[str, Mapping[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Stack each table of all markets into one, with the market as its first column."""
    names = next(iter(tables.values())).keys()
    stacked = {}
    for name in names:
        parts = [of_market[name].assign(market=market) for market, of_market in tables.items()]
        frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        stacked[name] = frame[["market", *(column for column in frame if column != "market")]]
    return stacked


def apart(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, pd.DataFrame]]:
    """Undo :func:`together`: each market's tables by its name, in the order of the rounds table."""
    markets = tables["rounds"]["market"].unique()
    return {
        str(market): {
            name: frame[frame["market"] == market].drop(columns="market").reset_index(drop=True)
            for name, frame in tables.items()
        }
        for market in markets
    }


def _play(
    models: Mapping[str, CoopetitionModel], folder: RunFolder, progress: Progress, stop: threading.Event
) -> None:
    saved = time.perf_counter()
    courses = {name: model.rounds() for name, model in models.items()}
    while courses and not stop.is_set():
        for name in list(courses):
            if next(courses[name], None) is None:
                del courses[name]
            else:
                progress.played(name, models[name])
        if time.perf_counter() - saved > CHECKPOINT_SECONDS:
            _save(models, folder)
            saved = time.perf_counter()
    _save(models, folder)


def _save(models: Mapping[str, CoopetitionModel], folder: RunFolder) -> None:
    for name, model in models.items():
        write_bytes(checkpoint_path(folder.path, name), save_checkpoint(model))


def _check_same_run(scenario: Scenario, configs: Mapping[str, SimulationConfig], folder: RunFolder) -> None:
    """Refuse to resume a run of another scenario or configuration; only its length may differ."""
    name, stored = read_config(folder.path)
    if name != scenario.name or stored.keys() != configs.keys():
        raise RunFolderError(f"{folder.path} holds the run of {name!r} with markets {', '.join(stored)}")
    for market, config in configs.items():
        other = difference(stored[market], config.with_overrides({"run.rounds": stored[market].run.rounds}))
        if other:
            field = next(iter(other))
            raise RunFolderError(
                f"{folder.path} holds a run of another configuration: {field} of market {market!r} differs; "
                "resume with the options that it was started with"
            )


def _resume(model: CoopetitionModel, path: Path) -> None:
    if path.is_file():
        try:
            restore_checkpoint(model, path.read_bytes())
        except CheckpointError as error:
            raise CheckpointError(f"{path}: {error}") from None


def checkpoint_path(folder: Path, market: str) -> Path:
    """Return where a run folder keeps a market's checkpoint."""
    return folder / "checkpoint" / f"{market}.safetensors"


def _summary(
    scenario: Scenario,
    models: Mapping[str, CoopetitionModel],
    tables: Mapping[str, Mapping[str, pd.DataFrame]],
    seconds: float,
) -> dict[str, Any]:
    markets = {
        name: {
            **summarize(dict(of_market)),
            "course_of_play": course_of_play(amounts(of_market)).name,
            "calibration": described_calibration(models[name].config),
        }
        for name, of_market in tables.items()
        if len(of_market["rounds"])
    }
    headline = models[scenario.headline]
    return {
        "scenario": scenario.name,
        "headline": scenario.headline,
        "overrides": overrides_data(scenario.overrides),
        "seed": headline.config.run.seed,
        "rounds": headline.round,
        "finished": all(model.round >= model.config.run.rounds for model in models.values()),
        **markets.get(scenario.headline, {}),
        "markets": markets,
        "wall_seconds": seconds,
        "versions": versions(),
    }
