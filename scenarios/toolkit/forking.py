"""Forking a run: what would have happened under another policy from some round on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.checkpoint import restore_checkpoint, save_checkpoint
from model.overrides import ConfigurationError
from model.population import ABSTRACT
from model.simulation import CoopetitionModel
from scenarios.toolkit.overridden import Override
from scenarios.toolkit.readings import best_market
from scenarios.toolkit.runner import checkpoint_path
from scenarios.toolkit.scenario import Scenario
from scenarios.toolkit.store import RunFolderError, read_config, read_headline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from model.config import SimulationConfig

POLICIES = ("decision", "participation", "redistribution", "environment", "run.rounds")
"""What a fork may change; the world itself (task, population, rivalry, learning, seed) stays as it is."""
ONCE = ("environment.shock_round", "environment.departure_round")
"""Rounds in which something happens; a fork cannot move it into the past."""
NAME = "fork of"
"""How the name of a fork's scenario begins."""
CONTROL, FORKED = "as it was", "fork"
"""A fork's two markets."""


def fork_run(
    path: Path, at: int, overrides: Mapping[str, Any], market: str | None = None
) -> tuple[Scenario, dict[str, CoopetitionModel]]:
    """Return a run's market after round ``at`` twice: as it was, and under another policy, ready to be played on.

    Args:
        path: the run folder.
        at: the last round that both have in common, 0 for none.
        overrides: what the fork changes, by dotted name.
        market: which of the run's markets; the headline market by default.

    Raises:
        RunFolderError: if the folder holds no such run or market.
        ConfigurationError: if the round or a change is not possible.
    """
    name, configs = read_config(path)
    market = read_headline(path) if market is None else market
    if market not in configs:
        raise RunFolderError(f"{path} has no market {market!r} (allowed: {', '.join(configs)})")
    config = configs[market]
    policy = config.with_overrides(overrides)
    _check(at, config, policy, overrides)
    unchanged = config.with_overrides({n: v for n, v in overrides.items() if n == "run.rounds"})
    past = _stored(unchanged, at, checkpoint_path(path, market))
    if past.round == 0 < at and name.startswith(NAME) and market == FORKED:
        raise RunFolderError(
            f"{path} is a fork, whose past was played under another policy; fork it from its last round on, or its origin"
        )
    while past.round < at:
        past.step()
    changed = CoopetitionModel(policy)
    restore_checkpoint(changed, save_checkpoint(past), fork=True)
    return _scenario(name, market, at, overrides), {CONTROL: past, FORKED: changed}


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


def _stored(config: SimulationConfig, at: int, checkpoint: Path) -> CoopetitionModel:
    """Return the market as its checkpoint has it if that is not later than round ``at``, else before its first round."""
    model = CoopetitionModel(config)
    if checkpoint.is_file():
        restored = CoopetitionModel(config)
        restore_checkpoint(restored, checkpoint.read_bytes())
        model = restored if restored.round <= at else model
    return model


def _scenario(name: str, market: str, at: int, overrides: Mapping[str, Any]) -> Scenario:
    policy = ", ".join(f"{n}={v}" for n, v in overrides.items() if n != "run.rounds")
    return Scenario(
        name=f"{NAME} {name}",
        group="",
        question=f"What if {policy} from round {at + 1} on?",
        story=f"{{organizations}} organizations of {name}'s market {market}, the same until round {at}",
        runtime="",
        headline=FORKED,
        markets={CONTROL: {}, FORKED: {}},
        overrides={n: Override(v, _changed_by(n)) for n, v in overrides.items()},
        reading=best_market,
        figure="baselines",
        next_command=f"cocogen run {name}",
    )


def _changed_by(name: str) -> tuple[str, ...]:
    """Return the markets in which a fork sets a field; both go on for equally long."""
    return (CONTROL, FORKED) if name == "run.rounds" else (FORKED,)
