"""Which fields of ``game`` a configuration needs for its kind of markets, and which it leaves to the calibration."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Literal

from cocogen.model.config.names import ABSTRACT
from cocogen.model.game.market_law import OwnMarketLaw

if TYPE_CHECKING:
    from cocogen.model.config import SimulationConfig

COMMON = ("floor", "ceiling", "scale", "exponent", "skew_penalty", "fidelity", "knowledge_retention")
"""Fields of the common model, which every kind of markets needs."""
ALIKE = ("alignment_loss",)
"""Fields that mean something only where markets are alike."""
OWN = (*(field.name for field in fields(OwnMarketLaw)), "own_retention")
"""Fields that mean something only where every organization has a market of its own."""


def kind_of_markets(config: SimulationConfig) -> Literal["alike", "own"]:
    """Return the kind of markets that is set; else own ones where a calibration is used."""
    if config.game.markets is not None:
        return config.game.markets
    source = config.game.calibration or config.task.name
    used = config.game.calibration is not None or _unset(config, (*COMMON, *ALIKE))
    return "own" if used and source != ABSTRACT else "alike"


def open_fields(config: SimulationConfig) -> list[str]:
    """Return the fields of ``game`` that the configuration leaves to the calibration, for the kind of markets that it has."""
    return _unset(config, (*COMMON, *(ALIKE if kind_of_markets(config) == "alike" else OWN)))


def _unset(config: SimulationConfig, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if getattr(config.game, name) is None]
