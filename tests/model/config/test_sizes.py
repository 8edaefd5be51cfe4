"""What would ask for terabytes is refused when the configuration is made."""

from __future__ import annotations

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError

LARGE = {"task.name": "abstract", "learning.kind": "curve", "population.samples": 50.0}


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            {"population.organizations": 100_000},
            "competition.structure: 'random-symmetric' among 100,000 organizations",
        ),
        (
            {
                "population.organizations": 100_000,
                "competition.structure": "sectors",
                "competition.size": 50_000,
            },
            "competition.structure: 'sectors' among 100,000 organizations makes about 2,500,000,000 pairs",
        ),
        (
            {"population.organizations": 1_000_000, "competition.structure": "duopoly", "task.classes": 1000},
            "task.classes: must be less for 1,000,000 organizations, got 1,000",
        ),
        (
            {"population.organizations": 5000},
            "competition.structure: 'random-symmetric' among 5,000 organizations makes about 12,500,000 pairs of rivals",
        ),
        (
            {
                "population.organizations": 10_000,
                "competition.structure": "sectors",
                "run.rounds": 10_000_000,
            },
            "run.rounds: must be at most 100,000 for 10,000 organizations, got 10,000,000",
        ),
        (
            {"environment.arrivals": 1.0, "environment.newcomers": 100_000},
            "competition.structure: 'random-symmetric' among 100,008 organizations",
        ),
    ],
)
def test_the_absurd_is_refused(overrides, said):
    with pytest.raises(ConfigurationError) as caught:
        SimulationConfig().with_overrides(LARGE | overrides)
    assert str(caught.value).startswith(said)


def test_real_training_draws_no_more_samples_than_fit_into_memory():
    with pytest.raises(
        ConfigurationError, match=r"population\.capacity: must be at most 1,250,000 for 8 organizations"
    ):
        SimulationConfig().with_overrides({"population.capacity": 1e9})
    assert SimulationConfig().with_overrides({"population.capacity": 1e9, "learning.kind": "curve"})


def test_large_markets_of_few_rivals_are_configured():
    overrides = {"population.organizations": 1_000_000, "competition.structure": "sectors"}
    assert SimulationConfig().with_overrides(LARGE | overrides).population.organizations == 1_000_000


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "redistribution.weights: must have 8 entries, one for each organization, got 2"),
        ({"environment.arrivals": 0.5}, "redistribution.weights: cannot be set where newcomers arrive"),
    ],
)
def test_a_list_by_organization_must_fit_the_market(more, said):
    bargaining = {"redistribution.rule": "bargaining", "redistribution.weights": [1.0, 2.0]}
    with pytest.raises(ConfigurationError) as caught:
        SimulationConfig().with_overrides(bargaining | more)
    assert str(caught.value).startswith(said)


def test_two_thousand_may_all_be_rivals():
    assert SimulationConfig().with_overrides(LARGE | {"population.organizations": 2000})
