"""The configuration of a simulation: its sections and their fields, parts included, as one frozen, validated object."""

from cocogen.model.config.configuration import (
    OWNERS,
    DecisionConfig,
    PopulationConfig,
    SimulationConfig,
    TaskConfig,
)

__all__ = ["OWNERS", "DecisionConfig", "PopulationConfig", "SimulationConfig", "TaskConfig"]
