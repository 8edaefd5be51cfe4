"""Forking a run: what would have happened under another policy from some round on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocogen.model.config.names import ABSTRACT
from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.records.checkpoint import restore_checkpoint, save_checkpoint
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.overridden import Override
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

POLICIES = ("decision", "participation", "redistribution", "environment", "run.rounds")
"""What a fork may change; the world itself (task, population, rivalry, learning, seed) stays as it is."""
ONCE = ("environment.shock_round", "environment.departure_round")
"""Rounds in which something happens; a fork cannot move it into the past."""
PREFIX = "fork of "
"""What the name of a fork's scenario begins with."""
CONTROL, FORKED = "as it was", "fork"
"""A fork's two variants."""


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
    config = configs[variant]
    policy = config.with_overrides(overrides)
    _check(at, config, policy, overrides)
    check_inputs(stored, calibrations=False)
    unchanged = config.with_overrides({n: v for n, v in overrides.items() if n == "run.rounds"})
    past = _played_until(unchanged, at, stored, variant)
    changed = CoopetitionModel(policy)
    restore_checkpoint(changed, save_checkpoint(past), fork=True)
    scenario = _scenario(stored.scenario, stored.origin.scenario, variant, at, overrides)
    return scenario, {CONTROL: past, FORKED: changed}


def _check(at: int, config: SimulationConfig, policy: SimulationConfig, overrides: Mapping[str, Any]) -> None:
    for name in overrides:
        if not any(name == part or name.startswith(f"{part}.") for part in POLICIES):
            raise ConfigurationError(
                f"a fork keeps the world as it is and cannot set {name} (allowed: {', '.join(POLICIES)})"
            )
    if not set(overrides) - {"run.rounds"}:
        raise ConfigurationError("a fork needs a change, e.g. --set redistribution.rule=bargaining")
    rounds = policy.run.rounds
    if not 0 <= at < rounds:
        raise ConfigurationError(f"--at must be a round before the last one, 0 to {rounds - 1}, got {at}")
    for name in ONCE:
        if name in overrides and overrides[name] is not None and int(overrides[name]) <= at:
            raise ConfigurationError(
                f"{name} is {overrides[name]}, in the past that both share; it must be after round {at}"
            )
    if _held_back(config) != _held_back(policy):
        raise ConfigurationError(
            "a fork keeps the data as they were shared out; environment.arrivals (from or to 0), environment.newcomers "
            f"and environment.reserve change what task {config.task.name!r} holds back for newcomers"
        )


def _held_back(config: SimulationConfig) -> tuple[float, ...]:
    """Return what decides how a task's data are shared out between those who are there and newcomers."""
    if config.task.name == ABSTRACT:
        return ()
    section, shifted = config.environment, config.population.partition == "feature-shift"
    held_back = (section.reserve, section.newcomers) if section.arrivals and section.newcomers else ()
    return (*held_back, section.newcomers) if shifted else held_back


def _played_until(config: SimulationConfig, at: int, stored: StoredRun, variant: str) -> CoopetitionModel:
    """Return the variant after round ``at``: from its checkpoint if that is not later, else played again.

    Raises:
        RunFolderError: if the run is a fork itself and has no such round of its own.
    """
    model = _restored(config, stored.checkpoint(variant))
    if model is None or model.round > at:
        model = _restored(config, stored.contents.get(PAST), fork=variant == FORKED)
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


def _restored(
    config: SimulationConfig, checkpoint: bytes | None, *, fork: bool = False
) -> CoopetitionModel | None:
    if checkpoint is None:
        return None
    model = CoopetitionModel(config)
    restore_checkpoint(model, checkpoint, fork=fork)
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
    policy = ", ".join(f"{n}={v}" for n, v in overrides.items() if n != "run.rounds")
    return Scenario(
        name=f"{PREFIX}{name}",
        group="",
        question=f"What if {policy} from round {at + 1} on?",
        story=f"{{organizations}} organizations of {name}'s variant {variant}, the same until round {at}",
        runtime="",
        headline=FORKED,
        variants={CONTROL: {}, FORKED: {}},
        overrides={n: Override(v, _changed_by(n)) for n, v in overrides.items()},
        reading=best_variant,
        figure="baselines",
        next_command=f"cocogen run {origin}",
    )


def _changed_by(name: str) -> tuple[str, ...]:
    """Return the variants in which a fork sets a field; both go on for equally long."""
    return (CONTROL, FORKED) if name == "run.rounds" else (FORKED,)
