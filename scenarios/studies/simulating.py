"""The cell that plays a simulation: from a configuration to the summary's measures, leaving nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.simulation import CoopetitionModel


def simulate(payload: str) -> dict[str, float]:
    """Play one configuration to its end and return its summary.

    Args:
        payload: the configuration as JSON.

    Returns:
        The measures of :func:`scenarios.toolkit.summary.summarize`.
    """
    from model.config import SimulationConfig
    from model.simulation import CoopetitionModel
    from scenarios.toolkit.summary import summarize

    model = CoopetitionModel(SimulationConfig.model_validate_json(payload))
    try:
        summary: dict[str, Any] = summarize(model.run().tables())
    finally:
        forget(model)
    return summary


def forget(model: CoopetitionModel) -> None:
    """Let a finished model be freed: Mesa 3.3 keeps each alive in its counter of agent numbers."""
    from mesa import Agent

    counters = getattr(Agent, "_ids", None)
    if counters is not None:
        counters.pop(model, None)
