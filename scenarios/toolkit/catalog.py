"""The catalog: every scenario by name, found as a module of ``scenarios`` or an entry point of another package."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import entry_points

import scenarios
from agents.registry import unknown_name
from scenarios.toolkit.scenario import Scenario

ENTRY_POINTS = "cocogen.scenarios"


def scenario_names() -> tuple[str, ...]:
    """Return the names of all scenarios, without importing them."""
    own = (
        module.name.replace("_", "-")
        for module in pkgutil.iter_modules(scenarios.__path__)
        if not module.ispkg
    )
    return tuple(sorted({*own, *(entry.name for entry in entry_points(group=ENTRY_POINTS))}))


def load_scenario(name: str) -> Scenario:
    """Return a scenario by name.

    Raises:
        UnknownNameError: if there is none, with the nearest name.
    """
    for entry in entry_points(group=ENTRY_POINTS):
        if entry.name == name:
            offered: Scenario = entry.load()
            return offered
    if name not in scenario_names():
        raise unknown_name("scenario", name, scenario_names())
    module = importlib.import_module(f"scenarios.{name.replace('-', '_')}")
    own: Scenario = module.SCENARIO
    return own
