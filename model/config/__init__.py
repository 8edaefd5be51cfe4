"""The configuration of a simulation: its sections and their fields, parts included, as one frozen, validated object."""

from cocogen.model.config.configuration import DecisionConfig, SimulationConfig, TaskConfig
from cocogen.model.config.population_fields import PopulationConfig

__all__ = ["DecisionConfig", "PopulationConfig", "SimulationConfig", "TaskConfig"]
