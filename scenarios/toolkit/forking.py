"""Forking a run: what would have happened under another policy from some round on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.checkpoint import restore_checkpoint, save_checkpoint
from model.overrides import ConfigurationError
from model.simulation import CoopetitionModel
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
    _check(at, config, overrides)
    unchanged = config.with_overrides({n: v for n, v in overrides.items() if n == "run.rounds"})
    past = _played_until(unchanged, at, checkpoint_path(path, market))
    changed = CoopetitionModel(config, **overrides)
    restore_checkpoint(changed, save_checkpoint(past), fork=True)
    policy = ", ".join(f"{n}={v}" for n, v in overrides.items() if n != "run.rounds")
    return _scenario(name, market, at, policy), {"as it was": past, "fork": changed}


def _check(at: int, config: SimulationConfig, overrides: Mapping[str, Any]) -> None:
    for name in overrides:
        if not any(name == policy or name.startswith(f"{policy}.") for policy in POLICIES):
            raise ConfigurationError(
                f"a fork keeps the world as it is and cannot set {name} (allowed: {', '.join(POLICIES)})"
            )
    if not set(overrides) - {"run.rounds"}:
        raise ConfigurationError("a fork needs a change, e.g. --set redistribution.rule=bargaining")
    rounds = int(overrides.get("run.rounds", config.run.rounds))
    if not 0 <= at < rounds:
        raise ConfigurationError(f"--at must be a round before the last one, 0 to {rounds - 1}, got {at}")


def _played_until(config: SimulationConfig, at: int, checkpoint: Path) -> CoopetitionModel:
    """Return the market after round ``at``: from its checkpoint if that is not later, else played again."""
    model = CoopetitionModel(config)
    if checkpoint.is_file():
        restored = CoopetitionModel(config)
        restore_checkpoint(restored, checkpoint.read_bytes())
        model = restored if restored.round <= at else model
    while model.round < at:
        model.step()
    return model


def _scenario(name: str, market: str, at: int, policy: str) -> Scenario:
    return Scenario(
        name=f"fork of {name}",
        group="",
        question=f"What if {policy} from round {at + 1} on?",
        story=f"{{organizations}} organizations of {name}'s market {market}, the same until round {at}",
        runtime="",
        headline="fork",
        markets={"as it was": {}, "fork": {}},
        reading=best_market,
        figure="baselines",
        next_command=f"cocogen run {name}",
    )
