"""The game's parameters of one simulation: what the configuration sets, and the task's calibration for the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from model.population import ABSTRACT

if TYPE_CHECKING:
    from model.config import SimulationConfig


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


def resolve_parameters(config: SimulationConfig) -> GameParameters:
    """Return the parameters that the configuration sets, completed by the task's calibration.

    Raises:
        ValueError: if the task has no calibration and the configuration leaves a parameter open.
    """
    given: dict[str, float] = config.game.model_dump(exclude_none=True, exclude={"calibration"})
    names = [field.name for field in fields(GameParameters)]
    source = config.game.calibration or config.task.name
    if source == ABSTRACT or all(name in given for name in names):
        return GameParameters(**given)
    from model.learning.calibration import load_calibration

    calibration = load_calibration(source)
    return GameParameters(**{name: given.get(name, getattr(calibration, name)) for name in names})
