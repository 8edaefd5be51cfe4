"""The catalog: every scenario by name, found as a module of ``scenarios`` or an entry point of another package."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import suppress
from dataclasses import fields
from functools import cache
from typing import Any

from cocogen import scenarios
from cocogen.agents import plugins
from cocogen.agents.names import unknown_name
from cocogen.scenarios.description.scenario import Scenario

ENTRY_POINTS = "cocogen.scenarios"


def scenario_names() -> tuple[str, ...]:
    """Return the names of all scenarios; our own are not imported for that."""
    return tuple(sorted({*_own_names(), *_offered()}))


def load_scenario(name: str) -> Scenario:
    """Return a scenario by name.

    Raises:
        UnknownNameError: if there is none, with the nearest name.
    """
    if name in _own_names():
        own: Scenario = importlib.import_module(f"cocogen.scenarios.{name.replace('-', '_')}").SCENARIO
        return own
    if name not in _offered():
        raise unknown_name("scenario", name, scenario_names())
    return _offered()[name]


@cache
def _own_names() -> frozenset[str]:
    modules = (module for module in pkgutil.iter_modules(scenarios.__path__) if not module.ispkg)
    return frozenset(module.name.replace("_", "-") for module in modules)


@cache
def _offered() -> dict[str, Scenario]:
    """Return the scenarios of other packages by name; what is none is named and passed over."""
    offered = plugins.collect("scenario", ENTRY_POINTS, _own_names(), _accepted)
    return {name: plugin.thing for name, plugin in offered.items()}


def _accepted(offered: Any) -> Scenario:
    """Return what was offered if it is a scenario that can be played."""
    if not isinstance(offered, Scenario):
        raise plugins.UnfitError(f"it is not a Scenario, but of type {type(offered).__name__}")
    for field in fields(offered):
        if field.type == "str" and not isinstance(getattr(offered, field.name), str):
            raise plugins.UnfitError(f"its {field.name} must be a text")
    if offered.headline not in offered.variants:
        raise plugins.UnfitError(f"its headline {offered.headline!r} is none of its variants")
    if offered.opponent and offered.opponent not in offered.variants:
        raise plugins.UnfitError(f"its opponent {offered.opponent!r} is none of its variants")
    with suppress(ValueError):  # a configuration that cannot be says so when somebody runs it
        offered.variant_configs()
    return offered
