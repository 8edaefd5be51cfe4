"""The measures that a simulation's summary has, by name, so that a typo is found before hours of computing."""

from __future__ import annotations

from functools import lru_cache

PROBE = {
    "task.name": "abstract",
    "population.organizations": 2,
    "population.samples": 100.0,
    "learning.kind": "curve",
    "run.rounds": 1,
}
"""The smallest simulation, a few milliseconds."""


@lru_cache(maxsize=1)
def known_measures() -> tuple[str, ...]:
    """Return the names of all measures of a simulation, from the summary of the smallest one."""
    from cocogen.model.config import SimulationConfig
    from cocogen.scenarios.studies.simulating import simulate, simulation_cell

    cell = simulation_cell(SimulationConfig().with_overrides(PROBE), seed=0)
    return tuple(simulate(cell.payload))
