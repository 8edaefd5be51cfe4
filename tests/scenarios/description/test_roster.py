"""Rosters: the organizations that a simulation starts with, and where what they own comes from."""

from __future__ import annotations

import numpy as np
import pytest
from markets import SMALL

from cocogen.model.config import SimulationConfig
from cocogen.model.simulation import CoopetitionModel
from cocogen.model.world.population import TRAITS
from cocogen.scenarios.description.roster import Roster


def config_of(**overrides):
    return SimulationConfig().with_overrides({**SMALL, **overrides})


def test_rows_are_what_a_simulation_starts_with():
    config = config_of(**{"population.valuation": "pareto(1.1, 400)"})
    model, rows = CoopetitionModel(config), Roster(config).rows()
    assert [row["name"] for row in rows] == model.population.names
    for field in ("real_samples", "heterogeneity", *TRAITS):
        np.testing.assert_array_equal([row[field] for row in rows], getattr(model.population, field))
    gamma = model.population.competition
    assert [row["rivals"] for row in rows] == (gamma > 0).sum(axis=1).tolist()
    np.testing.assert_allclose([row["rivalry"] for row in rows], gamma.sum(axis=1))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("valuation", [600, 1400], "600 .. 1,400"),
        ("valuation", 700, "700"),
        ("valuation", [1, 2, 3, 4, 5], "one number for each"),
        ("valuation", "pareto(1.1, 400)", "pareto(1.1, 400)"),
        ("samples", 50, "50, spread 0.4"),
        ("samples", "choice(5, 6)", "choice(5, 6)"),
    ],
)
def test_every_source_is_said(field, value, said):
    assert Roster(config_of(**{f"population.{field}": value})).sources()[field] == said


def test_files_are_named():
    sources = Roster(
        config_of(**{"population.file": "airlines", "population.capacity": "column(flights)"})
    ).sources()
    assert sources["names"] == "column name of airlines"
    assert sources["capacity"] == "column flights of airlines"
    sources = Roster(SimulationConfig()).sources()
    assert sources["samples"] == "the pool of digits, shared out by dirichlet"


def test_the_reading_is_made_from_the_numbers():
    sizes = [10, 50, 20, 10, 10]
    said = Roster(
        config_of(**{"population.samples": sizes, "population.valuation": [1, 2, 3, 4, 9]})
    ).reading()
    assert said.startswith(
        "B, the largest of 5, has 50 % of all samples; valuations go from 1 to 9 k$, the median is 3;"
    )
