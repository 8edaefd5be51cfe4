"""Commands that are printed as worth trying next can be tried: they are parsed, and every name in them exists."""

from __future__ import annotations

import shlex

import pytest

from cocogen.model.config.overrides import parse_assignments
from cocogen.scenarios.command_line.application import application
from cocogen.scenarios.description.catalog import load_scenario, scenario_names
from cocogen.scenarios.studies.catalog import load_study, study_names

PRINTED = {load_scenario(name).next_command for name in scenario_names()} | {
    load_study(name).next_command for name in study_names()
}


@pytest.mark.parametrize("printed", sorted(PRINTED - {""}))
def test_what_is_worth_trying_next_can_be_tried(printed):
    first, name, *words = shlex.split(printed)
    assert first == "cocogen"
    command = application.commands[name]
    given = command.make_context(name, list(words)).params
    overrides = parse_assignments(given.get("assignments", ()))
    if name in ("run", "game"):
        load_scenario(given["name"]).chosen(overrides).variant_configs(overrides)
    if name == "sweep":
        load_study(words[0]).changed(points=given["points"]).plan()
