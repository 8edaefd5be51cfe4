"""The game's parameters of one simulation: what the configuration sets, and the task's calibration for the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from cocogen.model.config.names import ABSTRACT

if TYPE_CHECKING:
    from cocogen.model.config import SimulationConfig


@dataclass(frozen=True)
class GameParameters:
    """The learning curve and the weights of skew, with the units of model.md, section "Symbols".

    The defaults describe the ``abstract`` task; they are this project's choice and measured on nothing.
    """

    floor: float = 0.1
    ceiling: float = 0.95
    scale: float = 250.0
    exponent: float = 0.6
    skew_penalty: float = 0.6
    alignment_loss: float = 0.6
    fidelity: float = 0.7
    knowledge_retention: float = 0.0


_NAMES = tuple(field.name for field in fields(GameParameters))


def resolve_parameters(config: SimulationConfig) -> GameParameters:
    """Return the parameters that the configuration sets, completed by the calibration that it uses.

    Raises:
        ValueError: if the calibration cannot be had, or the task has none and the configuration leaves a parameter open.
    """
    given: dict[str, float] = config.game.model_dump(exclude_none=True, exclude={"calibration"})
    source = calibration_of(config)
    if source is None or source == ABSTRACT or not _open_fields(config):
        return GameParameters(**given)
    from cocogen.model.learning.calibration_files import load_calibration, shipped_calibrations

    if config.game.calibration is None and source not in shipped_calibrations():
        raise ValueError(_no_calibration(config))
    calibration = load_calibration(source)
    return GameParameters(**{name: given.get(name, getattr(calibration, name)) for name in _NAMES})


def calibration_of(config: SimulationConfig) -> str | None:
    """Return which calibration completes the game's parameters; None where every one is set and none is named.

    A calibration of one's own is used only where ``game.calibration`` names it.

    Example:
        >>> from cocogen.model.config import SimulationConfig
        >>> calibration_of(SimulationConfig())
        'digits'
    """
    if config.game.calibration is None and not _open_fields(config):
        return None
    return config.game.calibration or config.task.name


def described_calibration(config: SimulationConfig) -> str:
    """Return which calibration a configuration uses, in words for people."""
    source = calibration_of(config)
    if source is None:
        return "none, every field of game is set"
    if source == ABSTRACT:
        return "none, the abstract task has numbers of its own"
    from cocogen.model.learning.calibration_files import is_shipped

    return f"{source} (shipped)" if is_shipped(source) else source


def _open_fields(config: SimulationConfig) -> list[str]:
    return [name for name in _NAMES if getattr(config.game, name) is None]


def _no_calibration(config: SimulationConfig) -> str:
    """Say how to get a calibration of a task that has none, or which one of one's own there is."""
    from cocogen.model.config.overrides import assignment
    from cocogen.model.learning.calibration_files import OWN, own_calibrations, own_name

    task, parameters = config.task.name, config.task.parameters
    own = own_name(task, parameters)
    if own in own_calibrations():
        how = "yours is used with"
    else:
        set_ones = {f"task.{name}": value for name, value in parameters.items() if value is not None}
        settings = "".join(f" --set {assignment(name, value)}" for name, value in set_ones.items())
        how = f"`cocogen calibrate {task}{settings}` fits one, which is then used with"
    return (
        f"task {task!r} has no calibration; {how} `--set game.calibration={OWN}{own}`; "
        "or take another task's, `--set game.calibration=digits`"
    )
