"""Forking a run: what would have happened under another policy from some round on.

A fork is an intervention on a stored run. The variant as it was and the fork have a checkpoint in common, and configurations that differ
by what the fork changes in the round after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.config.scheduled_names import AT, INTERVENTIONS, at_round, is_scheduled
from cocogen.model.records.checkpoint import restore_checkpoint, save_checkpoint
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.overridden import Override, setting_in_words
from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import best_variant
from cocogen.scenarios.runs.origin import ForkPoint, Origin
from cocogen.scenarios.runs.resuming import check_inputs, check_same_run, restore
from cocogen.scenarios.runs.session import Session
from cocogen.scenarios.runs.stored_run import PAST, RunFolderError, read_run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cocogen.model.config import SimulationConfig
    from cocogen.scenarios.runs.run_folder import RunFolder
    from cocogen.scenarios.runs.stored_run import StoredRun

PREFIX = "fork of "
"""What the name of a fork's scenario begins with."""
CONTROL, FORKED = "as it was", "fork"
"""A fork's two variants."""
LENGTH = "run.rounds"
"""The field that both variants share: a fork may go on for longer than the run."""


def fork_session(
    path: Path, at: int, overrides: Mapping[str, Any], folder: RunFolder, variant: str | None = None
) -> Session:
    """Return the session that plays a fork of a run into a folder; see :func:`fork_run`."""
    stored = read_run(path, checkpoints=True)
    variant = stored.headline if variant is None else variant
    scenario, models = _forked(stored, at, overrides, variant)
    point = ForkPoint.from_paths(path, folder.path, stored.manifest.identity, variant, at)
    origin = Origin(stored.origin.scenario, dict(overrides), point)
    return Session(scenario, models, folder, origin, past=save_checkpoint(models[CONTROL]))


def resumed_fork(folder: RunFolder, rounds: int | None = None) -> Session:
    """Return the session that goes on with the fork in a folder; the run that it was made from is not needed.

    Args:
        folder: claimed by this process.
        rounds: rounds in all; as before by default.

    Raises:
        RunFolderError: if the folder holds no fork, it cannot become as short as that, or an input has changed.
        CheckpointError: if a checkpoint does not fit.
    """
    stored = read_run(folder.path, checkpoints=True)
    origin, point = stored.origin, fork_point(stored)
    longer = {} if rounds is None else {"run.rounds": rounds}
    configs = {name: config.with_overrides(longer) for name, config in stored.configs.items()}
    check_same_run(stored.scenario, configs, stored)
    models = {name: CoopetitionModel(config) for name, config in configs.items()}
    restore(models, stored)
    asked = Origin(origin.scenario, {**origin.overrides, **longer}, point)
    return Session(scenario_of_fork(stored), models, folder, asked, stored=stored)


def scenario_of_fork(stored: StoredRun) -> Scenario:
    """Return the scenario of a stored fork.

    Raises:
        RunFolderError: if it is no fork.
    """
    point, origin = fork_point(stored), stored.origin
    name = stored.scenario.removeprefix(PREFIX)
    return _scenario(name, origin.scenario, point.variant, point.at, origin.overrides)


def fork_point(stored: StoredRun) -> ForkPoint:
    """Return where a stored fork left the run that it was made from.

    Raises:
        RunFolderError: if it is no fork.
    """
    if stored.origin.fork is None:
        raise RunFolderError(
            f"{stored.path} holds no fork but a run; {stored.origin.resume_command(stored.path)} goes on with it"
        )
    return stored.origin.fork


def fork_run(
    path: Path, at: int, overrides: Mapping[str, Any], variant: str | None = None
) -> tuple[Scenario, dict[str, CoopetitionModel]]:
    """Return a run's variant after round ``at`` twice: as it was, and under another policy, ready to be played on.

    Args:
        path: the run folder.
        at: the last round that both have in common, 0 for none.
        overrides: what the fork changes, by dotted name.
        variant: which of the run's variants; the headline variant by default.

    Raises:
        RunFolderError: if the folder holds no such run or variant, or a file that the run reads has changed.
        ConfigurationError: if the round or a change is not possible.
    """
    stored = read_run(path, checkpoints=True)
    return _forked(stored, at, overrides, stored.headline if variant is None else variant)


def _forked(
    stored: StoredRun, at: int, overrides: Mapping[str, Any], variant: str
) -> tuple[Scenario, dict[str, CoopetitionModel]]:
    configs = stored.configs
    if variant not in configs:
        raise RunFolderError(f"{stored.path} has no variant {variant!r} (allowed: {', '.join(configs)})")
    changes = {name: value for name, value in overrides.items() if name != LENGTH}
    as_long = configs[variant].with_overrides({n: v for n, v in overrides.items() if n == LENGTH})
    _check(at, as_long, changes)
    check_inputs(stored, calibrations=False)
    past = _played_until(as_long, at, stored, variant)
    changed = CoopetitionModel(as_long.with_overrides(_interventions(changes, at)))
    restore_checkpoint(changed, save_checkpoint(past))
    scenario = _scenario(stored.scenario, stored.origin.scenario, variant, at, overrides)
    return scenario, {CONTROL: past, FORKED: changed}


def _interventions(changes: Mapping[str, Any], at: int) -> dict[str, Any]:
    """Return what a fork changes as interventions: in the round after the last common one, unless it says a later one."""
    return {name if is_scheduled(name) else f"{name}{AT}{at + 1}": value for name, value in changes.items()}


def _check(at: int, config: SimulationConfig, changes: Mapping[str, Any]) -> None:
    if not changes:
        raise ConfigurationError("a fork needs a change, e.g. --set redistribution.rule=bargaining")
    rounds = config.run.rounds
    if not 0 <= at < rounds:
        raise ConfigurationError(f"--at must be a round before the last one, 0 to {rounds - 1}, got {at}")
    for name in changes:
        if name == INTERVENTIONS or (at_round(name)[1] or at + 1) <= at:
            raise ConfigurationError(
                f"{name}: a fork keeps the past; it sets fields, from round {at + 1} on or, as FIELD{AT}ROUND, a later one"
            )


def _played_until(config: SimulationConfig, at: int, stored: StoredRun, variant: str) -> CoopetitionModel:
    """Return the variant after round ``at``: from its checkpoint if that is not later, else played again.

    Raises:
        RunFolderError: if the run is a fork itself and has no such round of its own.
    """
    model = _restored(config, stored.checkpoint(variant))
    if model is None or model.round > at:
        model = _restored(config, stored.contents.get(PAST))
    if model is None:
        model = CoopetitionModel(config)
    if model.round > at:
        point = fork_point(stored)
        raise RunFolderError(
            f"{stored.path} is a fork and shares its first {point.at} rounds with {point.parent_of(stored.path)}; fork that"
        )
    while model.round < at:
        model.step()
    return model


def _restored(config: SimulationConfig, checkpoint: bytes | None) -> CoopetitionModel | None:
    if checkpoint is None:
        return None
    model = CoopetitionModel(config)
    restore_checkpoint(model, checkpoint)
    return model


def _scenario(name: str, origin: str, variant: str, at: int, overrides: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a fork of a run.

    Args:
        name: of the run's scenario, which may be a fork.
        origin: of the scenario with which it began.
        variant: which of the run's variants.
        at: the last round that both have in common.
        overrides: what the fork changes.
    """
    changes = {n: v for n, v in overrides.items() if n != LENGTH}
    policy = ", ".join(setting_in_words(n, v) for n, v in changes.items())
    length = {n: Override(v, (CONTROL, FORKED)) for n, v in overrides.items() if n == LENGTH}
    return Scenario(
        name=f"{PREFIX}{name}",
        group="",
        question=f"What if {policy} from round {at + 1} on?",
        story=f"{{organizations}} organizations of {name}'s variant {variant}, the same until round {at}",
        runtime="",
        headline=FORKED,
        variants={CONTROL: {}, FORKED: {}},
        overrides=length | {n: Override(v, (FORKED,)) for n, v in _interventions(changes, at).items()},
        reading=best_variant,
        figure="baselines",
        next_command=f"cocogen run {origin}",
    )
