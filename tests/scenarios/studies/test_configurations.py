"""Whatever is configured ends in a result or in one line that says what is wrong."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocogen.agents.decisions import decision_rules
from cocogen.agents.participation import participation_rules
from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.game import redistribution_rules, rivalry_structures
from cocogen.model.learning.partitions import partitions
from cocogen.scenarios.studies.simulating import simulation_cell
from cocogen.scenarios.studies.worker import result_versions, run_cell

BUGS = (
    "TypeError",
    "AttributeError",
    "KeyError",
    "IndexError",
    "AssertionError",
    "ZeroDivisionError",
    "NameError",
)
"""Errors that would mean that a configuration was let through which the code was not written for."""
VARIANT = {"learning.kind": "curve", "run.rounds": 3, "population.samples": 60.0}


def ranges(low: float, high: float) -> st.SearchStrategy[Any]:
    """Return numbers, and pairs that are mostly in order."""
    number = st.floats(low, high)
    return st.one_of(number, st.tuples(number, number).map(sorted), st.tuples(number, number))


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "task.name": st.sampled_from(["abstract", "digits", "breast-cancer", "digit"]),
    "population.organizations": st.integers(1, 9) | st.just(1000),
    "population.partition": st.sampled_from([*partitions.names(), "dirichlt"]),
    "population.alpha": st.floats(-0.1, 20) | st.just(0.001),
    "population.samples": st.floats(0.1, 400) | st.none(),
    "population.size_spread": st.floats(0, 3),
    "population.valuation": ranges(0, 5000),
    "population.generation_cost": ranges(0, 1),
    "population.congestion": ranges(0, 0.01),
    "population.capacity": ranges(0, 2000),
    "population.membership_cost": ranges(0, 3),
    "population.standalone_cost": ranges(0, 3),
    "competition.structure": st.sampled_from(rivalry_structures.names()),
    "competition.intensity": st.floats(0, 0.5) | st.sampled_from([0.0, 3.0, -1.0]),
    "game.floor": st.floats(0, 1),
    "game.ceiling": st.floats(0, 1),
    "game.scale": st.just(0.0) | st.floats(1e-6, 5000),
    "game.exponent": st.floats(0, 5),
    "game.skew_penalty": st.floats(0, 1),
    "game.alignment_loss": st.floats(0, 1),
    "game.fidelity": st.floats(0, 1),
    "game.knowledge_retention": st.floats(0, 1),
    "decision.rule": st.sampled_from(decision_rules.names()),
    "decision.activation": st.sampled_from(["simultaneous", "sequential", "asynchronous", "whenever"]),
    "participation.rule": st.sampled_from(participation_rules.names()),
    "participation.observation_noise": st.floats(0, 50),
    "participation.entry_cost": st.floats(0, 50),
    "redistribution.rule": st.sampled_from(redistribution_rules.names()),
    "redistribution.rate": st.sampled_from(["optimal", 0.0, 0.3, -1.0]),
    "run.seed": st.integers(0, 2**63 - 1),
}

CONFIGURATIONS = st.lists(st.sampled_from(sorted(FIELDS)), unique=True, max_size=8).flatmap(
    lambda names: st.fixed_dictionaries({name: FIELDS[name] for name in names})
)


def ends_well(overrides: dict[str, Any]) -> None:
    """Configure and play; fail unless it ends in measures or in one line that is nobody's bug."""
    try:
        config = SimulationConfig().with_overrides(VARIANT | overrides)
    except ConfigurationError as error:
        if "\n" in str(error):
            pytest.fail(f"more than one line: {error}")
        return
    cell = simulation_cell(config, config.run.seed)
    outcome = run_cell(cell.runner, cell.payload, result_versions())
    if outcome["measures"] is None:
        assert outcome["error"]
        assert "\n" not in outcome["error"]
        assert not outcome["error"].startswith(BUGS), outcome["error"]
    else:
        assert math.isfinite(outcome["measures"]["mean_welfare_everyone"])
        assert outcome["measures"]["budget_imbalance"] <= 1e-6


COMMON = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=60, **COMMON)
@given(overrides=CONFIGURATIONS)
def test_random_configurations_end_in_a_result_or_in_one_line(overrides: dict[str, Any]) -> None:
    ends_well(overrides)


@pytest.mark.slow
@settings(max_examples=1000, **COMMON)
@given(overrides=CONFIGURATIONS)
def test_a_thousand_configurations_end_in_a_result_or_in_one_line(overrides: dict[str, Any]) -> None:
    ends_well(overrides)
