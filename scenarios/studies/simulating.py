"""The cell that plays a simulation: from a configuration to the summary's measures."""

from __future__ import annotations

from typing import Any


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

    model = CoopetitionModel(SimulationConfig.model_validate_json(payload)).run()
    summary: dict[str, Any] = summarize(model.tables())
    return summary
